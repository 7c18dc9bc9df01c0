/* SPDX-License-Identifier: GPL-2.0-only */
/* Builds a workload in a running kernel, with placed tables. */
#ifndef BENCH_KERNEL_BUILD_H
#define BENCH_KERNEL_BUILD_H

#include "bench/workload.h"

int ptlu_build_placed(struct ptlu_workload *w, const struct ptlu_workload_spec *spec,
		      unsigned long *strays);

#endif
