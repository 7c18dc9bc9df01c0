// SPDX-License-Identifier: GPL-2.0-only
/* Tables in use: map, unmap and free by generic_pt beside the driver's present code, as a table and a plot. */
#include <string.h>
#include "plots.h"
#include "summary.h"

#define PEER	"io-pgtable"

static const char *const in_use_ops[] = { "map",	  "map-again",	"map-page", "unmap",
					  "unmap-queued", "unmap-page", "free" };

#define NR_IN_USE_OPS	(sizeof(in_use_ops) / sizeof(in_use_ops[0]))

static const struct series *find(const struct view *v, const char *target, const char *op,
				 const char *variant)
{
	const char *leaf = base_leaf(v, target);

	for (size_t p = 0; p < report_nr_placements; p++) {
		const struct series *s =
			series_find(v, target, op, variant, leaf, report_placements[p]);

		if (s)
			return s;
	}
	return NULL;
}

static double per_page(const struct bench_sample *s)
{
	unsigned long long page = !strcmp(s->leaf, "4k")  ? 4096 :
				  !strcmp(s->leaf, "16k") ? 16384 :
							    65536;

	return s->ns_median / ((double)s->iova_bytes / (double)page);
}

void print_in_use(const struct view *v, FILE *out)
{
	const struct bench_sample *at[2];
	bool head = false;

	for (size_t t = 0; t < v->nr_targets; t++) {
		for (size_t o = 0; o < NR_IN_USE_OPS; o++) {
			const struct series *pair[] = {
				find(v, v->targets[t], in_use_ops[o], "ours"),
				find(v, v->targets[t], in_use_ops[o], PEER),
			};

			if (!pair[0] || !pair[1] || !largest_common(pair, 2, at))
				continue;
			if (!head)
				fprintf(out,
					"\nTables in use: ns per page, beside "
					"the tree's io-pgtable-arm.c\n%-18s %-13s %8s %8s %12s %8s\n",
					"target", "op", "tables", "ours", PEER, "ratio");
			head = true;
			fprintf(out, "%-18s %-13s %8llu %8.2f %12.2f %8.3f\n", v->targets[t],
				in_use_ops[o], (unsigned long long)at[0]->tables, per_page(at[0]),
				per_page(at[1]), at[0]->ns_median / at[1]->ns_median);
		}
	}
	if (head)
		fprintf(out,
			"In calls of 256 pages; -page: of one.  map-again, map-page: into tables that are "
			"there.  unmap-queued: as with a flush queue, where no page is gathered for itself.\n");
}

int plot_in_use(const struct view *v, const struct destination *to)
{
	struct plot plot = plot_begin(v, "in-use");
	size_t panels = 0;

	plot.x_marks_label = "";
	plot.panel_width = 330;
	plot.panel_height = 300;
	for (size_t o = 0; o < NR_IN_USE_OPS; o++) {
		struct panel *panel = plot_add_panel(&plot, "ns per table", PLOT_NANOSECONDS, "%s",
						     in_use_ops[o]);

		for (size_t t = 0; t < v->nr_targets; t++) {
			const struct series *iop = find(v, v->targets[t], in_use_ops[o], PEER);
			struct curve look = target_look(v, t), dashed = { .look = CURVE_DASHED,
				.color = look.color, .width = 1.8 };

			if (!iop)
				continue;
			add_series(panel, &look, find(v, v->targets[t], in_use_ops[o], "ours"),
				   READ_PER_TABLE);
			snprintf(dashed.title, sizeof(dashed.title), "%.32s, %s", v->targets[t],
				 PEER);
			add_series(panel, &dashed, iop, READ_PER_TABLE);
		}
		plot_drop_empty_panel(&plot);
	}
	panels = plot.nr;
	plot.columns = panels < 3 ? (panels ? panels : 1) : 3;
	return plot_end(&plot, v, to,
			"tables in use, calls of 256 pages or of one: ours and io-pgtable-arm.c");
}
