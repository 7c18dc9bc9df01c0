// SPDX-License-Identifier: GPL-2.0-only
/* The blackout, boot-reserve + restore: over placement and who reserves, as a table and a plot; what the pool costs. */
#include <math.h>
#include <string.h>
#include "plots.h"
#include "summary.h"

#define GIB	(1024.0 * 1024 * 1024)

/* How table pages lie, and whose boot-reserve it is. A column of the table; with a colour a curve too. */
static const struct way {
	const char *head, *title, *placement, *reservation;
	unsigned int color;
	double width;
} ways[] = {
	{ "shuffled", "scattered table pages, KHO as it is", "shuffled", "tree", COLOR_RED, 3 },
	{ "pooled", "table pages from a pool, KHO as it is", "pooled", "tree", COLOR_BLUE, 2 },
	{ "sequential", "table pages in sequence, KHO as it is", "sequential", "tree", COLOR_GREY,
	  2 },
	{ "linear", "scattered table pages, kho-linear", "shuffled", "kho-linear", COLOR_GREEN, 3 },
	{ "pooled+linear", NULL, "pooled", "kho-linear", 0, 0 },
};

#define NR_WAYS	(sizeof(ways) / sizeof(ways[0]))

static const char *const restorers[] = { "posted", "ours" };

#define NR_RESTORERS	(sizeof(restorers) / sizeof(restorers[0]))

static const struct series *reserve_of(const struct view *v, const char *target,
				       const struct way *way)
{
	return series_boot_reserve(v, table_order(v, target), way->placement, way->reservation);
}

static const struct series *restore_of(const struct view *v, const char *target,
				       const struct way *way, const char *restorer)
{
	return series_find(v, target, "restore", restorer, base_leaf(v, target), way->placement);
}

/* The target that most ways were measured with. */
static const char *target_of(const struct view *v)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t t = 0; t < v->nr_targets; t++) {
		size_t measured = 0;

		for (size_t w = 0; w < NR_WAYS; w++)
			measured += reserve_of(v, v->targets[t], &ways[w]) &&
				    restore_of(v, v->targets[t], &ways[w], "ours");
		if (measured > most) {
			most = measured;
			best = v->targets[t];
		}
	}
	return best;
}

static struct figure blackout_at(const struct view *v, const char *target, const struct way *way,
				 const char *restorer, double tables)
{
	return figure_sum(time_at(reserve_of(v, target, way), tables),
			  time_at(restore_of(v, target, way, restorer), tables));
}

static void print_blackout_row(const struct view *v, const char *target, double bytes,
			       const char *restorer, FILE *out)
{
	static const char marks[] = { [FIGURE_MEASURED] = ' ', [FIGURE_INTERPOLATED] = '~',
				      [FIGURE_EXTRAPOLATED] = '*' };
	struct figure tables = tables_for(v, target, base_leaf(v, target), bytes);

	if (tables.kind >= FIGURE_TOO_LARGE)
		return;
	fprintf(out, "%4.0f GiB %8.0f  %-8s", bytes / GIB, tables.value, restorer);
	for (size_t w = 0; w < NR_WAYS; w++) {
		struct figure f = blackout_at(v, target, &ways[w], restorer, tables.value);
		char text[32];

		if (f.kind >= FIGURE_TOO_LARGE) {
			fprintf(out, "%14s ", "-");
			continue;
		}
		time_text(text, sizeof(text), f.value);
		fprintf(out, "%14s%c", text, marks[f.kind]);
	}
	fputc('\n', out);
}

static void print_pool(const struct view *v, const char *target, FILE *out)
{
	const struct series *s =
		series_find(v, target, "restore", "ours", base_leaf(v, target), "pooled");

	if (!s)
		return;
	fprintf(out,
		"\nWhat the pool holds besides, until it is drained: pages that no table has got,"
		" %s\n%8s %8s %12s %12s %10s\n",
		target, "domains", "tables", "table pages", "unused", "overhead");
	for (size_t i = 0; i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];
		double pages = (double)(p->tables * p->batch);

		fprintf(out, "%8u %8llu %12.0f %12llu %9.2f%%\n", p->batch,
			(unsigned long long)p->tables, pages, (unsigned long long)p->pool_unused,
			100 * (double)p->pool_unused / pages);
	}
}

