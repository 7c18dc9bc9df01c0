/* SPDX-License-Identifier: GPL-2.0-only */
/* What the plots of a view share: how one begins, its panels, and how it is drawn. */
#ifndef BENCH_REPORT_PLOTS_H
#define BENCH_REPORT_PLOTS_H

#include "curves.h"

/**
 * struct destination - where the plots of a view go
 * @dir: folder
 * @suffix: what the view adds to the names of its files: "", "-warm", ...
 */
struct destination {
	const char *dir;
	char suffix[64];
};

/**
 * plot_begin() - a plot with two panels side by side, no panel yet
 * @v: view, for the marks on the axis of table counts
 * @name: file name without the view's suffix and without extension
 *
 * Return: the plot, to be handed to plot_end().
 */
struct plot plot_begin(const struct view *v, const char *name);

/**
 * plot_add_panel() - add a panel
 * @plot: plot, with room for it
 * @y_label: y axis with its unit
 * @unit: what y counts
 * @title_format: title, as for printf()
 *
 * Return: the panel, valid as long as the plot stays where it is.
 */
struct panel *plot_add_panel(struct plot *plot, const char *y_label, enum plot_unit unit,
			     const char *title_format, ...) __attribute__((format(printf, 4, 5)));

/**
 * plot_drop_empty_panel() - take back the panel that was added last if it has no point
 * @plot: plot
 */
void plot_drop_empty_panel(struct plot *plot);

/**
 * plot_end() - draw and release a plot
 * @plot: plot; nothing is drawn without any point
 * @v: its view
 * @to: where to
 * @title_format: title, as for printf()
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_end(struct plot *plot, const struct view *v, const struct destination *to,
	     const char *title_format, ...) __attribute__((format(printf, 4, 5)));

/**
 * add_boot_reserve() - add the curves of boot-reserve with their exponents, and guides
 * @panel: panel
 * @v: view
 * @max_order: largest page order of tables
 */
void add_boot_reserve(struct panel *panel, const struct view *v, unsigned int max_order);

/**
 * plot_overview() - the picture that says most: four panels on one target or two (overview.c)
 * @v: view
 * @to: where to
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_overview(const struct view *v, const struct destination *to);

/**
 * plot_leaves() - restore by the size of leaves, a panel for each representative (overview.c)
 * @v: view; without other leaves than the smallest there is no plot
 * @to: where to
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_leaves(const struct view *v, const struct destination *to);

/**
 * plot_tiers() - the host tier's instructions beside those of kernels (tiers_plot.c)
 * @r: report; without samples of a kernel, or of the host beside them, there is no plot
 * @dir: folder
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_tiers(const struct report *r, const char *dir);

/**
 * plot_in_use() - in-use: map, unmap and free beside the driver's present code (in_use.c)
 * @v: view
 * @to: where to
 *
 * Return: as plots_write().
 */
int plot_in_use(const struct view *v, const struct destination *to);

/**
 * plot_workers() - workers: time per table over the number of workers (workers.c)
 * @v: view
 * @to: where to
 *
 * Return: as plots_write().
 */
int plot_workers(const struct view *v, const struct destination *to);

/**
 * plot_blackout() - blackout: boot-reserve + restore by placement and who reserves (blackout.c)
 * @v: view
 * @to: where to
 *
 * Return: as plots_write().
 */
int plot_blackout(const struct view *v, const struct destination *to);

#endif /* BENCH_REPORT_PLOTS_H */
