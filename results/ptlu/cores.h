/* SPDX-License-Identifier: GPL-2.0-only */
/* Cores that are not measured everywhere, beside ours. */
#ifndef RESULTS_CORES_H
#define RESULTS_CORES_H

#include "series.h"

#include <stdio.h>

/**
 * print_cores() - time per table of other cores, and their ratios
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_cores(const struct view *v, FILE *out);

#endif /* RESULTS_CORES_H */
