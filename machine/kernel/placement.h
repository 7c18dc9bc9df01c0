/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the table pages of a workload lie in the memory of a running kernel. */
#ifndef BENCH_KERNEL_PLACEMENT_H
#define BENCH_KERNEL_PLACEMENT_H

#include "bench/workload.h"

int ptlu_placement_begin(const struct ptlu_workload_spec *spec);
unsigned long ptlu_placement_end(void);
void ptlu_placement_evict(void);

#endif
