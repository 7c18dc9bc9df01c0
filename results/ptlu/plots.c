// SPDX-License-Identifier: GPL-2.0-only
/* The table of plots, and how each gets into a run's directory plots/. */
#define _GNU_SOURCE
#include "plots.h"
#include "blackout.h"
#include "boot_reserve.h"
#include "domains.h"
#include "gnuplot.h"
#include "leaves.h"
#include "live_tables.h"
#include "names.h"
#include "operations.h"
#include "overview.h"
#include "plot_data.h"
#include "plot_scripts.h"
#include "ratios.h"
#include "results/format/file.h"
#include "threads.h"
#include "tier_counts.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct plot - a plot: one entry here and one script make it
 * @name: its files' name
 * @script: the script in results/plots that draws it
 * @title: its title
 * @shows: what it shows, for the SVG's description
 * @x: name of the third column of its data
 * @y: name of the fourth one; the fifth and the sixth are the ends of its interval
 * @fill: adds its points
 * @arg: for @fill
 */
static const struct plot {
	const char *name, *script, *title, *shows, *x, *y;
	void (*fill)(const struct view *v, const void *arg, struct plot_data *data);
	const void *arg;
} plots[] = {
	{ "overview", "overview", "What preserved IOMMU page tables cost a live update",
	  "Four panels over the number of table pages: time of restore beside its baselines,"
	  " time per table of each operation, ratios of ours to posted, and the"
	  " time that early boot takes to reserve the preserved tables.",
	  "tables", "value", overview_plot, NULL },
	{ "blackout", "blackout", "Blackout of one domain: boot-reserve + restore",
	  "Time of boot-reserve and restore together over the number of table pages, by placement"
	  " of the pages and by reservation, for restore of posted and of ours. Extrapolated parts"
	  " are dotted, with their 95 % prediction interval.",
	  "tables", "ns", blackout_plot, NULL },
	{ "boot-reserve", "boot-reserve", "boot-reserve: early boot reserves each preserved table",
	  "Time of early boot's reservation over the number of preserved tables, by placement and"
	  " page order, for the tree's reservation and for kho-linear.",
	  "tables", "ns", boot_reserve_plot, NULL },
#define OPERATION(op)                                                                              \
	{ "latency-" op, "operation", op ": time for one domain",                                  \
	  "Time of " op " over the number of table pages, one panel for each placement of the"     \
	  " pages: ours on each kind of target, and the baselines on one target.",                 \
	  "tables", "ns", latency_plot, op },                                                      \
	{ "per-table-" op, "operation", op ": time per table",                                     \
	  "Time of " op " per table page over the number of table pages, one panel for each"       \
	  " placement of the pages: ours on each kind of target, the baselines on one target.",    \
	  "tables", "ns_per_table", per_table_plot, op }
	OPERATION("preserve"),
	OPERATION("unpreserve"),
	OPERATION("restore"),
	OPERATION("teardown"),
	{ "ratio-posted", "ratio", "Time of ours divided by time of posted",
	  "Ratio of ours to the posted algorithm over the number of table pages, a panel for each"
	  " operation and placement; below 1 ours is faster.",
	  "tables", "ratio", ratios_plot, "posted" },
	{ "ratio-floor-api", "ratio",
	  "Time of ours divided by time of the exported calls on a flat array (floor-api)",
	  "Ratio of ours to the kernel's exported call on a flat array of the same pages, over the"
	  " number of table pages, a panel for each operation and placement; below 1 ours is"
	  " faster.",
	  "tables", "ratio", ratios_plot, "floor-api" },
	{ "leaves", "leaves", "restore of ours by the size of leaves, table pages shuffled",
	  "Time of restore per table page over the number of table pages, a panel for each kind of"
	  " target, a curve for each size of leaves.",
	  "tables", "ns_per_table", leaves_plot, NULL },
	{ "in-use", "in-use",
	  "Live tables: time of generic_pt (ours) divided by time of io-pgtable-arm.c",
	  "Ratio of generic_pt to io-pgtable-arm.c over the number of table pages, a panel for each"
	  " operation on live tables; below 1 generic_pt is faster.",
	  "tables", "ratio", live_tables_plot, NULL },
	{ "workers", "workers", "Several threads on one domain, the largest measured, shuffled",
	  "Time per table page over the number of threads, a panel for each operation, a curve for"
	  " each core.",
	  "threads", "ns_per_table", threads_plot, NULL },
	{ "tiers", "tiers", "Instructions per table: the host tier beside kernels, shuffled",
	  "Instructions per table page over the number of table pages, a panel for each operation:"
	  " counted by callgrind on the host tier and in kernels of each architecture.",
	  "tables", "instructions_per_table", tiers_plot, NULL },
};

