/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations on live tables: map, unmap and free beside io-pgtable-arm.c, as a table and a plot. */
#ifndef RESULTS_LIVE_TABLES_H
#define RESULTS_LIVE_TABLES_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_live_tables() - time per page, and the ratio to io-pgtable-arm.c where it was measured
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_live_tables(const struct view *v, FILE *out);

/**
 * live_tables_plot() - the data of the plot "in-use"
 * @v: view
 * @arg: unused
 * @data: receives the points
 */
void live_tables_plot(const struct view *v, const void *arg, struct plot_data *data);

#endif /* RESULTS_LIVE_TABLES_H */
