// SPDX-License-Identifier: GPL-2.0-only
/* Which plots a run gets, and which curves each of them shows. */
#define _GNU_SOURCE
#include "curves.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define GIB	(1024.0 * 1024 * 1024)

/* ---- parts that plots share ---- */

static bool measured_at(const struct view *v, const char *placement)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (!strcmp(v->series[i].points[0]->placement, placement))
			return true;
	return false;
}

static struct panel *add_panel(struct plot *plot, const char *title)
{
	struct panel *panel = &plot->panels[plot->nr++];

	*panel = (struct panel){ 0 };
	snprintf(panel->title, sizeof(panel->title), "%s", title);
	return panel;
}

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

static struct plot new_plot(const char *x_label, const char *y_label, enum plot_unit unit)
{
	return (struct plot){ .x_label = x_label, .y_label = y_label, .unit = unit, .columns = 2,
			      .panel_width = 430, .panel_height = 450 };
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

static int finish(struct plot *plot, const struct view *v, const char *what, const char *suffix,
		  const char *dir)
{
	int ret;

	snprintf(plot->title, sizeof(plot->title), "%s", what);
	snprintf(plot->subtitle, sizeof(plot->subtitle), "Linux %s, %s tier, %s, %s caches",
		 v->kernel, v->tier, v->arch, v->cache);
	strncat(plot->name, suffix, sizeof(plot->name) - strlen(plot->name) - 1);
	ret = plot_draw(plot, dir);
	plot_release(plot);
	return ret;
}

/* ---- the plots ---- */

static int plot_op(const struct view *v, const char *op, enum reading reading, const char *suffix,
		   const char *dir)
{
	static const struct curve posted = { .look = CURVE_DASHED,
					     .color = COLOR_BLACK,
					     .width = 1.8 };
	static const struct curve api = {
		.look = CURVE_SOLID, .color = COLOR_GREY, .width = 1.4, .mark = 6
	};
	static const struct curve mem = {
		.look = CURVE_SOLID, .color = COLOR_PALE, .width = 1.4, .mark = 7
	};
	bool per_table = reading == READ_PER_TABLE;
	struct plot plot = new_plot("tables", per_table ? "ns per table" : "time for one domain",
				    per_table ? PLOT_NANOSECONDS : PLOT_TIME);
	char what[96];

	snprintf(plot.name, sizeof(plot.name), "%s-%s", per_table ? "per-table" : "latency", op);
	snprintf(what, sizeof(what), "%s: %s against table size, ours for each target, %s leaves",
		 op, per_table ? "ns per table" : "latency", leaf_text(v));
	mark_domains(&plot, v);
	for (size_t p = 0; p < report_nr_placements; p++) {
		const char *placement = report_placements[p];
		struct panel *panel;
		char title[64];

		if (!measured_at(v, placement))
			continue;
		snprintf(title, sizeof(title), "table pages %s", placement);
		panel = add_panel(&plot, title);
		add_variant(panel, v, op, "floor-mem", placement, reading, mem);
		add_variant(panel, v, op, "floor-api", placement, reading, api);
		add_variant(panel, v, op, "posted", placement, reading, posted);
		for (size_t t = 0; t < v->nr_targets; t++) {
			struct curve look = target_look(v, t);

			add_series(panel, &look,
				   series_find(v, v->targets[t], op, "ours",
					       base_leaf(v, v->targets[t]), placement),
				   reading);
		}
	}
	return finish(&plot, v, what, suffix, dir);
}

static int plot_ratio(const struct view *v, const char *baseline, const char *suffix,
		      const char *dir)
{
	struct plot plot = new_plot("tables", "ratio", PLOT_RATIO);
	char what[96];

	plot.columns = report_nr_ops;
	plot.panel_width = 245;
	plot.panel_height = 270;
	plot.levels[plot.nr_levels++] = 1;
	snprintf(plot.name, sizeof(plot.name), "ratio-%s", baseline);
	snprintf(what, sizeof(what), "time of ours divided by time of %s, %s leaves", baseline,
		 leaf_text(v));
	for (size_t p = 0; p < report_nr_placements; p++) {
		if (!measured_at(v, report_placements[p]))
			continue;
		for (size_t o = 0; o < report_nr_ops; o++) {
			struct panel *panel;
			char title[64];

			snprintf(title, sizeof(title), "%s, %s", report_ops[o],
				 report_placements[p]);
			panel = add_panel(&plot, title);
			for (size_t t = 0; t < v->nr_targets; t++) {
				const char *target = v->targets[t], *leaf = base_leaf(v, target);
				struct curve look = target_look(v, t);

				add_ratio(panel, &look,
					  series_find(v, target, report_ops[o], "ours", leaf,
						      report_placements[p]),
					  series_find(v, target, report_ops[o], baseline, leaf,
						      report_placements[p]));
			}
		}
	}
	return finish(&plot, v, what, suffix, dir);
}

static int plot_boot_reserve(const struct view *v, const char *suffix, const char *dir)
{
	struct plot plot = new_plot("preserved tables", "time in early boot", PLOT_TIME);
	struct panel *panel = add_panel(&plot, "exponents fitted from 512 tables up");

	snprintf(plot.name, sizeof(plot.name), "boot-reserve");
	plot.panel_width = 560;
	mark_domains(&plot, v);
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		const struct bench_sample *first = s->points[0], *last = s->points[s->nr - 1];
		bool shuffled = !strcmp(first->placement, "shuffled");
		struct power_law law = fit_exponent(s, REPORT_FIT_TABLES);
		struct curve look = { .look = CURVE_SOLID,
				      .color = shuffled ? COLOR_RED : COLOR_BLUE,
				      .width = 1.8,
				      .mark = first->order,
				      .bars = true };
		char order[24] = "", exponent[48] = "";

		if (strcmp(first->op, "boot-reserve") ||
		    !strncmp(first->variant, "floor", strlen("floor")))
			continue;
		if (first->order)
			snprintf(order, sizeof(order), ", order %u", first->order);
		if (law.points)
			snprintf(exponent, sizeof(exponent), ": time ~ tables^%.2f", law.exponent);
		snprintf(look.title, sizeof(look.title), "%s%s%s", first->placement, order,
			 exponent);
		add_series(panel, &look, s, READ_TIME);
		if (!first->order)
			add_slope(panel, shuffled ? "quadratic (slope 2)" : "linear (slope 1)",
				  shuffled ? 2 : 1, last);
	}
	return finish(&plot, v, "boot-reserve: early boot reserving each preserved table", suffix,
		      dir);
}

