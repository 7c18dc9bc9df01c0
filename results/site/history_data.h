/* SPDX-License-Identifier: GPL-2.0-only */
/* The data of charts and comparisons, as classic scripts: from file:// nothing else is loaded. */
#ifndef RESULTS_SITE_HISTORY_DATA_H
#define RESULTS_SITE_HISTORY_DATA_H

#include "groups.h"
#include "site.h"

/**
 * write_runs_script() - write the script that has all runs of a tree
 * @site: the site
 * @t: tree; receives the path and the size of the script
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int write_runs_script(struct site *site, struct site_tree *t);

/**
 * write_history_data() - write the script that has the series of a group
 * @site: the site
 * @t: tree
 * @g: group
 * @path: path of the script within the site
 * @size: receives its bytes
 *
 * A time is a whole number of thousandths of the smallest one of its series; a count is exact.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int write_history_data(struct site *site, const struct site_tree *t, const struct group *g,
		       const char *path, size_t *size);

/**
 * write_points_script() - write the script that has the families of all series of a tree
 * @site: the site
 * @t: tree
 * @path: path of the script within the site
 * @size: receives its bytes
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int write_points_script(struct site *site, const struct site_tree *t, const char *path,
			size_t *size);

/**
 * write_run_data() - write the script that has the figures of a run, for comparisons
 * @site: the site
 * @t: tree
 * @run: index of the run
 * @path: path of the script within the site
 * @size: receives its bytes
 *
 * A figure is its natural logarithm in ten thousandths.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int write_run_data(struct site *site, const struct site_tree *t, size_t run, const char *path,
		   size_t *size);

#endif /* RESULTS_SITE_HISTORY_DATA_H */
