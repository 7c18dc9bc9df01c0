/* SPDX-License-Identifier: GPL-2.0-only */
/* What make nightly has recorded: which stage of which night a run was. */
#ifndef RESULTS_SITE_NIGHTS_H
#define RESULTS_SITE_NIGHTS_H

#include "results/history/night.h"

/**
 * struct nights - nights, the oldest first
 * @dir: their directory
 * @all: the nights
 * @names: their names, which @all points to
 * @nr: number of @all
 */
struct nights {
	char *dir;
	struct night *all;
	char **names;
	size_t nr;
};

/**
 * nights_read() - read the nights in a directory
 * @n: receives them; to be released with nights_free()
 * @dir: the directory; none is no error
 *
 * A night that cannot be read is left out, after one line on stderr.
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int nights_read(struct nights *n, const char *dir);

/**
 * nights_free() - release nights
 * @n: what nights_read() filled; may be all zero
 */
void nights_free(struct nights *n);

/**
 * nights_last() - the last night of a tree
 * @n: nights
 * @label: the tree's name
 * @night: receives the night's name
 *
 * Return: what the night has of the tree; NULL if there is none.
 */
const struct night_tree *nights_last(const struct nights *n, const char *label,
				     const char **night);

/**
 * nights_stage() - the stage that a run was
 * @n: nights
 * @label: the tree's name
 * @run: id of the run
 * @night: receives the night's name
 *
 * Return: the stage; NULL if none has this run.
 */
const struct night_stage *nights_stage(const struct nights *n, const char *label, const char *run,
				       const char **night);

#endif /* RESULTS_SITE_NIGHTS_H */
