/* SPDX-License-Identifier: GPL-2.0-only */
/* How operations grow with the number of tables: fitted exponents. */
#ifndef RESULTS_EXPONENTS_H
#define RESULTS_EXPONENTS_H

#include "series.h"

#include <stdio.h>

/**
 * print_exponents() - the exponent of each operation and variant that was measured at three sizes
 * @v: view
 * @out: where to
 *
 * Return: false if there was nothing to print.
 */
bool print_exponents(const struct view *v, FILE *out);

#endif /* RESULTS_EXPONENTS_H */
