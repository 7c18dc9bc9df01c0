// SPDX-License-Identifier: GPL-2.0-only
/* The blackout, boot-reserve + restore, by placement and reservation: tables and a plot. */
#define _GNU_SOURCE
#include "blackout.h"
#include "domains.h"
#include "fit.h"
#include "names.h"
#include "table.h"

#include <math.h>
#include <stdlib.h>

/* How the table pages lie, and whose boot-reserve it is: a column of the table, and a curve. */
static const struct way {
	const char *head, *curve, *placement, *reservation;
} ways[] = {
	{ "shuffled", "shuffled", "shuffled", "tree" },
	{ "pooled", "from a pool", "pooled", "tree" },
	{ "sequential", "sequential", "sequential", "tree" },
	{ "shuffled, kho-linear", "shuffled, kho-linear", "shuffled", "kho-linear" },
	{ "pooled, kho-linear", NULL, "pooled", "kho-linear" },
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

static bool way_is_measured(const struct view *v, const char *target, const struct way *way)
{
	return reserve_of(v, target, way) && restore_of(v, target, way, "ours");
}

const char *blackout_target(const struct view *v)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t t = 0; t < v->nr_representatives; t++) {
		const char *target = v->representatives[t];
		size_t measured = 0;

		for (size_t w = 0; w < NR_WAYS; w++)
			measured += way_is_measured(v, target, &ways[w]);
		if (measured > most) {
			most = measured;
			best = target;
		}
	}
	return best;
}

static struct figure blackout_at(const struct view *v, const char *target, const struct way *way,
				 const char *restorer, double tables)
{
	return figure_sum(time_at(v, reserve_of(v, target, way), tables),
			  time_at(v, restore_of(v, target, way, restorer), tables));
}

static void put_domain(struct table *t, const struct view *v, const char *target,
		       const struct domain_size *domain, const char *restorer)
{
	struct figure tables = tables_for(v, target, base_leaf(v, target), domain->bytes);
	struct figure figures[NR_WAYS];
	bool any = false;
	char text[FIGURE_TEXT];

	if (!figure_is_known(tables))
		return;
	for (size_t w = 0; w < NR_WAYS; w++) {
		figures[w] = blackout_at(v, target, &ways[w], restorer, tables.value);
		any |= figures[w].kind <= FIGURE_WITHHELD;
	}
	if (!any)
		return;
	table_row(t);
	table_cell(t, "%s", domain->name);
	table_cell(t, "%.0f", tables.value);
	table_cell(t, "%s", restorer);
	for (size_t w = 0; w < NR_WAYS; w++) {
		figure_text(text, figures[w]);
		if (way_is_measured(v, target, &ways[w]))
			table_cell(t, "%s", text);
	}
}

static void print_pool(const struct view *v, const char *target, FILE *out)
{
	static const char *const columns[] = { ">domains", ">tables", ">table pages", ">unused",
					       ">overhead", NULL };
	const struct series *s =
		series_find(v, target, "restore", "ours", base_leaf(v, target), "pooled");
	struct table *t = table_begin(columns);
	char title[160];

	for (size_t i = 0; s && i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];
		double pages = (double)p->tables * p->batch;

		table_row(t);
		table_cell(t, "%u", p->batch);
		table_cell(t, "%llu", (unsigned long long)p->tables);
		table_cell(t, "%.0f", pages);
		table_cell(t, "%llu", (unsigned long long)p->pool_unused);
		table_cell(t, "%.2f%%", 100 * (double)p->pool_unused / pages);
	}
	snprintf(title, sizeof(title), "\nMemory of the pool until it is drained, %.63s: pages that"
		 " no table uses", target);
	table_end(t, out, title);
}

bool print_blackout(const struct view *v, FILE *out)
{
	static const char *const columns[] = { ">domain", ">tables", "restore", NULL };
	const char *target = blackout_target(v);
	struct table *t;
	char text[64], title[192];

	if (!target)
		return false;
	t = table_begin(columns);
	for (size_t w = 0; w < NR_WAYS; w++) {
		snprintf(text, sizeof(text), ">%s", ways[w].head);
		if (way_is_measured(v, target, &ways[w]))
			table_column(t, text);
	}
	for (size_t d = 0; d < NR_DOMAIN_SIZES; d++)
		for (size_t r = 0; r < NR_RESTORERS; r++)
			put_domain(t, v, target, &domain_sizes[d], restorers[r]);
	snprintf(title, sizeof(title), "\nBlackout, boot-reserve + restore, of one domain of %.63s"
		 " by placement of its table pages and reservation", target);
	if (!table_end(t, out, title))
		return false;
	print_pool(v, target, out);
	return true;
}

/* ---- the plot ---- */

#define STEPS_BEYOND	12

static int compare_sizes(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* The sizes of both parts, growing; sizes that differ by some upper tables are one. */
static size_t sizes_of(const struct series *a, const struct series *b, double *sizes)
{
	size_t nr = 0, kept = 0;

	for (size_t i = 0; i < a->nr; i++)
		sizes[nr++] = (double)a->points[i]->tables;
	for (size_t i = 0; i < b->nr; i++)
		sizes[nr++] = (double)b->points[i]->tables;
	qsort(sizes, nr, sizeof(*sizes), compare_sizes);
	for (size_t i = 0; i < nr; i++)
		if (i + 1 == nr || sizes[i + 1] >= 1.05 * sizes[i])
			sizes[kept++] = sizes[i];
	return kept;
}

static void add_figure(struct plot_data *data, const char *panel, const char *curve, double tables,
		       struct figure f)
{
	if (figure_is_known(f))
		plot_add(data, panel, curve, (struct plot_point){ tables, f.value, f.low, f.high });
}

static void add_way(struct plot_data *data, const char *panel, const struct view *v,
		    const char *target, const struct way *way, const char *restorer, double end)
{
	const struct series *reserve = reserve_of(v, target, way);
	const struct series *restore = restore_of(v, target, way, restorer);
	double *sizes = reserve && restore ? calloc(reserve->nr + restore->nr, sizeof(*sizes)) :
					     NULL;
	size_t nr = sizes ? sizes_of(reserve, restore, sizes) : 0;
	double from = 0;
	char curve[PLOT_TEXT];

	for (size_t i = 0; i < nr; i++) {
		struct figure f = blackout_at(v, target, way, restorer, sizes[i]);

		if (f.kind > FIGURE_INTERPOLATED)
			continue;
		add_figure(data, panel, way->curve, sizes[i], f);
		from = sizes[i];
	}
	free(sizes);
	snprintf(curve, sizeof(curve), "%s, extrapolated", way->curve);
	for (int step = 0; from > 0 && from < end && step <= STEPS_BEYOND; step++) {
		double tables = from * pow(end / from, (double)step / STEPS_BEYOND);

		add_figure(data, panel, curve, tables,
			   blackout_at(v, target, way, restorer, tables));
	}
}

void blackout_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	const char *target = blackout_target(v);
	struct figure end;
	char panel[PLOT_TEXT];

	(void)arg;
	if (!target)
		return;
	snprintf(data->subject, sizeof(data->subject), "%s", target);
	end = tables_for(v, target, base_leaf(v, target), 1024 * GIB);
	for (size_t r = 0; r < NR_RESTORERS; r++)
		for (size_t w = 0; w < NR_WAYS; w++) {
			snprintf(panel, sizeof(panel), "restore of %s", restorers[r]);
			if (ways[w].curve)
				add_way(data, panel, v, target, &ways[w], restorers[r],
					figure_is_known(end) ? end.value : 0);
		}
}
