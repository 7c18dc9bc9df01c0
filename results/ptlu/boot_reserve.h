/* SPDX-License-Identifier: GPL-2.0-only */
/* boot-reserve over the number of preserved tables: a table and a plot. */
#ifndef RESULTS_BOOT_RESERVE_H
#define RESULTS_BOOT_RESERVE_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_boot_reserve() - boot-reserve at its largest sizes, with the fitted cost
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_boot_reserve(const struct view *v, FILE *out);

/**
 * boot_reserve_plot() - the data of the plot "boot-reserve"
 * @v: view
 * @arg: unused
 * @data: receives the points
 */
void boot_reserve_plot(const struct view *v, const void *arg, struct plot_data *data);

/**
 * boot_reserve_single() - the curves of single pages, for the overview
 * @v: view
 * @panel: name of the panel
 * @data: receives the points
 */
void boot_reserve_single(const struct view *v, const char *panel, struct plot_data *data);

#endif /* RESULTS_BOOT_RESERVE_H */
