/* SPDX-License-Identifier: GPL-2.0-only */
/* The time per table by the size of leaves: a table and a plot. */
#ifndef RESULTS_LEAVES_H
#define RESULTS_LEAVES_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_leaves() - time per table by leaf size, for the representatives
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_leaves(const struct view *v, FILE *out);

/**
 * leaves_plot() - the data of the plot "leaves"
 * @v: view
 * @arg: unused
 * @data: receives the points
 */
void leaves_plot(const struct view *v, const void *arg, struct plot_data *data);

#endif /* RESULTS_LEAVES_H */
