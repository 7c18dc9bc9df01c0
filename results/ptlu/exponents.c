// SPDX-License-Identifier: GPL-2.0-only
/* How operations grow with the number of tables: fitted exponents. */
#include "exponents.h"
#include "fit.h"
#include "names.h"
#include "table.h"

#include <math.h>

/* An operation is expected to be linear; an exponent farther from 1 is marked. */
#define LINEAR_SLACK	0.1

static const char *const variants[] = { "ours", "posted", "floor-api", "floor-mem" };

#define NR_VARIANTS	(sizeof(variants) / sizeof(variants[0]))

struct counts {
	size_t fitted, off;
};

static void put_row(struct table *t, const struct view *v, const char *target, const char *op,
		    const char *placement, struct counts *counts)
{
	const char *leaf = base_leaf(v, target);
	struct power_law laws[NR_VARIANTS];
	bool any = false;

	for (size_t i = 0; i < NR_VARIANTS; i++) {
		laws[i] = fit_exponent(series_find(v, target, op, variants[i], leaf, placement),
				       FIT_MIN_TABLES);
		any |= laws[i].points > 0;
	}
	if (!any)
		return;
	table_row(t);
	table_cell(t, "%s", target);
	table_cell(t, "%s", placement);
	table_cell(t, "%s", op);
	for (size_t i = 0; i < NR_VARIANTS; i++) {
		bool off = fabs(laws[i].exponent - 1) > LINEAR_SLACK;

		if (!laws[i].points) {
			table_cell(t, "-");
			continue;
		}
		counts->fitted++;
		counts->off += off;
		table_cell(t, "%.2f%s", laws[i].exponent, off ? "!" : "");
	}
}

bool print_exponents(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "placement", "operation", ">ours",
					       ">posted", ">floor-api", ">floor-mem", NULL };
	struct table *t = table_begin(columns);
	struct counts counts = { 0 };
	char title[160];

	for (size_t i = 0; i < v->nr_targets; i++)
		for (size_t p = 0; p < NR_PLACEMENTS; p++)
			for (size_t o = 0; o < NR_HANDOVER_OPS; o++)
				put_row(t, v, v->targets[i], handover_ops[o], placements[p],
					&counts);
	snprintf(title, sizeof(title),
		 "\nExponent of time over tables, fitted from %d tables up: 1 is linear\n"
		 "(! farther from 1 than %.1f: %zu of %zu)",
		 FIT_MIN_TABLES, LINEAR_SLACK, counts.off, counts.fitted);
	return table_end(t, out, title);
}
