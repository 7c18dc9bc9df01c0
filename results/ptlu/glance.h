/* SPDX-License-Identifier: GPL-2.0-only */
/* The result in one table: ours in ratios to its baselines. */
#ifndef RESULTS_GLANCE_H
#define RESULTS_GLANCE_H

#include "series.h"

#include <stdio.h>

/**
 * print_glance() - ratios of ours over all targets' largest domains
 * @v: view
 * @out: where to
 *
 * Return: false if there is no domain of at least FIT_MIN_TABLES tables to compare.
 */
bool print_glance(const struct view *v, FILE *out);

#endif /* RESULTS_GLANCE_H */
