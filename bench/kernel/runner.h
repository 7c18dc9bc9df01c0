/* SPDX-License-Identifier: GPL-2.0-only */
/* The benchmark in a kernel: its files in debugfs. */
#ifndef BENCH_KERNEL_RUNNER_H
#define BENCH_KERNEL_RUNNER_H

struct dentry;

void ptlu_bench_files_add(struct dentry *dir);
void ptlu_bench_exit(void);

#endif
