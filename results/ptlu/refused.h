/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples whose figures mean nothing, grouped by operation, variant and reason. */
#ifndef RESULTS_REFUSED_H
#define RESULTS_REFUSED_H

#include "series.h"

#include <stdio.h>

/**
 * print_refused() - what was refused, and why
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_refused(const struct view *v, FILE *out);

#endif /* RESULTS_REFUSED_H */
