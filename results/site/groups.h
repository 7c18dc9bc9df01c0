/* SPDX-License-Identifier: GPL-2.0-only */
/* The series of a tree by target and operation: one page each. */
#ifndef RESULTS_SITE_GROUPS_H
#define RESULTS_SITE_GROUPS_H

#include "folder.h"
#include "tree.h"

/**
 * struct group - the series of an operation on a target that have a figure
 * @target: the target
 * @op: the operation
 * @path: path of its page within the site
 * @series: indexes of the series
 * @nr: number of @series
 */
struct group {
	const char *target;
	const char *op;
	char path[SITE_PATH];
	const size_t *series;
	size_t nr;
};

/**
 * struct groups - all groups of a tree, by target and operation
 * @all: the groups
 * @nr: number of @all
 * @series: what their @series point into
 */
struct groups {
	struct group *all;
	size_t nr;
	size_t *series;
};

/**
 * groups_find() - find the groups of a tree
 * @g: receives them; to be released with groups_free()
 * @t: tree
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int groups_find(struct groups *g, const struct site_tree *t);

/**
 * groups_free() - release groups
 * @g: what groups_find() filled
 */
void groups_free(struct groups *g);

/**
 * group_default() - the series that a page shows at first
 * @t: tree
 * @g: group
 *
 * Of the variant that is judged, at its largest, and still measured.
 *
 * Return: its index.
 */
size_t group_default(const struct site_tree *t, const struct group *g);

/**
 * series_value() - a figure of a series
 * @t: tree
 * @series: index of the series
 * @exact: instructions, otherwise the fastest repetition in nanoseconds
 * @run: index of the run
 *
 * Return: the figure; 0 if there is none, negative if it was refused.
 */
double series_value(const struct site_tree *t, size_t series, bool exact, size_t run);

#endif /* RESULTS_SITE_GROUPS_H */
