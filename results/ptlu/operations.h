/* SPDX-License-Identifier: GPL-2.0-only */
/* One operation over table size, all kinds of targets and the baselines: data of plots. */
#ifndef RESULTS_OPERATIONS_H
#define RESULTS_OPERATIONS_H

#include "plot_data.h"

/**
 * latency_plot() - the data of the plots "latency-<operation>": time for one domain
 * @v: view
 * @op: name of the operation
 * @data: receives the points
 */
void latency_plot(const struct view *v, const void *op, struct plot_data *data);

/**
 * per_table_plot() - the data of the plots "per-table-<operation>": time per table
 * @v: view
 * @op: name of the operation
 * @data: receives the points
 */
void per_table_plot(const struct view *v, const void *op, struct plot_data *data);

#endif /* RESULTS_OPERATIONS_H */
