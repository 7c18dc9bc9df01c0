/* SPDX-License-Identifier: GPL-2.0-only */
/* What is timed: the operations, each by several variants, on one workload. */
#ifndef BENCH_OPS_H
#define BENCH_OPS_H

#include "workload.h"

/**
 * struct ptlu_bench_op - an operation
 * @name: as in OPS= and in a sample
 * @boots: it runs in the next kernel: the tables have been preserved and handed over
 * @restores: it runs on domains that the variant has restored
 */
struct ptlu_bench_op {
	const char *name;
	bool boots, restores;
};

extern const struct ptlu_bench_op ptlu_bench_ops[];
extern const unsigned int ptlu_bench_nr_ops;

/* The number of ptlu_bench_ops[] that is boot-reserve, which has cases of its own. */
extern const char ptlu_bench_boot_reserve[];

/**
 * struct ptlu_bench_variant - who carries an operation out
 * @name: as in a sample
 * @core: a live-update core, for variants that are one
 * @only: the operations that it does not carry out as ours does, by number as bits; 0 for all
 * @workers: for cores of several: how many, in tables large enough for as many, preserve and restore alone
 * @touches: a floor that leaves domains and pages as they were
 * @floor: a flat loop over the tables, for floors; by number of ptlu_bench_ops[]
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
 * struct ptlu_bench_reservation - how early boot reserves preserved pages: who carries boot-reserve out
 * @name: as in a sample's variant
 * @how: for ptlu_boot_reserve()
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
