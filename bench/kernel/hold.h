/* SPDX-License-Identifier: GPL-2.0-only */
/* Preserves a workload and keeps it until a kexec. */
#ifndef BENCH_KERNEL_HOLD_H
#define BENCH_KERNEL_HOLD_H

#include "bench/workload.h"

int ptlu_hold_workload(const struct ptlu_workload_spec *spec);
void ptlu_hold_release(void);

#endif
