/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions of the host tier beside those of kernels: tables in Markdown and a plot. */
#ifndef RESULTS_TIER_COUNTS_H
#define RESULTS_TIER_COUNTS_H

#include "plot_data.h"
#include "run.h"

#include <stdio.h>

/**
 * print_tiers() - a table for each architecture, and one of boot-reserve, in Markdown
 * @host: samples with the host tier's counts
 * @kernel: samples of kernels
 * @out: where to
 *
 * Return: false if no target and size was counted on both.
 */
bool print_tiers(const struct sample_set *host, const struct sample_set *kernel, FILE *out);

/**
 * tiers_plot() - the data of the plot "tiers"
 * @v: view of kernel samples
 * @arg: unused
 * @data: receives the points
 */
void tiers_plot(const struct view *v, const void *arg, struct plot_data *data);

#endif /* RESULTS_TIER_COUNTS_H */
