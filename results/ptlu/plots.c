// SPDX-License-Identifier: GPL-2.0-only
/* Which plots a run gets, and which curves each of them shows. */
#define _GNU_SOURCE
#include "plots.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define GIB	(1024.0 * 1024 * 1024)

/* ---- parts that plots share ---- */

/* Where the axis passes 1 GiB, 64 GiB and 1 TiB of 4k pages, if that is one place for all. */
static void mark_domains(struct plot *plot, const struct view *v)
{
	static const struct {
		const char *label;
		double bytes;
	} domains[] = { { "1 GiB", GIB }, { "64 GiB", 64 * GIB }, { "1 TiB", 1024 * GIB } };

	for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++) {
		double least = INFINITY, most = 0;

		for (size_t t = 0; t < v->nr_targets; t++) {
			struct figure f = tables_for(v, v->targets[t], "4k", domains[d].bytes);

			if (f.kind == FIGURE_TOO_LARGE || f.kind == FIGURE_NONE)
				continue;
			least = fmin(least, f.value);
			most = fmax(most, f.value);
		}
		if (most > 0 && most <= 1.05 * least)
			plot->x_marks[plot->nr_x_marks++] =
				(struct plot_mark){ domains[d].label, most };
	}
	plot->x_marks_label = " (top: what they map with 4k pages)";
}

struct plot plot_begin(const struct view *v, const char *name)
{
	struct plot plot = { .columns = 2, .panel_width = 430, .panel_height = 430 };

	snprintf(plot.name, sizeof(plot.name), "%s", name);
	mark_domains(&plot, v);
	return plot;
}

struct panel *plot_add_panel(struct plot *plot, const char *y_label, enum plot_unit unit,
			     const char *title_format, ...)
{
	struct panel *panel = &plot->panels[plot->nr++];
	va_list ap;

	*panel = (struct panel){ .x_label = "tables", .y_label = y_label, .unit = unit };
	va_start(ap, title_format);
	vsnprintf(panel->title, sizeof(panel->title), title_format, ap);
	va_end(ap);
	return panel;
}

void plot_drop_empty_panel(struct plot *plot)
{
	struct panel *panel = &plot->panels[plot->nr - 1];

	for (size_t c = 0; c < panel->nr; c++)
		if (panel->curves[c].nr)
			return;
	free(panel->curves);
	plot->nr--;
}

int plot_end(struct plot *plot, const struct view *v, const struct destination *to,
	     const char *title_format, ...)
{
	va_list ap;
	size_t used;
	int ret;

	va_start(ap, title_format);
	vsnprintf(plot->title, sizeof(plot->title), title_format, ap);
	va_end(ap);
	snprintf(plot->subtitle, sizeof(plot->subtitle), "Linux %s, %s tier, %s, %s caches",
		 v->kernel, v->tier, v->arch, v->cache);
	used = strlen(plot->name);
	snprintf(plot->name + used, sizeof(plot->name) - used, "%s", to->suffix);
	ret = plot_draw(plot, to->dir);
	plot_release(plot);
	return ret;
}

static const char *leaf_text(const struct view *v)
{
	const char *leaf = NULL;

	for (size_t t = 0; t < v->nr_targets; t++) {
		const char *base = base_leaf(v, v->targets[t]);

		if (leaf && base && strcmp(leaf, base))
			return "smallest";
		leaf = leaf ? leaf : base;
	}
	return leaf ? leaf : "no";
}

/* ---- the plots ---- */