void print_blackout(const struct view *v, FILE *out)
{
	static const double sizes[] = { GIB, 16 * GIB, 64 * GIB, 256 * GIB, 1024 * GIB };
	const char *target = target_of(v);

	if (!target)
		return;
	fprintf(out,
		"\nBlackout: boot-reserve + restore of one domain mapped with %s pages, %s; by how table"
		" pages lie and who reserves them\n%8s %8s  %-8s",
		base_leaf(v, target), target, "domain", "tables", "restore");
	for (size_t w = 0; w < NR_WAYS; w++)
		fprintf(out, "%14s ", ways[w].head);
	fputc('\n', out);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t r = 0; r < NR_RESTORERS; r++)
			print_blackout_row(v, target, sizes[i], restorers[r], out);
	fprintf(out,
		"~ interpolated  * extrapolated: boot-reserve, restore or both.  linear: kho-linear on shuffled"
		" pages\n");
	print_pool(v, target, out);
}

/* ---- the picture ---- */

#define STEPS_BEYOND	16

static double last_of(const struct series *s)
{
	return (double)s->points[s->nr - 1]->tables;
}

/* From where the sum ends that was measured, up to a size. */
static void add_beyond(struct panel *panel, const struct view *v, const char *target,
		       const struct way *way, const char *restorer, double end)
{
	const struct series *reserve = reserve_of(v, target, way);
	const struct series *restore = restore_of(v, target, way, restorer);
	struct curve look = { .title = "dotted: extrapolated along its fit", .look = CURVE_DOTTED,
			      .color = way->color, .width = way->width };
	double from, other;
	struct curve *curve;

	if (!reserve || !restore)
		return;
	from = fmin(last_of(reserve), last_of(restore));
	other = fmax(last_of(reserve), last_of(restore));
	/* sizes that differ by some upper tables are one, as in add_sum() */
	if (other < 1.05 * from)
		from = other;
	if (from >= end)
		return;
	curve = plot_add_curve(panel, &look);
	for (int step = 0; step <= STEPS_BEYOND; step++) {
		double tables = from * pow(end / from, (double)step / STEPS_BEYOND);
		struct figure f = blackout_at(v, target, way, restorer, tables);

		if (f.kind <= FIGURE_EXTRAPOLATED)
			curve_add_point(curve, (struct curve_point){ .x = tables, .y = f.value });
	}
}

static void add_ways(struct panel *panel, const struct view *v, const char *target,
		     const char *restorer, double end)
{
	for (size_t w = 0; w < NR_WAYS; w++) {
		const struct way *way = &ways[w];
		struct curve look = { .look = CURVE_SOLID, .color = way->color, .width = way->width,
				      .mark = (unsigned int)w };

		if (!way->title)
			continue;
		snprintf(look.title, sizeof(look.title), "%s", way->title);
		add_sum(panel, &look, reserve_of(v, target, way),
			restore_of(v, target, way, restorer));
	}
	for (size_t w = 0; w < NR_WAYS; w++)
		if (ways[w].title)
			add_beyond(panel, v, target, &ways[w], restorer, end);
}

int plot_blackout(const struct view *v, const struct destination *to)
{
	const char *target = target_of(v);
	struct plot plot = plot_begin(v, "blackout");
	struct figure end;

	if (!target)
		return plot_end(&plot, v, to, "blackout");
	end = tables_for(v, target, base_leaf(v, target), 1024 * GIB);
	plot.panel_width = 400;
	for (size_t r = 0; r < NR_RESTORERS; r++)
		add_ways(plot_add_panel(&plot, "boot-reserve + restore", PLOT_TIME, "restore of %s",
					restorers[r]),
			 v, target, restorers[r], end.kind < FIGURE_TOO_LARGE ? end.value : 0);
	return plot_end(
		&plot, v, to,
		"What preserved IOMMU page tables add to a live update's blackout: one domain, %s",
		target);
}
