/* SPDX-License-Identifier: GPL-2.0-only */
/* The gnuplot scripts of results/plots, which are part of the program. */
#ifndef RESULTS_PLOT_SCRIPTS_H
#define RESULTS_PLOT_SCRIPTS_H

#include <stddef.h>

/* What every script loads. */
#define COMMON_SCRIPT	"ptlu"

/**
 * plot_script() - the text of a script
 * @name: its file name without .gp
 * @size: receives the number of bytes
 *
 * Return: the text, not terminated; NULL if there is no such script.
 */
const char *plot_script(const char *name, size_t *size);

#endif /* RESULTS_PLOT_SCRIPTS_H */