/* What ours is to be seen beside; one target's, for the lines of several would cover each other. */
static void add_baselines(struct panel *panel, const struct view *v, const char *op,
			  const char *placement, enum reading reading)
{
	static const struct {
		const char *variant;
		struct curve look;
	} baselines[] = {
		{ "posted", { .look = CURVE_DASHED, .color = COLOR_BLACK, .width = 2 } },
		{ "tree", { .look = CURVE_DASHED, .color = COLOR_RED, .width = 2 } },
		{ "kho-batch", { .look = CURVE_DASHED, .color = COLOR_GREEN, .width = 2 } },
		{ "parallel-batch-2", { .look = CURVE_DASHED, .color = COLOR_PURPLE, .width = 2 } },
		{ "floor-api", { .look = CURVE_DASHED, .color = COLOR_GREY, .width = 1.6 } },
		{ "floor-mem", { .look = CURVE_DOTTED, .color = COLOR_GREY, .width = 1.6 } },
	};
	const char *target = v->nr_representatives ? v->representatives[0] : "";

	for (size_t i = 0; i < sizeof(baselines) / sizeof(baselines[0]); i++) {
		struct curve look = baselines[i].look;

		snprintf(look.title, sizeof(look.title), "%s (%s)", baselines[i].variant, target);
		add_series(panel, &look,
			   series_find(v, target, op, baselines[i].variant, base_leaf(v, target),
				       placement), reading);
	}
}

static int plot_op(const struct view *v, const char *op, enum reading reading,
		   const struct destination *to)
{
	bool per_table = reading == READ_PER_TABLE;
	struct plot plot;
	char name[64];

	snprintf(name, sizeof(name), "%s-%s", per_table ? "per-table" : "latency", op);
	plot = plot_begin(v, name);
	for (size_t p = 0; p < report_nr_placements; p++) {
		const char *placement = report_placements[p];
		struct panel *panel = plot_add_panel(
			&plot, per_table ? "ns per table" : "time for one domain",
			per_table ? PLOT_NANOSECONDS : PLOT_TIME, "table pages %s", placement);

		add_baselines(panel, v, op, placement, reading);
		for (size_t t = 0; t < v->nr_targets; t++) {
			struct curve look = target_look(v, t);

			add_series(panel, &look,
				   series_find(v, v->targets[t], op, "ours",
					       base_leaf(v, v->targets[t]), placement),
				   reading);
		}
		plot_drop_empty_panel(&plot);
	}
	return plot_end(&plot, v, to, "%s: %s over table size, a line for each target, %s leaves",
			op, per_table ? "ns per table" : "latency", leaf_text(v));
}

static void add_ratio_panel(struct plot *plot, const struct view *v, const char *op,
			    const char *baseline, const char *placement)
{
	struct panel *panel =
		plot_add_panel(plot, "ratio", PLOT_RATIO, "%s, %s", op, placement);

	panel->level = 1;
	for (size_t t = 0; t < v->nr_targets; t++) {
		const char *target = v->targets[t], *leaf = base_leaf(v, target);
		struct curve look = target_look(v, t);

		add_ratio(panel, &look, series_find(v, target, op, "ours", leaf, placement),
			  series_find(v, target, op, baseline, leaf, placement));
	}
	plot_drop_empty_panel(plot);
}

static int plot_ratio(const struct view *v, const char *baseline, const struct destination *to)
{
	struct plot plot;
	size_t columns = 0;
	char name[64];

	snprintf(name, sizeof(name), "ratio-%s", baseline);
	plot = plot_begin(v, name);
	plot.nr_x_marks = 0;
	plot.panel_width = 245;
	plot.panel_height = 270;
	for (size_t p = 0; p < report_nr_placements; p++) {
		for (size_t o = 0; o < REPORT_NR_OPS; o++)
			add_ratio_panel(&plot, v, report_ops[o], baseline, report_placements[p]);
		/* The operations that were measured make a row. */
		if (!columns)
			columns = plot.nr;
	}
	plot.columns = columns ? columns : 1;
	return plot_end(&plot, v, to, "time of ours divided by time of %s, %s leaves", baseline,
			leaf_text(v));
}

