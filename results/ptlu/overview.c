// SPDX-License-Identifier: GPL-2.0-only
/* Plots of the representative targets: the overview, and restore by the size of leaves. */
#include "plots.h"

#include <string.h>

static const unsigned int op_colors[REPORT_NR_OPS] = {
	COLOR_BLUE, COLOR_SKY, COLOR_RED, COLOR_GREEN,
};

static const struct series *base_series(const struct view *v, const char *target, const char *op,
					const char *variant, const char *placement)
{
	return series_find(v, target, op, variant, base_leaf(v, target), placement);
}

static struct curve look_of(enum curve_look kind, unsigned int color, unsigned int mark,
			    const char *a, const char *b)
{
	struct curve look = { .look = kind, .color = color, .mark = mark, .width = 1.8 };

	snprintf(look.title, sizeof(look.title), "%s, %s", a, b);
	return look;
}

/* ---- the overview: what to put on a mailing list ---- */

/* Restore of ours between what was posted and what the kernel's functions cost at least. */
static void add_restore(struct plot *plot, const struct view *v, const char *const *targets,
			size_t nr, const char *placement)
{
	static const struct {
		const char *variant;
		enum curve_look look;
	} variants[] = { { "posted", CURVE_DASHED }, { "ours", CURVE_SOLID },
			 { "floor-api", CURVE_DOTTED } };
	static const unsigned int colors[] = { COLOR_BLUE, COLOR_RED };
	struct panel *panel = plot_add_panel(plot, "time for one domain", PLOT_TIME,
					     "restore, table pages %s", placement);

	/* Each target a column of the legend. */
	for (size_t t = 0; t < nr; t++)
		for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
			struct curve look = look_of(variants[i].look, colors[t], t,
						    variants[i].variant, targets[t]);

			add_series(panel, &look,
				   base_series(v, targets[t], "restore", variants[i].variant,
					       placement), READ_TIME);
		}
	plot_drop_empty_panel(plot);
}

static void add_per_table(struct plot *plot, const struct view *v, const char *target,
			  const char *placement)
{
	static const struct {
		const char *variant;
		enum curve_look look;
	} variants[] = { { "ours", CURVE_SOLID }, { "floor-api", CURVE_DOTTED } };
	struct panel *panel = plot_add_panel(plot, "ns per table", PLOT_NANOSECONDS,
					     "%s, table pages %s", target, placement);

	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
		for (size_t o = 0; o < REPORT_NR_OPS; o++) {
			struct curve look = look_of(variants[i].look, op_colors[o], o,
						    report_ops[o], variants[i].variant);

			add_series(panel, &look,
				   base_series(v, target, report_ops[o], variants[i].variant,
					       placement), READ_PER_TABLE);
		}
	plot_drop_empty_panel(plot);
}

static void add_ratios(struct plot *plot, const struct view *v, const char *const *targets,
		       size_t nr, const char *placement)
{
	struct panel *panel = plot_add_panel(plot, "time of ours / time of posted", PLOT_RATIO,
					     "ours / posted, table pages %s", placement);

	panel->level = 1;
	for (size_t t = 0; t < nr; t++)
		for (size_t o = 0; o < REPORT_NR_OPS; o++) {
			struct curve look = look_of(t ? CURVE_DASHED : CURVE_SOLID, op_colors[o], o,
						    report_ops[o], targets[t]);

			add_ratio(panel, &look,
				  base_series(v, targets[t], report_ops[o], "ours", placement),
				  base_series(v, targets[t], report_ops[o], "posted", placement));
		}
	plot_drop_empty_panel(plot);
}

int plot_overview(const struct view *v, const struct destination *to)
{
	struct plot plot = plot_begin(v, "overview");
	/* The first and the last: kinds of targets that have least in common. */
	const char *targets[2] = { "", "" };
	size_t nr = v->nr_representatives < 2 ? v->nr_representatives : 2;
	const char *placement = NULL;
	struct panel *panel;

	for (size_t t = 0; t < nr; t++)
		targets[t] = v->representatives[t * (v->nr_representatives - 1)];
	for (size_t p = report_nr_placements; p-- > 0;)
		if (measured_at(v, report_placements[p]))
			placement = report_placements[p];
	/* One picture is to say most: warm caches are a detail. */
	if (!placement || !strcmp(v->cache, "warm"))
		return 0;
	plot.separate = true;
	plot.panel_width = 490;
	plot.panel_height = 310;
	plot.x_marks_label = "";
	add_restore(&plot, v, targets, nr, placement);
	add_per_table(&plot, v, targets[0], placement);
	add_ratios(&plot, v, targets, nr, placement);
	panel = plot_add_panel(&plot, "time in early boot", PLOT_TIME,
			       "boot-reserve, single pages");
	add_boot_reserve(panel, v, 0);
	plot_drop_empty_panel(&plot);
	return plot_end(&plot, v, to, "What page tables cost a live update, over their number "
			"(top: what they map with 4k pages)");
}

/* ---- leaves ---- */

static size_t add_leaves(struct panel *panel, const struct view *v, const char *target,
			 const char *placement)
{
	static const unsigned int colors[REPORT_MAX_LEAVES] = {
		COLOR_BLUE, COLOR_RED, COLOR_GREEN, COLOR_BLACK, COLOR_SKY, 0xcc79a7, 0x882255,
		0x999933,
	};
	const char *leaves[REPORT_MAX_LEAVES];
	size_t nr = leaves_of(v, target, leaves), added = 0;

	for (size_t i = 0; i < nr; i++) {
		const struct series *s =
			series_find(v, target, "restore", "ours", leaves[i], placement);
		struct curve look = { .look = CURVE_SOLID, .color = colors[i], .mark = i,
				      .width = 1.8 };

		snprintf(look.title, sizeof(look.title), "%s %s", leaves[i],
			 strcmp(leaves[i], "many") ? "leaves" : "small domains");
		add_series(panel, &look, s, READ_PER_TABLE);
		added += s != NULL;
	}
	return added;
}

int plot_leaves(const struct view *v, const struct destination *to)
{
	struct plot plot = plot_begin(v, "leaves");
	const char *placement = report_placements[0];
	size_t most = 0;

	plot.columns = 3;
	plot.panel_width = 290;
	plot.panel_height = 260;
	plot.nr_x_marks = 0;
	for (size_t t = 0; t < v->nr_representatives && plot.nr < PLOT_MAX_PANELS; t++) {
		struct panel *panel = plot_add_panel(&plot, "ns per table", PLOT_NANOSECONDS, "%s",
						     v->representatives[t]);
		size_t nr = add_leaves(panel, v, v->representatives[t], placement);

		most = nr > most ? nr : most;
		plot_drop_empty_panel(&plot);
	}
	if (most < 2) {
		plot_release(&plot);
		return 0;
	}
	return plot_end(&plot, v, to, "restore of ours by the size of leaves, table pages %s",
			placement);
}
