// SPDX-License-Identifier: GPL-2.0-only
/* Cores of several workers: what each worker more is worth, as a table and a plot. */
#include <stdlib.h>
#include <string.h>
#include "plots.h"
#include "summary.h"

#define MAX_COUNTS	8

/**
 * struct scaling - a core's operation on the largest domain that any number of workers was measured with
 * @core: name, without the number of workers
 * @core_len: bytes of @core
 * @at: by growing number of workers
 * @nr: of them
 */
struct scaling {
	const char *core;
	size_t core_len;
	const struct bench_sample *at[MAX_COUNTS];
	size_t nr;
};

/* "parallel-batch" of parallel-batch-2. */
static size_t core_length(const struct bench_sample *s)
{
	const char *number = strrchr(s->variant, '-');

	if (!number || strtoul(number + 1, NULL, 10) != s->workers)
		return 0;
	return number - s->variant;
}

static bool belongs(const struct scaling *scaling, const struct bench_sample *s, size_t core_len)
{
	const struct bench_sample *first = scaling->at[0];

	return scaling->core_len == core_len && !strncmp(scaling->core, s->variant, core_len) &&
	       !strcmp(first->target, s->target) && !strcmp(first->op, s->op) &&
	       !strcmp(first->placement, s->placement) && !strcmp(first->leaf, s->leaf) &&
	       first->tables == s->tables;
}

static void insert(struct scaling *scaling, const struct bench_sample *s)
{
	size_t i = scaling->nr;

	if (i == MAX_COUNTS)
		return;
	scaling->nr++;
	for (; i && scaling->at[i - 1]->workers > s->workers; i--)
		scaling->at[i] = scaling->at[i - 1];
	scaling->at[i] = s;
}

static bool speaks(const struct scaling *scaling)
{
	return scaling->nr > 1 && scaling->at[0]->workers == 1;
}

/* All of a view, in an array that the caller frees. Without memory there are none. */
static struct scaling *find_scalings(const struct view *v, size_t *found)
{
	struct scaling *scalings = calloc(v->nr_series + 1, sizeof(*scalings));
	size_t nr = 0;

	*found = 0;
	for (size_t i = 0; scalings && i < v->nr_series; i++) {
		const struct series *series = &v->series[i];
		const struct bench_sample *s = series->points[series->nr - 1];
		size_t core_len = core_length(s), at = 0;

		if (!core_len || strcmp(s->leaf, base_leaf(v, s->target)))
			continue;
		while (at < nr && !belongs(&scalings[at], s, core_len))
			at++;
		if (at == nr)
			scalings[nr++] =
				(struct scaling){ .core = s->variant, .core_len = core_len };
		insert(&scalings[at], s);
	}
	for (size_t i = 0; i < nr; i++)
		if (speaks(&scalings[i]))
			scalings[(*found)++] = scalings[i];
	return scalings;
}

void print_workers(const struct view *v, FILE *out)
{
	size_t nr;
	struct scaling *scalings = find_scalings(v, &nr);

	if (nr)
		fprintf(out, "\nSeveral workers: ns per table, and how many times as fast as one\n"
			"%-18s %-9s %-15s %-10s %8s  %s\n", "target", "op", "core", "placement",
			"tables", "workers: ns (times)");
	for (size_t i = 0; i < nr; i++) {
		const struct bench_sample *one = scalings[i].at[0];

		fprintf(out, "%-18s %-9s %-15.*s %-10s %8llu ", one->target, one->op,
			(int)scalings[i].core_len, scalings[i].core, one->placement,
			(unsigned long long)one->tables);
		for (size_t k = 0; k < scalings[i].nr; k++)
			fprintf(out, " %u: %.1f (%.2f)", scalings[i].at[k]->workers,
				scalings[i].at[k]->ns_per_table,
				one->ns_median / scalings[i].at[k]->ns_median);
		fputc('\n', out);
	}
	free(scalings);
}

static void add_scaling(struct panel *panel, const struct scaling *scaling, size_t look_of)
{
	static const unsigned int colors[] = { COLOR_BLUE, COLOR_RED, COLOR_GREEN, COLOR_PURPLE,
					       COLOR_SKY, COLOR_BLACK };
	struct curve look = { .look = CURVE_SOLID, .width = 1.8, .bars = true, .mark = look_of,
			      .color = colors[look_of % (sizeof(colors) / sizeof(colors[0]))] };
	struct curve *curve;

	snprintf(look.title, sizeof(look.title), "%.*s, %.32s", (int)scaling->core_len,
		 scaling->core, scaling->at[0]->target);
	curve = plot_add_curve(panel, &look);
	for (size_t k = 0; k < scaling->nr; k++) {
		const struct bench_sample *s = scaling->at[k];
		double tables = (double)s->tables;

		curve_add_point(curve, (struct curve_point){
			s->workers, s->ns_per_table, (s->ns_median - s->ns_mad) / tables,
			(s->ns_median + s->ns_mad) / tables });
	}
}

int plot_workers(const struct view *v, const struct destination *to)
{
	size_t nr;
	struct scaling *scalings = find_scalings(v, &nr);
	struct plot plot = plot_begin(v, "workers");
	const char *target = v->nr_representatives ? v->representatives[0] : "";
	const char *placement = report_placements[0];

	plot.nr_x_marks = 0;
	plot.panel_width = 380;
	plot.panel_height = 330;
	for (size_t o = 0; o < REPORT_NR_OPS; o++) {
		struct panel *panel = plot_add_panel(&plot, "ns per table", PLOT_NANOSECONDS, "%s",
						     report_ops[o]);
		size_t curves = 0;

		panel->x_label = "workers";
		for (size_t i = 0; i < nr; i++)
			if (!strcmp(scalings[i].at[0]->op, report_ops[o]) &&
			    !strcmp(scalings[i].at[0]->target, target) &&
			    !strcmp(scalings[i].at[0]->placement, placement))
				add_scaling(panel, &scalings[i], curves++);
		plot_drop_empty_panel(&plot);
	}
	free(scalings);
	return plot_end(&plot, v, to,
			"several workers on one domain, the largest measured, table pages %s",
			placement);
}