void add_boot_reserve(struct panel *panel, const struct view *v, unsigned int max_order)
{
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		const struct bench_sample *first = s->points[0], *last = s->points[s->nr - 1];
		bool shuffled = !strcmp(first->placement, "shuffled");
		bool pooled = !strcmp(first->placement, "pooled");
		bool linear = !strcmp(first->variant, "kho-linear");
		struct power_law law = fit_exponent(s, REPORT_FIT_TABLES);
		struct curve look = { .look = CURVE_SOLID,
				      .color = pooled		  ? COLOR_PURPLE :
					       linear && shuffled ? COLOR_GREEN :
					       linear		  ? COLOR_SKY :
					       shuffled		  ? COLOR_RED :
								    COLOR_BLUE,
				      .width = 1.8,
				      .mark = first->order,
				      .bars = true };
		char order[24] = "", exponent[48] = "";

		if (strcmp(first->op, "boot-reserve") || first->order > max_order ||
		    (linear && (first->order || pooled)))
			continue;
		if (first->order)
			snprintf(order, sizeof(order), ", order %u", first->order);
		if (law.points)
			snprintf(exponent, sizeof(exponent), ": time ~ tables^%.2f", law.exponent);
		snprintf(look.title, sizeof(look.title), "%s%s%s%s", linear ? "kho-linear, " : "",
			 first->placement, order, exponent);
		add_series(panel, &look, s, READ_TIME);
		if (!first->order && !linear && !pooled)
			add_slope(panel, shuffled ? "quadratic (slope 2)" : "linear (slope 1)",
				  look.color, shuffled ? 2 : 1, last);
	}
}

static int plot_boot_reserve(const struct view *v, const struct destination *to)
{
	struct plot plot = plot_begin(v, "boot-reserve");
	struct panel *panel = plot_add_panel(&plot, "time in early boot", PLOT_TIME,
					     "exponents fitted from %d tables up",
					     REPORT_FIT_TABLES);

	panel->x_label = "preserved tables";
	plot.panel_width = 560;
	add_boot_reserve(panel, v, ~0U);
	return plot_end(&plot, v, to, "boot-reserve: early boot reserving each preserved table");
}

static int plot_view(const struct view *v, const struct destination *to)
{
	int ret = plot_overview(v, to);

	if (!ret)
		ret = plot_boot_reserve(v, to);
	for (size_t o = 0; !ret && o < REPORT_NR_OPS; o++) {
		ret = plot_op(v, report_ops[o], READ_TIME, to);
		if (!ret)
			ret = plot_op(v, report_ops[o], READ_PER_TABLE, to);
	}
	if (!ret)
		ret = plot_ratio(v, "posted", to);
	if (!ret)
		ret = plot_ratio(v, "floor-api", to);
	if (!ret)
		ret = plot_leaves(v, to);
	if (!ret)
		ret = plot_in_use(v, to);
	if (!ret)
		ret = plot_workers(v, to);
	return ret ? ret : plot_blackout(v, to);
}

/* What tells the views of a run apart goes into the names; cold caches are not worth a word. */
static void name_view(const struct report *r, const struct view *v, char *suffix, size_t size)
{
	bool tiers = false, archs = false, kernels = false;

	for (size_t i = 0; i < r->nr_views; i++) {
		tiers |= strcmp(r->views[i].tier, v->tier);
		archs |= strcmp(r->views[i].arch, v->arch);
		kernels |= strcmp(r->views[i].kernel, v->kernel);
	}
	snprintf(suffix, size, "%s%s%s%s%s%s%s%s", strcmp(v->cache, "cold") ? "-" : "",
		 strcmp(v->cache, "cold") ? v->cache : "", tiers ? "-" : "", tiers ? v->tier : "",
		 archs ? "-" : "", archs ? v->arch : "", kernels ? "-" : "",
		 kernels ? v->kernel : "");
}

int plots_write(const struct report *r)
{
	struct destination to;
	char *dir = NULL;
	int ret = 0;

	if (asprintf(&dir, "%s/plots", r->dir) < 0)
		return -ENOMEM;
	if (mkdir(dir, 0777) && errno != EEXIST) {
		ret = -errno;
		warn("cannot make the folder %s", dir);
	}
	to.dir = dir;
	for (size_t i = 0; !ret && i < r->nr_views; i++) {
		name_view(r, &r->views[i], to.suffix, sizeof(to.suffix));
		ret = plot_view(&r->views[i], &to);
	}
	if (!ret)
		ret = plot_tiers(r, dir);
	free(dir);
	return ret;
}
