/* SPDX-License-Identifier: GPL-2.0-only */
/* The time that domains of familiar sizes cost. */
#ifndef RESULTS_COST_H
#define RESULTS_COST_H

#include "series.h"

#include <stdio.h>

/**
 * print_cost() - the cost of domains of 1 GiB, 64 GiB and 1 TiB
 * @v: view
 * @targets: targets
 * @nr: number of @targets
 * @placement: placement
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_cost(const struct view *v, const char *const *targets, size_t nr, const char *placement,
		FILE *out);

/**
 * print_cost_legend() - how to read the figures
 * @profile: PROFILE of the run, which decides what measures more
 * @out: where to
 */
void print_cost_legend(const char *profile, FILE *out);

#endif /* RESULTS_COST_H */
