/* SPDX-License-Identifier: GPL-2.0-only */
/* Run gnuplot on a script of results/plots, and describe the SVG that it draws. */
#ifndef RESULTS_GNUPLOT_H
#define RESULTS_GNUPLOT_H

/**
 * gnuplot_draw() - draw <name>.svg from <name>.tsv
 * @dir: directory of the data and the scripts
 * @script: name of the script, without .gp
 * @name: name of the plot
 * @title: title of the picture, for readers of the SVG and for screen readers
 * @description: what it shows, likewise
 *
 * gnuplot gets the name as an argument, which it does not evaluate, and writes to a pipe: the SVG
 * replaces an older one only when it is complete.
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ENOENT without gnuplot.
 */
int gnuplot_draw(const char *dir, const char *script, const char *name, const char *title,
		 const char *description);

#endif /* RESULTS_GNUPLOT_H */
