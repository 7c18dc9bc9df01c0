/* SPDX-License-Identifier: GPL-2.0-only */
/* Targets that look alike in a plot: one of each kind and table size is drawn. */
#ifndef RESULTS_GROUPS_H
#define RESULTS_GROUPS_H

#include "plot_data.h"
#include "series.h"

/* Kinds of targets times sizes of tables; more are not drawn. */
#define MAX_GROUPS	12

/**
 * struct group - targets of one kind (first word of the name) and table size
 * @target: the one that is drawn: the first of those measured most
 * @label: its name, and how many it stands for
 */
struct group {
	const char *target;
	char label[PLOT_TEXT];
};

/**
 * groups_of() - the groups of a view's targets
 * @v: view
 * @groups: room for MAX_GROUPS
 *
 * Return: their number.
 */
size_t groups_of(const struct view *v, struct group *groups);

#endif /* RESULTS_GROUPS_H */