#define NR_PLOTS	(sizeof(plots) / sizeof(plots[0]))

/* ---- one plot ---- */

/* Where the axis of tables passes a domain size, if that is one place for all targets. */
static double mark_of(const struct view *v, const struct domain_size *domain)
{
	double least = INFINITY, most = 0;

	for (size_t i = 0; i < v->nr_targets; i++) {
		struct figure f = tables_for(v, v->targets[i], "4k", domain->bytes);

		if (!figure_is_known(f))
			continue;
		least = fmin(least, f.value);
		most = fmax(most, f.value);
	}
	return most > 0 && most <= 1.05 * least ? most : 0;
}

static void put_marks(FILE *out, const struct view *v)
{
	fprintf(out, "# marks");
	for (size_t d = 0; d < NR_DOMAIN_SIZES; d++)
		if (domain_sizes[d].brief)
			fprintf(out, "\t%s\t%.0f", domain_sizes[d].name,
				mark_of(v, &domain_sizes[d]));
	fputc('\n', out);
}

static void title_of(const struct plot *plot, const struct plot_data *data, char *title,
		     size_t size)
{
	snprintf(title, size, "%s%s%s", plot->title, *data->subject ? ", " : "", data->subject);
}

/* One plot has all kernels in it; it is drawn once, for the first of them. */
static bool is_drawn_once(const struct plot *plot)
{
	return plot->fill == tiers_plot;
}

static void conditions_of(const struct plot *plot, const struct view *v, char *text, size_t size)
{
	if (is_drawn_once(plot))
		snprintf(text, size, "Linux %s", v->kernel);
	else
		snprintf(text, size, "Linux %s, %s tier, %s, %s caches%s", v->kernel, v->tier,
			 v->arch, v->cache,
			 counts_instructions(v) ? ", 1 ns is 1 instruction" : "");
}

/* The rows need a head that their number and subject decide, so they are written first. */
static char *data_text(const struct plot *plot, const struct view *v, struct plot_data *data,
		       size_t *len)
{
	char *rows = NULL, *text = NULL, title[512], conditions[320];
	size_t rows_len = 0;
	FILE *out;

	data->out = open_memstream(&rows, &rows_len);
	if (!data->out)
		return NULL;
	plot->fill(v, plot->arg, data);
	if (fclose(data->out) || !data->points)
		goto out;
	out = open_memstream(&text, len);
	if (!out)
		goto out;
	title_of(plot, data, title, sizeof(title));
	conditions_of(plot, v, conditions, sizeof(conditions));
	fprintf(out, "# title\t%s\n# conditions\t%s\n", title, conditions);
	put_marks(out, v);
	fprintf(out, "panel\tcurve\t%s\t%s\tlow\thigh\n", plot->x, plot->y);
	fwrite(rows, 1, rows_len, out);
	if (fclose(out)) {
		free(text);
		text = NULL;
	}
out:
	free(rows);
	return text;
}

