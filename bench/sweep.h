/* SPDX-License-Identifier: GPL-2.0-only */
/* Which cases a profile measures. */
#ifndef BENCH_SWEEP_H
#define BENCH_SWEEP_H

#include "workload.h"

/**
 * struct bench_case - one workload with all operations and variants, measured in one interleaved run
 * @id: unique in a run, [A-Za-z0-9._-]
 * @spec: the workload; its target is NULL for boot-reserve
 * @warm: caches are left warm
 * @maps: the operations of map_ops.h, on a table in use
 * @order: boot-reserve: page order of the preserved pages
 * @linear_only: boot-reserve: only by what takes linear time
 * @weight: how long it takes beside the others, about in table visits
 */
struct bench_case {
	char id[96];
	struct ptlu_workload_spec spec;
	bool warm, maps;
	unsigned int order;
	bool linear_only;
	double weight;
};

/**
 * struct bench_selection - what the user asked for
 * @profile: "quick", "full"
 * @targets: shell patterns, separated by blanks; "*" for all
 * @ops: likewise, for operations
 */
struct bench_selection {
	const char *profile;
	const char *targets;
	const char *ops;
};

int bench_check_selection(const struct bench_selection *selection);
struct bench_case *bench_list_cases(const struct bench_selection *selection, size_t *nr);

#endif
