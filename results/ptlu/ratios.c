// SPDX-License-Identifier: GPL-2.0-only
/* Every target's ratios to the baselines, operation by operation. */
#include "ratios.h"
#include "fit.h"
#include "groups.h"
#include "names.h"
#include "ratio.h"
#include "table.h"

static void put_target(struct table *t, const struct view *v, const char *target, const char *op,
		       const char *placement)
{
	const struct series *ours =
		series_find(v, target, op, "ours", base_leaf(v, target), placement);
	const struct bench_sample *last = ours ? ours->points[ours->nr - 1] : NULL;

	if (!last)
		return;
	table_row(t);
	table_cell(t, "%s", target);
	table_cell(t, "%s", placement);
	table_cell(t, "%llu", (unsigned long long)last->tables);
	table_cell(t, "%.1f", last->ns_median / (double)last->tables);
	for (size_t b = 0; b < NR_BASELINES; b++) {
		struct ratio r = ratio_of(v, target, op, "ours", baselines[b], placement);
		bool passed = !same(baselines[b], "posted") && r.value < 1;

		if (r.value > 0)
			table_cell(t, "%.3f%s", r.value, passed ? "!" : "");
		else
			table_cell(t, "-");
	}
}

bool print_ratios(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "placement", ">tables", ">ns/table",
					       ">/posted", ">/floor-api", ">/floor-mem", NULL };
	bool printed = false;
	char title[160];

	for (size_t o = 0; o < NR_HANDOVER_OPS; o++) {
		struct table *t = table_begin(columns);

		for (size_t i = 0; i < v->nr_targets; i++)
			for (size_t p = 0; p < NR_PLACEMENTS; p++)
				put_target(t, v, v->targets[i], handover_ops[o], placements[p]);
		snprintf(title, sizeof(title),
			 "\n%s: ours at its largest size, its ratios at the largest common size\n"
			 "(below 1 ours is faster)", handover_ops[o]);
		printed |= table_end(t, out, title);
	}
	return printed;
}

/* A panel for each operation and placement, from the size at which the fixed cost is small. */
void ratios_plot(const struct view *v, const void *baseline, struct plot_data *data)
{
	struct group groups[MAX_GROUPS];
	size_t nr = groups_of(v, groups);
	char panel[PLOT_TEXT];

	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		for (size_t o = 0; o < NR_HANDOVER_OPS; o++)
			for (size_t g = 0; g < nr; g++) {
				const char *target = groups[g].target;
				const char *leaf = base_leaf(v, target);

				snprintf(panel, sizeof(panel), "%s, %s", handover_ops[o],
					 placements[p]);
				plot_add_ratio(data, panel, groups[g].label,
					       series_find(v, target, handover_ops[o], "ours",
							   leaf, placements[p]),
					       series_find(v, target, handover_ops[o], baseline,
							   leaf, placements[p]),
					       FIT_MIN_TABLES);
			}
}
