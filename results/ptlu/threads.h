/* SPDX-License-Identifier: GPL-2.0-only */
/* Cores that use several threads: speed-up per additional thread, as a table and a plot. */
#ifndef RESULTS_THREADS_H
#define RESULTS_THREADS_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_threads() - time per table and speed-up over the number of threads
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_threads(const struct view *v, FILE *out);

/**
 * threads_plot() - the data of the plot "workers"
 * @v: view
 * @arg: unused
 * @data: receives the points
 */
void threads_plot(const struct view *v, const void *arg, struct plot_data *data);

#endif /* RESULTS_THREADS_H */
