/* SPDX-License-Identifier: GPL-2.0-only */
/* What is timed: the operations, each by several variants, on one workload. */
#ifndef BENCH_OPS_H
#define BENCH_OPS_H

#include "workload.h"

/**
 * struct bench_op - an operation
 * @name: as in OPS= and in a sample
 * @boots: it runs in the next kernel: the tables have been preserved and handed over
 * @restores: it runs on domains that the variant has restored
 */
struct bench_op {
	const char *name;
	bool boots, restores;
};

extern const struct bench_op bench_ops[];
extern const unsigned int bench_nr_ops;

/* The number of bench_ops[] that is boot-reserve, which has cases of its own. */
extern const char bench_boot_reserve[];

/**
 * struct bench_variant - who carries an operation out
 * @name: as in a sample
 * @core: a live-update core, for variants that are one
 * @only: the operations that it does not carry out as ours does, by number as bits; 0 for all
 * @workers: for cores of several: how many, in tables large enough for as many, preserve and restore alone
 * @touches: a floor that leaves domains and pages as they were
 * @floor: a flat loop over the tables, for floors; by number of bench_ops[]
 */
struct bench_variant {
	const char *name;
	enum ptlu_core_id core;
	unsigned int only;
	unsigned int workers;
	bool touches;
	int (*floor[4])(const struct workload *w);
};

extern const struct bench_variant bench_variants[];
extern const unsigned int bench_nr_variants;

/**
 * struct bench_reservation - how early boot reserves preserved pages: who carries boot-reserve out
 * @name: as in a sample's variant
 * @how: for host_boot_reserve()
 */
struct bench_reservation {
	const char *name;
	enum host_reservation how;
};

extern const struct bench_reservation bench_reservations[];
extern const unsigned int bench_nr_reservations;

bool bench_has(const struct bench_op *op, const struct bench_variant *variant, u64 tables);
int bench_prepare(struct workload *w, const struct bench_op *op,
		  const struct bench_variant *variant);
int bench_run(struct workload *w, const struct bench_op *op, const struct bench_variant *variant);

#endif
