/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of ptlu in a kernel, which module.c initializes. */
#ifndef PTLU_KERNEL_MODULE_H
#define PTLU_KERNEL_MODULE_H

struct dentry;

/* machine/kernel/ */
void ptlu_machine_exit(void);

/* bench/kernel/: adds its files to debugfs */
int ptlu_bench_init(struct dentry *dir);
void ptlu_bench_exit(void);

/* conformance/kernel/, needs CONFIG_KUNIT: adds its file and runs the suites of the parameters */
int ptlu_conformance_init(struct dentry *dir);
void ptlu_conformance_exit(void);

/* conformance/dma/, needs CONFIG_KUNIT: adds its file */
void ptlu_dma_init(struct dentry *dir);

#endif
