// SPDX-License-Identifier: GPL-2.0-only
/* The plot to begin with: one target, its cost, and what it is compared with. */
#include "overview.h"
#include "boot_reserve.h"
#include "fit.h"
#include "names.h"

static const struct series *find(const struct view *v, const char *target, const char *op,
				 const char *variant, const char *placement)
{
	return series_find(v, target, op, variant, base_leaf(v, target), placement);
}

static void add_restore(struct plot_data *data, const struct view *v, const char *target,
			const char *placement)
{
	static const char *const variants[] = { "posted", "tree", "ours", "floor-api",
						"floor-mem" };

	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
		plot_add_series(data, "restore", variants[i],
				find(v, target, "restore", variants[i], placement), false);
}

/* Beside the exported call, from the size at which the fixed cost is small. */
static void add_per_table(struct plot_data *data, const struct view *v, const char *target,
			  const char *placement)
{
	static const char *const variants[] = { "ours", "floor-api" };
	char curve[PLOT_TEXT];

	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
		for (size_t o = 0; o < NR_HANDOVER_OPS; o++) {
			const struct series *s =
				find(v, target, handover_ops[o], variants[i], placement);

			snprintf(curve, sizeof(curve), "%s, %s", handover_ops[o], variants[i]);
			for (size_t p = 0; s && p < s->nr; p++) {
				double tables = (double)s->points[p]->tables;
				double ns = s->points[p]->ns_median / tables;

				if (tables >= FIT_MIN_TABLES)
					plot_add(data, "per table", curve,
						 (struct plot_point){ tables, ns, ns, ns });
			}
		}
}

void overview_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	const char *target = v->nr_representatives ? v->representatives[0] : NULL;
	const char *placement = measured_at(v, placements[0]) ? placements[0] : placements[1];

	(void)arg;
	if (same(v->cache, "warm"))
		return;
	if (target) {
		snprintf(data->subject, sizeof(data->subject), "%.63s, table pages %.24s", target,
			 placement);
		add_restore(data, v, target, placement);
		add_per_table(data, v, target, placement);
		for (size_t o = 0; o < NR_HANDOVER_OPS; o++)
			plot_add_ratio(data, "ours/posted", handover_ops[o],
				       find(v, target, handover_ops[o], "ours", placement),
				       find(v, target, handover_ops[o], "posted", placement),
				       FIT_MIN_TABLES);
		plot_add_series(data, BOOT_RESERVE, "restore of ours, shuffled",
				find(v, target, "restore", "ours", placements[0]), false);
	}
	boot_reserve_single(v, BOOT_RESERVE, data);
}
