// SPDX-License-Identifier: GPL-2.0-only
/* Cores that use several threads: speed-up per additional thread, as a table and a plot. */
#include "threads.h"
#include "names.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define MAX_COUNTS	8

/**
 * struct scaling - a core's operation on the largest domain that was measured
 * @core: name, without the number of threads
 * @core_len: bytes of @core
 * @at: samples by growing number of threads
 * @nr: number of @at
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
	return (size_t)(number - s->variant);
}

static bool belongs(const struct scaling *scaling, const struct bench_sample *s, size_t core_len)
{
	const struct bench_sample *first = scaling->at[0];

	return scaling->core_len == core_len && !strncmp(scaling->core, s->variant, core_len) &&
	       same(first->target, s->target) && same(first->op, s->op) &&
	       same(first->placement, s->placement) && same(first->leaf, s->leaf) &&
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

static bool has_baseline(const struct scaling *scaling)
{
	return scaling->nr > 1 && scaling->at[0]->workers == 1;
}

/* All scalings of a view, in an array that the caller frees; none without memory. */
static struct scaling *find_scalings(const struct view *v, size_t *found)
{
	struct scaling *scalings = calloc(v->nr_series + 1, sizeof(*scalings));
	size_t nr = 0;

	*found = 0;
	for (size_t i = 0; scalings && i < v->nr_series; i++) {
		const struct series *series = &v->series[i];
		const struct bench_sample *s = series->points[series->nr - 1];
		size_t core_len = core_length(s), at = 0;
		const char *leaf = core_len ? base_leaf(v, s->target) : NULL;

		if (!leaf || !same(s->leaf, leaf))
			continue;
		while (at < nr && !belongs(&scalings[at], s, core_len))
			at++;
		if (at == nr)
			scalings[nr++] =
				(struct scaling){ .core = s->variant, .core_len = core_len };
		insert(&scalings[at], s);
	}
	for (size_t i = 0; i < nr; i++)
		if (has_baseline(&scalings[i]))
			scalings[(*found)++] = scalings[i];
	return scalings;
}

bool print_threads(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "operation", "core", "placement",
					       ">tables", "threads: ns per table (speed-up)",
					       NULL };
	struct table *t = table_begin(columns);
	size_t nr;
	struct scaling *scalings = find_scalings(v, &nr);

	for (size_t i = 0; i < nr; i++) {
		const struct bench_sample *one = scalings[i].at[0];
		char text[MAX_COUNTS * 40] = "";
		size_t used = 0;

		for (size_t k = 0; k < scalings[i].nr && used < sizeof(text); k++)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
						 "%s%u: %.1f (%.2f)", k ? "  " : "",
						 scalings[i].at[k]->workers,
						 scalings[i].at[k]->ns_per_table,
						 one->ns_median / scalings[i].at[k]->ns_median);
		table_row(t);
		table_cell(t, "%s", one->target);
		table_cell(t, "%s", one->op);
		table_cell(t, "%.*s", (int)scalings[i].core_len, scalings[i].core);
		table_cell(t, "%s", one->placement);
		table_cell(t, "%llu", (unsigned long long)one->tables);
		table_cell(t, "%s", text);
	}
	free(scalings);
	return table_end(t, out, "\nSeveral threads on one domain");
}

/* One target and placement; a panel for each operation. */
void threads_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	const char *target = v->nr_representatives ? v->representatives[0] : "";
	size_t nr;
	struct scaling *scalings = find_scalings(v, &nr);
	char curve[PLOT_TEXT];

	(void)arg;
	snprintf(data->subject, sizeof(data->subject), "%s", target);
	for (size_t i = 0; i < nr; i++) {
		const struct scaling *s = &scalings[i];

		if (!same(s->at[0]->target, target) || !same(s->at[0]->placement, placements[0]))
			continue;
		snprintf(curve, sizeof(curve), "%.*s", (int)s->core_len, s->core);
		for (size_t k = 0; k < s->nr; k++) {
			const struct bench_sample *p = s->at[k];
			double tables = (double)p->tables;

			plot_add(data, p->op, curve, (struct plot_point){
				p->workers, p->ns_median / tables,
				(p->ns_median - p->ns_mad) / tables,
				(p->ns_median + p->ns_mad) / tables });
		}
	}
	free(scalings);
}