static int plot_blackout(const struct view *v, const char *suffix, const char *dir)
{
	static const struct curve sum = { .title = "blackout, restore of ours", .look = CURVE_SOLID,
					  .color = COLOR_RED, .width = 2.6, .band = true };
	static const struct curve sum_posted = { .title = "blackout, restore of posted",
						 .look = CURVE_DASHED,
						 .color = COLOR_BLACK,
						 .width = 2,
						 .band = true };
	static const struct curve ours = { .title = "restore, ours",
					   .look = CURVE_SOLID,
					   .color = COLOR_GREEN,
					   .width = 1.4,
					   .mark = 2,
					   .band = true };
	static const struct curve posted = { .title = "restore, posted", .look = CURVE_DASHED,
					     .color = COLOR_GREY, .width = 1.4, .band = true };
	static const struct curve boot = { .title = "boot-reserve",
					   .look = CURVE_SOLID,
					   .color = COLOR_BLUE,
					   .width = 1.4,
					   .mark = 1 };
	struct plot plot = new_plot("tables", "time without service", PLOT_TIME);

	snprintf(plot.name, sizeof(plot.name), "blackout");
	mark_domains(&plot, v);
	for (size_t p = 0; p < report_nr_placements; p++) {
		const char *placement = report_placements[p];
		struct panel *panel;
		char title[64];

		if (!measured_at(v, placement))
			continue;
		snprintf(title, sizeof(title), "table pages %s", placement);
		panel = add_panel(&plot, title);
		add_blackout(panel, v, "posted", true, placement, sum_posted);
		add_blackout(panel, v, "ours", true, placement, sum);
		add_series(panel, &boot, series_boot_reserve(v, 0, placement), READ_TIME);
		add_blackout(panel, v, "posted", false, placement, posted);
		add_blackout(panel, v, "ours", false, placement, ours);
	}
	return finish(&plot, v, "blackout = boot-reserve + restore, median of the targets", suffix,
		      dir);
}

static int plot_view(const struct view *v, const char *suffix, const char *dir)
{
	int ret = plot_boot_reserve(v, suffix, dir);

	for (size_t o = 0; !ret && o < report_nr_ops; o++) {
		ret = plot_op(v, report_ops[o], READ_TIME, suffix, dir);
		if (!ret)
			ret = plot_op(v, report_ops[o], READ_PER_TABLE, suffix, dir);
	}
	if (!ret)
		ret = plot_ratio(v, "posted", suffix, dir);
	if (!ret)
		ret = plot_ratio(v, "floor-api", suffix, dir);
	return ret ? ret : plot_blackout(v, suffix, dir);
}

int plots_write(const struct report *r)
{
	char *dir = NULL;
	int ret = 0;

	if (asprintf(&dir, "%s/plots", r->dir) < 0)
		return -ENOMEM;
	if (mkdir(dir, 0777) && errno != EEXIST) {
		ret = -errno;
		warn("cannot make the folder %s", dir);
	}
	for (size_t i = 0; !ret && i < r->nr_views; i++) {
		const struct view *v = &r->views[i];
		char suffix[48] = "";

		if (i)
			snprintf(suffix, sizeof(suffix), "-%s-%s-%s-%s", v->tier, v->arch,
				 v->kernel, v->cache);
		ret = plot_view(v, suffix, dir);
	}
	free(dir);
	return ret;
}
