/* SPDX-License-Identifier: GPL-2.0-only */
/* The plots of a run: data, scripts and pictures in its directory plots/. */
#ifndef RESULTS_PLOTS_H
#define RESULTS_PLOTS_H

#include "run.h"

/**
 * plots_write() - write all plots of a run
 * @run: the run
 * @written: receives the number of plots
 * @first: receives the name of the first one, which is to be looked at first; valid if there is one
 *
 * For each plot <name>.tsv, the data, <script>.gp, which draws them, and <name>.svg. Plots without a
 * point are left out.
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ENOENT without gnuplot.
 */
int plots_write(const struct run *run, size_t *written, const char **first);

#endif /* RESULTS_PLOTS_H */
