/* SPDX-License-Identifier: GPL-2.0-only */
/* The plot to begin with: one target, its cost, and what it is compared with. */
#ifndef RESULTS_OVERVIEW_H
#define RESULTS_OVERVIEW_H

#include "plot_data.h"

/**
 * overview_plot() - the data of the plot "overview"
 * @v: view; of warm caches there is none
 * @arg: unused
 * @data: receives the points
 */
void overview_plot(const struct view *v, const void *arg, struct plot_data *data);

#endif /* RESULTS_OVERVIEW_H */
