/* SPDX-License-Identifier: GPL-2.0-only */
/* The data of a plot: points of curves in panels, written as tab-separated values. */
#ifndef RESULTS_PLOT_DATA_H
#define RESULTS_PLOT_DATA_H

#include "run.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PLOT_TEXT	96

/* As many as the scripts have room for, see results/plots/ptlu.gp. */
#define PLOT_MAX_PANELS	24
#define PLOT_MAX_CURVES	64

/**
 * struct plot_data - the points of a plot
 * @run: the run that they come from
 * @out: rows as they are written
 * @points: number of rows so far
 * @subject: what the whole plot is about, as its target, or ""; appended to the title
 * @panels: names of the panels so far
 * @nr_panels: number of @panels
 * @curves: names of the curves so far
 * @nr_curves: number of @curves
 * @left_out: points of further panels and curves
 */
struct plot_data {
	const struct run *run;
	FILE *out;
	size_t points;
	char subject[2 * PLOT_TEXT];
	char panels[PLOT_MAX_PANELS][PLOT_TEXT];
	size_t nr_panels;
	char curves[PLOT_MAX_CURVES][PLOT_TEXT];
	size_t nr_curves;
	size_t left_out;
};

/* A point with its interval; @low and @high are @y where there is none. */
struct plot_point {
	double x, y, low, high;
};

/**
 * plot_add() - add a point to a curve
 * @d: data
 * @panel: name of the panel; panels and curves are drawn in the order of their first points
 * @curve: name of the curve, which the legend shows
 * @p: the point; one that cannot be drawn on logarithmic axes is left out
 *
 * Points of more panels or curves than a plot has room for are counted in @d->left_out.
 */
void plot_add(struct plot_data *d, const char *panel, const char *curve, struct plot_point p);

/**
 * plot_add_series() - add a series as a curve: time over tables, with the MAD as interval
 * @d: data
 * @panel: name of the panel
 * @curve: name of the curve
 * @s: series; nothing is added for NULL
 * @per_table: divide the time by the number of tables
 */
void plot_add_series(struct plot_data *d, const char *panel, const char *curve,
		     const struct series *s, bool per_table);

/**
 * plot_add_ratio() - add the ratio of two series at the sizes that both have
 * @d: data
 * @panel: name of the panel
 * @curve: name of the curve
 * @a: dividend; nothing is added for NULL
 * @b: divisor; nothing is added for NULL
 * @from: smallest number of tables
 */
void plot_add_ratio(struct plot_data *d, const char *panel, const char *curve,
		    const struct series *a, const struct series *b, double from);

#endif /* RESULTS_PLOT_DATA_H */
