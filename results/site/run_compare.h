/* SPDX-License-Identifier: GPL-2.0-only */
/* How a run differs from the one before it: nothing is judged, see docs/nightly.md for that. */
#ifndef RESULTS_SITE_RUN_COMPARE_H
#define RESULTS_SITE_RUN_COMPARE_H

#include "tree.h"

/* What two runs are compared by. */
enum compared_by { BY_TIMES, BY_COUNTS, BY_TESTS };

/**
 * struct family_change - how a family differs between two runs
 * @target: target; ALL_TARGETS for an operation on all of them
 * @op: operation
 * @variant: variant
 * @points: figures that both runs have
 * @log_ratio: mean of the natural logarithms of their ratios
 */
struct family_change {
	const char *target, *op, *variant;
	size_t points;
	double log_ratio;
};

/**
 * struct family_changes - those of two runs
 * @wide: operations on all targets, in the order of the series
 * @nr_wide: number of @wide
 * @all: operations on one target, those that differ most first
 * @nr: number of @all
 */
struct family_changes {
	struct family_change *wide;
	size_t nr_wide;
	struct family_change *all;
	size_t nr;
};

/**
 * in_one_family() - whether two series are an operation of one variant on one target
 * @t: tree
 * @a: index of a series
 * @b: index of another
 *
 * Return: true if they are.
 */
bool in_one_family(const struct site_tree *t, size_t a, size_t b);

/**
 * run_before() - the run that a run is compared with
 * @t: tree
 * @run: index of the run
 * @by: what both must have
 *
 * Return: index of the last good one before it on its machine; NO_RUN if there is none.
 */
size_t run_before(const struct site_tree *t, size_t run, enum compared_by by);

/**
 * compare_families() - compare two runs
 * @c: receives what differs; to be released with family_changes_free()
 * @t: tree
 * @before: index of the one
 * @run: index of the other
 * @by: BY_TIMES or BY_COUNTS
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int compare_families(struct family_changes *c, const struct site_tree *t, size_t before, size_t run,
		     enum compared_by by);

/**
 * family_changes_free() - release them
 * @c: what compare_families() filled
 */
void family_changes_free(struct family_changes *c);

#endif /* RESULTS_SITE_RUN_COMPARE_H */
