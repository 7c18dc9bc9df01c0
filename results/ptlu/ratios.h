/* SPDX-License-Identifier: GPL-2.0-only */
/* Every target's ratios to the baselines, operation by operation. */
#ifndef RESULTS_RATIOS_H
#define RESULTS_RATIOS_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_ratios() - a table for each operation
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_ratios(const struct view *v, FILE *out);

/**
 * ratios_plot() - the data of the plots "ratio-posted" and "ratio-floor-api"
 * @v: view
 * @baseline: name of the variant to divide by
 * @data: receives the points
 */
void ratios_plot(const struct view *v, const void *baseline, struct plot_data *data);

#endif /* RESULTS_RATIOS_H */
