/* SPDX-License-Identifier: GPL-2.0-only */
/* Times of all points over the nights of a history, by families. */
#ifndef RESULTS_TIMES_H
#define RESULTS_TIMES_H

#include "results/format/sample.h"

#include <stdbool.h>

/**
 * struct night - one run
 * @run: its row in the database
 * @machine: the machine's row; nights of others are not compared
 * @usable: it is complete, and neither dirty nor disturbed
 */
struct night {
	long long run;
	long long machine;
	bool usable;
};

/**
 * struct times_family - points that are judged together
 * @first: index of the first one; the others follow it
 * @nr: number of points
 * @wide: all points of an operation of a variant on all targets, of one tier and architecture;
 *	otherwise those on one target
 */
struct times_family {
	size_t first;
	size_t nr;
	bool wide;
};

/**
 * struct times - what nights measured
 * @nights: the nights, growing in time
 * @nr: number of @nights
 * @points: the key of each point, sorted by times_compare_points(); measured values are not set
 * @nr_points: number of @points
 * @log_ns: natural logarithm of nanoseconds, night by night; NaN where a night has no such figure
 * @families: the families, wide ones first
 * @nr_families: number of @families
 * @strings: owns the strings of @points; NULL if others do
 */
struct times {
	struct night *nights;
	size_t nr;
	struct bench_sample *points;
	size_t nr_points;
	double *log_ns;
	struct times_family *families;
	size_t nr_families;
	void *strings;
};

/**
 * times_compare_points() - the order of points: by operation, target, and the rest of the key
 * @a: point
 * @b: point
 *
 * Return: negative, 0 or positive, as for strcmp().
 */
int times_compare_points(const struct bench_sample *a, const struct bench_sample *b);

/**
 * times_find_families() - set the families of sorted points
 * @t: times whose @points are set
 *
 * Variants that are a lower bound make none: nothing is judged by them. An operation that was
 * measured on fewer than three targets has no wide family.
 *
 * Return: 0 or -ENOMEM.
 */
int times_find_families(struct times *t);

/**
 * times_free() - release times
 * @t: times; may be all zero
 */
void times_free(struct times *t);

/**
 * times_of_family() - one value a night for a family
 * @t: times
 * @f: family
 * @rows: nights that are looked at, growing
 * @nr: number of @rows
 * @value: room for @nr, receives the natural logarithm of the family's ratio to its own median
 *	over these nights
 * @which: room for @nr, receives the index within @rows of each value
 *
 * A night's value is the mean over the points of log(ns / median over the nights), weighted by the
 * inverse variance of each point over the nights. A point is taken for at most three of its
 * standard deviations away from the weighted median of the night: a single point makes no change,
 * and a change that all of them have is not limited. Nights that lack half of the weight have no
 * value.
 *
 * Return: number of values, or -ENOMEM.
 */
long times_of_family(const struct times *t, const struct times_family *f, const size_t *rows,
		     size_t nr, double *value, size_t *which);

#endif /* RESULTS_TIMES_H */
