// SPDX-License-Identifier: GPL-2.0-only
/* Operations on live tables: map, unmap and free beside io-pgtable-arm.c, as a table and a plot. */
#include "live_tables.h"
#include "names.h"
#include "table.h"

/* The variant that is the tree's present code. */
#define PRESENT	"io-pgtable"

static const struct series *find(const struct view *v, const char *target, const char *op,
				 const char *variant)
{
	const char *leaf = base_leaf(v, target);

	for (size_t p = 0; p < NR_PLACEMENTS; p++) {
		const struct series *s = series_find(v, target, op, variant, leaf, placements[p]);

		if (s)
			return s;
	}
	return NULL;
}

static double ns_per_page(const struct bench_sample *s)
{
	return s->iova_bytes ? s->ns_median * (double)leaf_bytes(s->leaf) / (double)s->iova_bytes :
			       0;
}

static void put_op(struct table *t, const struct view *v, const char *target, const char *op)
{
	const struct series *pair[] = { find(v, target, op, "ours"), find(v, target, op, PRESENT) };
	const struct bench_sample *at[2] = { NULL, NULL };

	if (!pair[0])
		return;
	if (!pair[1] || !largest_common(pair, 2, at)) {
		at[0] = pair[0]->points[pair[0]->nr - 1];
		at[1] = NULL;
	}
	table_row(t);
	table_cell(t, "%s", target);
	table_cell(t, "%s", op);
	table_cell(t, "%llu", (unsigned long long)at[0]->tables);
	table_cell(t, "%.2f", ns_per_page(at[0]));
	if (at[1]) {
		table_cell(t, "%.2f", ns_per_page(at[1]));
		table_cell(t, "%.3f", at[0]->ns_median / at[1]->ns_median);
	} else {
		table_cell(t, "-");
		table_cell(t, "-");
	}
}

bool print_live_tables(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "operation", ">tables", ">ours",
					       ">" PRESENT, ">ours/" PRESENT, NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < v->nr_targets; i++)
		for (size_t o = 0; o < NR_LIVE_OPS; o++)
			put_op(t, v, v->targets[i], live_ops[o]);
	if (!table_end(t, out,
		       "\nLive tables: ns per page, generic_pt (ours) beside io-pgtable-arm.c\n"
		       "(ratio below 1: ours is faster)"))
		return false;
	fputs("In calls of 256 pages, -page: of one page.  map-again, map-page: the tables exist\n"
	      "already.  unmap-queued: as with a flush queue, without a gather for each page.\n",
	      out);
	return true;
}

/* A panel for each operation, a curve for each target. */
void live_tables_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	(void)arg;
	for (size_t o = 0; o < NR_LIVE_OPS; o++)
		for (size_t i = 0; i < v->nr_targets; i++)
			plot_add_ratio(data, live_ops[o], v->targets[i],
				       find(v, v->targets[i], live_ops[o], "ours"),
				       find(v, v->targets[i], live_ops[o], PRESENT), 1);
}
