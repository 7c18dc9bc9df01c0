/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations that are timed, each by several variants, on one workload. */
#ifndef BENCH_OPS_H
#define BENCH_OPS_H

#include "workload.h"

/**
 * struct ptlu_bench_op - an operation
 * @name: as in OPS= and in a sample
 * @preserves: leaves the tables registered with KHO
 * @boots: runs in the next kernel, after the tables have been preserved and handed over
 * @restores: runs on domains that the variant has restored
 */
struct ptlu_bench_op {
	const char *name;
	bool preserves, boots, restores;
};

extern const struct ptlu_bench_op ptlu_bench_ops[];
extern const unsigned int ptlu_bench_nr_ops;

/* Name of the operation boot-reserve, which is not in ptlu_bench_ops[]. */
extern const char ptlu_bench_boot_reserve[];

/**
 * struct ptlu_bench_variant - an implementation of the operations
 * @name: as in a sample
 * @core: the live-update core
 * @only: bits of the operations that differ from ours; 0 for all
 * @workers: number of threads, for preserve and restore of large tables; 0 if there are no threads
 * @touches: a lower bound that changes neither domains nor pages
 * @floor: flat loop over the tables, for lower bounds, indexed like ptlu_bench_ops[]
 */
struct ptlu_bench_variant {
	const char *name;
	enum ptlu_core_id core;
	unsigned int only;
	unsigned int workers;
	bool touches;
	int (*floor[4])(const struct ptlu_workload *w);
};

extern const struct ptlu_bench_variant ptlu_bench_variants[];
extern const unsigned int ptlu_bench_nr_variants;

/**
 * struct ptlu_bench_reservation - a variant of boot-reserve
 * @name: as in a sample's variant
 * @how: argument of ptlu_boot_reserve()
 */
struct ptlu_bench_reservation {
	const char *name;
	enum ptlu_reservation how;
};

extern const struct ptlu_bench_reservation ptlu_bench_reservations[];
extern const unsigned int ptlu_bench_nr_reservations;

bool ptlu_bench_has(const struct ptlu_bench_op *op, const struct ptlu_bench_variant *variant,
		    u64 tables);
int ptlu_bench_prepare(struct ptlu_workload *w, const struct ptlu_bench_op *op,
		  const struct ptlu_bench_variant *variant);
int ptlu_bench_run(struct ptlu_workload *w, const struct ptlu_bench_op *op,
		   const struct ptlu_bench_variant *variant);

#endif
