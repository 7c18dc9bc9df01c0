/* SPDX-License-Identifier: GPL-2.0-only */
/* The blackout, boot-reserve + restore, by placement and reservation: tables and a plot. */
#ifndef RESULTS_BLACKOUT_H
#define RESULTS_BLACKOUT_H

#include "plot_data.h"
#include "series.h"

#include <stdio.h>

/**
 * print_blackout() - boot-reserve + restore of growing domains of one target, and the pool's memory
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_blackout(const struct view *v, FILE *out);

/**
 * blackout_plot() - the data of the plot "blackout"
 * @v: view
 * @arg: unused
 * @data: receives the points
 */
void blackout_plot(const struct view *v, const void *arg, struct plot_data *data);

/**
 * blackout_target() - the target that print_blackout() and blackout_plot() show
 * @v: view
 *
 * Return: the representative with the most combinations of placement and reservation, or NULL.
 */
const char *blackout_target(const struct view *v);

#endif /* RESULTS_BLACKOUT_H */
