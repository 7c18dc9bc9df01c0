/* SPDX-License-Identifier: GPL-2.0-only */
/* The cases of a profile. */
#ifndef BENCH_SWEEP_H
#define BENCH_SWEEP_H

#include "workload.h"

/**
 * struct bench_case - a workload with all operations and variants, measured in one interleaved run
 * @id: unique in a run, [A-Za-z0-9._-]
 * @spec: the workload, without a target for boot-reserve
 * @warm: caches are left warm
 * @maps: the operations of map_ops.h, on a live table
 * @order: boot-reserve: page order of the preserved pages
 * @linear_only: boot-reserve: only variants that take linear time
 * @weight: expected time relative to other cases, roughly the number of table visits
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
 * struct bench_selection - the user's selection
 * @profile: "quick", "full" or "huge"
 * @targets: shell patterns, separated by blanks; "*" for all
 * @ops: shell patterns for operations
 * @tables: level-0 tables of the only size to measure, a power of two; 0 for those of the profile
 */
struct bench_selection {
	const char *profile;
	const char *targets;
	const char *ops;
	u64 tables;
};

int bench_check_selection(const struct bench_selection *selection);
struct bench_case *bench_list_cases(const struct bench_selection *selection, size_t *nr);

#endif
