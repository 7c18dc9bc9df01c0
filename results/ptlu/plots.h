/* SPDX-License-Identifier: GPL-2.0-only */
/* The plots of a run: data, scripts and pictures in its directory plots/. */
#ifndef RESULTS_PLOTS_H
#define RESULTS_PLOTS_H

#include "run.h"

#include <stddef.h>

/**
 * struct plot_file - a plot as it is written
 * @name: its files' name, made of letters, digits and ._+~-
 * @script: name of the script that draws it
 * @title: its title
 * @description: what it shows, for the SVG
 * @data: its data, as tab-separated values
 * @len: bytes of @data
 */
struct plot_file {
	const char *name;
	const char *script;
	const char *title;
	const char *description;
	const char *data;
	size_t len;
};

/**
 * struct plots_written - what plots_write() has drawn
 * @nr: number of plots
 * @first: name of the first one, which is to be looked at first
 */
struct plots_written {
	size_t nr;
	char first[128];
};

/**
 * plots_visit() - make the data of all plots of a run
 * @run: the run
 * @visit: is called for each plot that has a point; returns 0 or a negative errno value
 * @arg: for @visit
 *
 * A plot that fails does not keep the others from being visited, unless gnuplot is missing
 * (-ENOENT).
 *
 * Return: 0 or the first error.
 */
int plots_visit(const struct run *run, int (*visit)(const struct plot_file *plot, void *arg),
		void *arg);

/**
 * plots_write() - write all plots of a run
 * @run: the run
 * @written: receives what was drawn
 *
 * For each plot <name>.tsv, the data, <script>.gp, which draws them, and <name>.svg. Plots without
 * a point are left out.
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ENOENT without gnuplot.
 */
int plots_write(const struct run *run, struct plots_written *written);

#endif /* RESULTS_PLOTS_H */
