// SPDX-License-Identifier: GPL-2.0-only
/* The time per table by the size of leaves: a table and a plot. */
#include "leaves.h"
#include "domains.h"
#include "names.h"
#include "table.h"

#include <string.h>

static const struct bench_sample *largest_of(const struct series *s)
{
	return s ? s->points[s->nr - 1] : NULL;
}

static void put_leaf(struct table *t, const struct view *v, const char *target, const char *leaf,
		     const char *placement)
{
	const struct bench_sample *largest = NULL, *last;

	for (size_t o = 0; o < NR_HANDOVER_OPS; o++) {
		last = largest_of(series_find(v, target, handover_ops[o], "ours", leaf, placement));
		if (last && (!largest || last->tables > largest->tables))
			largest = last;
	}
	if (!largest)
		return;
	table_row(t);
	table_cell(t, "%s", target);
	table_cell(t, "%s", leaf);
	table_cell(t, "%s", placement);
	table_cell(t, "%.0f", (double)largest->iova_bytes / GIB);
	table_cell(t, "%llu", (unsigned long long)largest->tables);
	for (size_t o = 0; o < NR_HANDOVER_OPS; o++) {
		last = largest_of(series_find(v, target, handover_ops[o], "ours", leaf, placement));
		if (last && last->tables == largest->tables)
			table_cell(t, "%.1f", last->ns_median / (double)last->tables);
		else
			table_cell(t, "-");
	}
}

bool print_leaves(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "leaf", "placement", ">GiB", ">tables",
					       ">preserve", ">unpreserve", ">restore", ">teardown",
					       NULL };
	struct table *t = table_begin(columns);
	const char *leaves[MAX_LEAVES];

	for (size_t i = 0; i < v->nr_representatives; i++) {
		const char *target = v->representatives[i];
		size_t nr = leaves_of(v, target, leaves);

		for (size_t p = 0; nr > 1 && p < NR_PLACEMENTS; p++)
			for (size_t l = 0; l < nr; l++)
				put_leaf(t, v, target, leaves[l], placements[p]);
	}
	return table_end(t, out, "\nLeaves: ns per table of ours in the largest domain of each leaf"
			 " size, one target of each kind");
}

/* A panel for each representative that has several leaf sizes. */
void leaves_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	const char *leaves[MAX_LEAVES];
	char curve[PLOT_TEXT];

	(void)arg;
	for (size_t i = 0; i < v->nr_representatives; i++) {
		const char *target = v->representatives[i];
		size_t nr = leaves_of(v, target, leaves);

		for (size_t l = 0; nr > 1 && l < nr; l++) {
			snprintf(curve, sizeof(curve), "%s leaves", leaves[l]);
			if (same(leaves[l], "many"))
				snprintf(curve, sizeof(curve), "many small domains");
			plot_add_series(data, target, curve,
					series_find(v, target, "restore", "ours", leaves[l],
						    placements[0]), true);
		}
	}
}
