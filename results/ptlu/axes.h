/* SPDX-License-Identifier: GPL-2.0-only */
/* The axes of a panel as gnuplot's commands: ranges, tics with their labels, and guides. */
#ifndef BENCH_REPORT_AXES_H
#define BENCH_REPORT_AXES_H

#include "plot.h"

#include <stdio.h>

/* What the axes reach over; x_max is 0 when there is no point. */
struct extent {
	double x_min, x_max, y_min, y_max;
};

/* Which sides of a panel carry text: neighbours that share axes are labelled once. */
struct axes_labels {
	bool x, y, marks;
};

/**
 * extent_of() - what the axes of some panels reach over
 * @plot: plot
 * @first: first panel
 * @nr: number of panels
 *
 * Return: the extent, with some room around the points.
 */
struct extent extent_of(const struct plot *plot, size_t first, size_t nr);

/**
 * extent_has_mark() - whether one of the plot's x marks lies within an extent
 * @plot: plot
 * @e: extent
 *
 * Return: true when there is one.
 */
bool extent_has_mark(const struct plot *plot, const struct extent *e);

/**
 * axes_put() - write the commands for a panel's axes
 * @gp: where to
 * @plot: plot
 * @panel: panel
 * @e: what the axes reach over
 * @labels: which sides carry text
 */
void axes_put(FILE *gp, const struct plot *plot, const struct panel *panel, const struct extent *e,
	      struct axes_labels labels);

#endif /* BENCH_REPORT_AXES_H */
