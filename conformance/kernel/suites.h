/* SPDX-License-Identifier: GPL-2.0-only */
/* The suites on a running kernel: run when the module comes up, or one of them when a file is written. */
#ifndef PTLU_KERNEL_SUITES_H
#define PTLU_KERNEL_SUITES_H

#include <linux/types.h>

struct dentry;
struct kunit_suite;

int ptlu_suites_run_selected(void);
int ptlu_suites_run_one(struct kunit_suite *suite);
void ptlu_handover_file_add(struct dentry *dir);
void ptlu_handover_exit(void);

#endif
