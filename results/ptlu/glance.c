// SPDX-License-Identifier: GPL-2.0-only
/* The result in one table: ours in ratios to its baselines. */
#include "glance.h"
#include "fit.h"
#include "names.h"
#include "ratio.h"
#include "table.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

/* A ratio over all targets with domains that are large enough. */
struct spread {
	double least, median, most;
	size_t nr;
};

static struct spread spread_of(const struct view *v, const char *op, const char *baseline,
			       const char *placement)
{
	double *all = calloc(v->nr_targets + 1, sizeof(*all));
	struct spread r = { 0 };

	for (size_t i = 0; all && i < v->nr_targets; i++) {
		struct ratio ratio = ratio_of(v, v->targets[i], op, "ours", baseline, placement);

		/* The fixed cost of a small domain hides what its tables cost. */
		if (ratio.value > 0 && ratio.at->tables >= FIT_MIN_TABLES)
			all[r.nr++] = ratio.value;
	}
	if (r.nr) {
		gsl_sort(all, 1, r.nr);
		r.least = all[0];
		r.median = gsl_stats_median_from_sorted_data(all, 1, r.nr);
		r.most = all[r.nr - 1];
	}
	free(all);
	return r;
}

static void put_ratio(struct table *t, const struct spread *r, const char *baseline, bool *passed)
{
	const char *mark = "";

	if (!r->nr) {
		table_cell(t, "-");
		return;
	}
	if (!same(baseline, "posted") && r->least < 1) {
		mark = " !";
		*passed = true;
	}
	if (r->nr == 1)
		table_cell(t, "%.3g%s", r->median, mark);
	else
		table_cell(t, "%.3g (%.3g to %.3g)%s", r->median, r->least, r->most, mark);
}

static void print_notes(bool restore, bool passed, FILE *out)
{
	fputs("Median and range over the targets, each at its largest domain.  floor-api is the\n"
	      "exported call on a flat array of the same pages; floor-mem reads and writes each\n"
	      "struct page once, a lower bound.\n", out);
	if (passed)
		fputs("! below 1: ours takes less time than that, which is no lower bound here\n",
		      out);
	if (restore)
		fputs("ours/posted of restore depends on the processor: posted reads every leaf\n"
		      "table from memory.  ours/floor-api depends on it less: see results/README.md.\n", out);
}

bool print_glance(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "operation", "ours/posted", "ours/floor-api",
					       "ours/floor-mem", NULL };
	const char *placement = measured_at(v, placements[0]) ? placements[0] : placements[1];
	struct table *t = table_begin(columns);
	bool restore = false, passed = false;
	size_t most = 0;
	char title[160];

	for (size_t o = 0; o < NR_HANDOVER_OPS; o++) {
		struct spread r[NR_BASELINES];
		size_t nr = 0;

		for (size_t b = 0; b < NR_BASELINES; b++) {
			r[b] = spread_of(v, handover_ops[o], baselines[b], placement);
			nr = r[b].nr > nr ? r[b].nr : nr;
		}
		most = nr > most ? nr : most;
		if (!nr)
			continue;
		restore |= same(handover_ops[o], "restore") && r[0].nr;
		table_row(t);
		table_cell(t, "%s", handover_ops[o]);
		for (size_t b = 0; b < NR_BASELINES; b++)
			put_ratio(t, &r[b], baselines[b], &passed);
	}
	snprintf(title, sizeof(title),
		 "\nRatios of time, %zu target%s, table pages %s, %d tables or more\n"
		 "(below 1 ours is faster)",
		 most, most == 1 ? "" : "s", placement, FIT_MIN_TABLES);
	if (!table_end(t, out, title))
		return false;
	print_notes(restore, passed, out);
	return true;
}