/* 1 if the plot was visited, 0 if it has no point, or a negative errno value. */
static int visit_plot(const struct plot *plot, const struct run *run, const struct view *v,
		      const char *suffix,
		      int (*visit)(const struct plot_file *plot, void *arg), void *arg)
{
	struct plot_data data = { .run = run };
	char title[512], conditions[320], description[1024], *name = NULL;
	size_t len = 0;
	char *text = data_text(plot, v, &data, &len);
	int ret = -ENOMEM;

	if (!text && !data.points)
		return 0;
	if (data.left_out)
		warnx("plot %s: %zu points of more than %d panels or %d curves are left out",
		      plot->name, data.left_out, PLOT_MAX_PANELS, PLOT_MAX_CURVES);
	title_of(plot, &data, title, sizeof(title));
	conditions_of(plot, v, conditions, sizeof(conditions));
	snprintf(description, sizeof(description), "%s %s.", plot->shows, conditions);
	if (text && asprintf(&name, "%s%s", plot->name, suffix) >= 0)
		ret = visit(&(struct plot_file){ .name = name, .script = plot->script,
						 .title = title, .description = description,
						 .data = text, .len = len }, arg);
	free(name);
	free(text);
	return ret ? ret : 1;
}

/* ---- all plots ---- */

/* What tells the views of a run apart goes into the names; cold caches do not. */
static char *suffix_of(const struct run *run, const struct view *v)
{
	bool tiers = false, archs = false, kernels = false, warm = !same(v->cache, "cold");
	char *suffix = NULL;

	for (size_t i = 0; i < run->nr_views; i++) {
		tiers |= !same(run->views[i].tier, v->tier);
		archs |= !same(run->views[i].arch, v->arch);
		kernels |= !same(run->views[i].kernel, v->kernel);
	}
	if (asprintf(&suffix, "%s%s%s%s%s%s%s%s", warm ? "-" : "", warm ? v->cache : "",
		     tiers ? "-" : "", tiers ? v->tier : "", archs ? "-" : "", archs ? v->arch : "",
		     kernels ? "-" : "", kernels ? v->kernel : "") < 0)
		return NULL;
	return suffix;
}

int plots_visit(const struct run *run, int (*visit)(const struct plot_file *plot, void *arg),
		void *arg)
{
	bool once = false;
	int error = 0;

	for (size_t i = 0; i < run->nr_views; i++) {
		char *suffix = suffix_of(run, &run->views[i]);

		if (!suffix)
			return -ENOMEM;
		for (size_t p = 0; p < NR_PLOTS && error != -ENOENT; p++) {
			bool drawn_once = is_drawn_once(&plots[p]);
			int ret = drawn_once && once ? 0 :
				  visit_plot(&plots[p], run, &run->views[i],
					     drawn_once ? "" : suffix, visit, arg);

			once |= drawn_once && ret > 0;
			if (ret < 0 && !error)
				error = ret;
		}
		free(suffix);
	}
	return error;
}

/* ---- into files ---- */

struct writer {
	const char *dir;
	struct plots_written *written;
};

static int write_plot(const struct plot_file *plot, void *arg)
{
	const struct writer *w = arg;
	char *path = NULL;
	int ret = -ENOMEM;

	if (asprintf(&path, "%s/%s.tsv", w->dir, plot->name) >= 0)
		ret = write_whole_file(path, plot->data, plot->len);
	free(path);
	if (!ret)
		ret = plot_script_write(w->dir, plot->script);
	if (!ret)
		ret = gnuplot_draw(w->dir, plot->script, plot->name, plot->title,
				   plot->description);
	if (!ret && !w->written->nr++)
		snprintf(w->written->first, sizeof(w->written->first), "%s", plot->name);
	return ret;
}

int plots_write(const struct run *run, struct plots_written *written)
{
	struct writer w = { .written = written };
	char *dir = NULL;
	int ret;

	*written = (struct plots_written){ 0 };
	if (asprintf(&dir, "%s/plots", run->dir) < 0)
		return -ENOMEM;
	w.dir = dir;
	ret = plots_prepare(dir);
	if (!ret)
		ret = plots_visit(run, write_plot, &w);
	free(dir);
	return ret;
}
