// SPDX-License-Identifier: GPL-2.0-only
/* The picture of both tiers: instructions per table on the host beside those of kernels, and early boot. */
#include "plots.h"

#include <stdlib.h>
#include <string.h>

/* Whose curves they are: a tier on an architecture. */
static const struct origin {
	const char *tier, *arch;
	unsigned int color;
} origins[] = {
	{ "host", NULL, COLOR_BLUE },
	{ "kernel", "x86_64", COLOR_RED },
	{ "kernel", "arm64", COLOR_GREEN },
};

static const struct {
	const char *variant;
	enum curve_look look;
} variants[] = {
	{ "ours", CURVE_SOLID }, { "posted", CURVE_DASHED }, { "floor-api", CURVE_DOTTED },
};

static bool is_of(const struct bench_sample *s, const struct origin *origin)
{
	return !strcmp(s->tier, origin->tier) && (!origin->arch || !strcmp(s->arch, origin->arch));
}

static int by_x(const void *va, const void *vb)
{
	const struct curve_point *a = va, *b = vb;

	return (a->x > b->x) - (a->x < b->x);
}

/* Every sample of the run and of what stands beside it. */
static void add_points(const struct report *r, struct curve *curve, const struct bench_sample *like,
		       const struct origin *origin)
{
	for (size_t set = 0; curve && set <= r->nr_beside; set++) {
		const struct sample_set *from = set ? &r->beside[set - 1] : &r->set;

		for (size_t i = 0; i < from->nr; i++) {
			const struct bench_sample *s = &from->samples[i];

			if (is_of(s, origin) && !strcmp(s->op, like->op) &&
			    !strcmp(s->variant, like->variant) &&
			    !strcmp(s->target, like->target) &&
			    !strcmp(s->placement, like->placement) &&
			    !strcmp(s->cache, like->cache) && s->tables && s->instructions >= 0)
				curve_add_point(curve, (struct curve_point){
					.x = (double)s->tables,
					.y = s->instructions / (double)s->tables });
		}
	}
	if (curve)
		qsort(curve->points, curve->nr, sizeof(*curve->points), by_x);
}

static struct curve *add_curve(struct panel *panel, const struct origin *origin, const char *what,
			       enum curve_look kind)
{
	struct curve look = { .look = kind, .color = origin->color, .width = 1.6,
			      .mark = (unsigned int)(origin - origins) };

	snprintf(look.title, sizeof(look.title), "%s, %s%s%s", what, origin->tier,
		 origin->arch ? " " : "", origin->arch ? origin->arch : "");
	return plot_add_curve(panel, &look);
}

static void add_operation(struct plot *plot, const struct report *r, const char *op,
			  const char *target)
{
	struct panel *panel =
		plot_add_panel(plot, "instructions per table", PLOT_NANOSECONDS, "%s", op);

	for (size_t o = 0; o < sizeof(origins) / sizeof(origins[0]); o++)
		for (size_t v = 0; v < sizeof(variants) / sizeof(variants[0]); v++) {
			/* Counts do not depend on the caches: the host's say warm, a kernel's cold. */
			const struct bench_sample like = {
				.op = op, .variant = variants[v].variant, .target = target,
				.placement = "shuffled",
				.cache = strcmp(origins[o].tier, "host") ? "cold" : "warm",
			};

			add_points(r,
				   add_curve(panel, &origins[o], variants[v].variant,
					     variants[v].look),
				   &like, &origins[o]);
		}
}

static void add_boots(struct plot *plot, const struct report *r)
{
	struct panel *panel = plot_add_panel(plot, "instructions per table", PLOT_NANOSECONDS,
					     "boot-reserve, from real kexecs in kernels");

	for (size_t o = 0; o < sizeof(origins) / sizeof(origins[0]); o++)
		for (size_t p = 0; p < report_nr_placements; p++) {
			const struct bench_sample like = {
				.op = "boot-reserve", .variant = "tree", .target = "any",
				.placement = report_placements[p],
				.cache = strcmp(origins[o].tier, "host") ? "cold" : "warm",
			};

			add_points(r, add_curve(panel, &origins[o], report_placements[p],
						p ? CURVE_DASHED : CURVE_SOLID),
				   &like, &origins[o]);
		}
	plot_drop_empty_panel(plot);
}

/* The target that was measured most in a kernel. */
static const struct view *kernel_view(const struct report *r)
{
	for (size_t i = 0; i < r->nr_views; i++)
		if (!strcmp(r->views[i].tier, "kernel") && r->views[i].nr_representatives)
			return &r->views[i];
	return NULL;
}

int plot_tiers(const struct report *r, const char *dir)
{
	const struct view *v = kernel_view(r);
	struct plot plot;
	int ret;

	if (!v || !r->nr_beside)
		return 0;
	plot = plot_begin(v, "tiers");
	plot.separate = true;
	plot.columns = 3;
	plot.panel_width = 380;
	plot.panel_height = 330;
	plot.nr_x_marks = 0;
	for (size_t o = 0; o < REPORT_NR_OPS; o++)
		add_operation(&plot, r, report_ops[o], v->representatives[0]);
	add_boots(&plot, r);
	snprintf(plot.title, sizeof(plot.title),
		 "The host tier beside kernels: %s, table pages shuffled", v->representatives[0]);
	snprintf(plot.subtitle, sizeof(plot.subtitle),
		 "Linux %s; the host's instructions counted by callgrind", v->kernel);
	ret = plot_draw(&plot, dir);
	plot_release(&plot);
	return ret;
}
