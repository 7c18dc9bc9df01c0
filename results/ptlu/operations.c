// SPDX-License-Identifier: GPL-2.0-only
/* One operation over table size, all kinds of targets and the baselines: data of plots. */
#include "operations.h"
#include "groups.h"
#include "names.h"

/* Drawn for one target: the lines of several would cover each other. */
static const char *const beside[] = {
	"posted", "tree", "kho-batch", "parallel-batch-2", "floor-api", "floor-mem",
};

static void add_panel(const struct view *v, const char *op, const char *placement, bool per_table,
		      struct plot_data *data)
{
	const char *target = v->nr_representatives ? v->representatives[0] : "";
	struct group groups[MAX_GROUPS];
	size_t nr = groups_of(v, groups);
	char curve[PLOT_TEXT];

	for (size_t g = 0; g < nr; g++)
		plot_add_series(data, placement, groups[g].label,
				series_find(v, groups[g].target, op, "ours",
					    base_leaf(v, groups[g].target), placement),
				per_table);
	for (size_t b = 0; b < sizeof(beside) / sizeof(beside[0]); b++) {
		snprintf(curve, sizeof(curve), "%s, %.63s", beside[b], target);
		plot_add_series(data, placement, curve,
				series_find(v, target, op, beside[b], base_leaf(v, target),
					    placement),
				per_table);
	}
}

void latency_plot(const struct view *v, const void *op, struct plot_data *data)
{
	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		add_panel(v, op, placements[p], false, data);
}

void per_table_plot(const struct view *v, const void *op, struct plot_data *data)
{
	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		add_panel(v, op, placements[p], true, data);
}
