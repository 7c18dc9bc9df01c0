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

/**
 * plot_script_write() - write a script into a directory
 * @dir: the directory
 * @name: the script's file name without .gp
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_script_write(const char *dir, const char *name);

/**
 * plots_prepare() - make a directory for plots, with what every script loads
 * @dir: the directory; may be there, but not as a link, which would lead elsewhere
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plots_prepare(const char *dir);

#endif /* RESULTS_PLOT_SCRIPTS_H */
