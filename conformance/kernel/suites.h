/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs suites in a kernel. */
#ifndef PTLU_KERNEL_SUITES_H
#define PTLU_KERNEL_SUITES_H

#include <linux/types.h>

struct dentry;
struct kunit_suite;

int ptlu_suites_run_one(struct kunit_suite *suite);
void ptlu_handover_file_add(struct dentry *dir);

#endif
