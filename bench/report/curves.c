// SPDX-License-Identifier: GPL-2.0-only
/* Curves of a panel: their points, and how series become curves. */
#define _GNU_SOURCE
#include "curves.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct curve *plot_add_curve(struct panel *panel, const struct curve *look)
{
	struct curve *curves = reallocarray(panel->curves, panel->nr + 1, sizeof(*curves));
	struct curve *curve;

	if (!curves)
		return NULL;
	panel->curves = curves;
	curve = &curves[panel->nr++];
	*curve = *look;
	curve->points = NULL;
	curve->nr = 0;
	return curve;
}

void curve_add_point(struct curve *curve, struct curve_point point)
{
	struct curve_point *points;

	if (!curve || !(point.x > 0) || !(point.y > 0))
		return;
	points = reallocarray(curve->points, curve->nr + 1, sizeof(*points));
	if (!points)
		return;
	if (!(point.low > 0))
		point.low = point.y;
	if (point.high < point.y)
		point.high = point.y;
	points[curve->nr++] = point;
	curve->points = points;
}

void plot_release(struct plot *plot)
{
	for (size_t p = 0; p < plot->nr; p++) {
		for (size_t c = 0; c < plot->panels[p].nr; c++)
			free(plot->panels[p].curves[c].points);
		free(plot->panels[p].curves);
	}
	plot->nr = 0;
}

/* Colours that stay apart for colour-blind readers: Okabe and Ito's, and two of Tol's. */
static const unsigned int family_colors[] = {
	0x0072b2, 0xe69f00, 0x009e73, 0xd55e00, 0xcc79a7, 0x56b4e9, 0x882255, 0x999933,
};

#define NR_COLORS	(sizeof(family_colors) / sizeof(family_colors[0]))

static struct curve_point point_of(const struct bench_sample *s, enum reading reading)
{
	double scale = reading == READ_PER_TABLE ? 1 / (double)s->tables : 1;

	return (struct curve_point){ (double)s->tables, s->ns_median * scale,
				     (s->ns_median - s->ns_mad) * scale,
				     (s->ns_median + s->ns_mad) * scale };
}

/* ---- one line per target: a colour for each family of targets, a mark for each member ---- */

/*
 * Length of the family's name in a target's: the first word, and a second one that is a kind rather
 * than a size or an option: vtdss-48 is of vtdss, amdv2-sme of amdv2, smmu-s1-4k-48 of smmu-s1.
 */
static size_t family_length(const char *target)
{
	size_t first = strcspn(target, "-"), second;

	if (!target[first])
		return first;
	second = first + 1 + strcspn(target + first + 1, "-");
	return target[second] && (target[first + 1] < '0' || target[first + 1] > '9') ? second :
											first;
}

/* The first target of a target's family. */
static size_t family_head(const struct view *v, size_t target)
{
	size_t len = family_length(v->targets[target]), head = 0;

	while (family_length(v->targets[head]) != len ||
	       strncmp(v->targets[head], v->targets[target], len))
		head++;
	return head;
}

struct curve target_look(const struct view *v, size_t target)
{
	struct curve look = { .look = CURVE_SOLID, .width = 1.4 };
	size_t head = family_head(v, target), family = 0;

	for (size_t i = 0; i < head; i++)
		family += family_head(v, i) == i;
	for (size_t i = head; i < target; i++)
		look.mark += family_head(v, i) == head;
	look.color = family_colors[family % NR_COLORS];
	snprintf(look.title, sizeof(look.title), "%s", v->targets[target]);
	return look;
}

void add_series(struct panel *panel, const struct curve *look, const struct series *s,
		       enum reading reading)
{
	struct curve *curve = s ? plot_add_curve(panel, look) : NULL;

	for (size_t i = 0; curve && i < s->nr; i++)
		curve_add_point(curve, point_of(s->points[i], reading));
}

/* ---- one line for all targets: the median, with a band from the least to the most ---- */

struct cloud {
	struct curve_point *points;
	size_t nr;
};

static int compare_x(const void *va, const void *vb)
{
	const struct curve_point *a = va, *b = vb;

	return (a->x > b->x) - (a->x < b->x);
}

/* Targets differ by a few tables at equal domains: sizes within a factor of 1.4 are one. */
static size_t group_end(const struct cloud *cloud, size_t begin)
{
	size_t end = begin;

	while (end < cloud->nr && cloud->points[end].x < 1.4 * cloud->points[begin].x)
		end++;
	return end;
}

static double median_of(double *values, size_t nr)
{
	return gsl_stats_median(values, 1, nr);
}

static void add_cloud(struct panel *panel, const struct curve *look, struct cloud *cloud)
{
	double *x = calloc(2 * cloud->nr + 1, sizeof(*x)), *y = x ? x + cloud->nr : NULL;
	struct curve *curve = x && cloud->nr ? plot_add_curve(panel, look) : NULL;

	if (curve)
		qsort(cloud->points, cloud->nr, sizeof(*cloud->points), compare_x);
	for (size_t begin = 0, end; curve && begin < cloud->nr; begin = end) {
		struct curve_point p;

		end = group_end(cloud, begin);
		for (size_t i = begin; i < end; i++) {
			x[i - begin] = cloud->points[i].x;
			y[i - begin] = cloud->points[i].y;
		}
		p.low = gsl_stats_min(y, 1, end - begin);
		p.high = gsl_stats_max(y, 1, end - begin);
		p.x = median_of(x, end - begin);
		p.y = median_of(y, end - begin);
		curve_add_point(curve, p);
	}
	free(x);
	free(cloud->points);
	*cloud = (struct cloud){ 0 };
}

static void cloud_add(struct cloud *cloud, struct curve_point point)
{
	struct curve_point *points = reallocarray(cloud->points, cloud->nr + 1, sizeof(*points));

	if (!points)
		return;
	cloud->points = points;
	points[cloud->nr++] = point;
}

void add_variant(struct panel *panel, const struct view *v, const char *op, const char *variant,
			const char *placement, enum reading reading, struct curve look)
{
	struct cloud cloud = { 0 };

	look.band = v->nr_targets > 1;
	snprintf(look.title, sizeof(look.title), "%s%s", variant,
		 look.band ? " (median, range)" : "");
	for (size_t t = 0; t < v->nr_targets; t++) {
		const struct series *s = series_find(v, v->targets[t], op, variant,
						     base_leaf(v, v->targets[t]), placement);

		for (size_t i = 0; s && i < s->nr; i++)
			cloud_add(&cloud, point_of(s->points[i], reading));
	}
	add_cloud(panel, &look, &cloud);
}

void add_ratio(struct panel *panel, const struct curve *look, const struct series *ours,
		      const struct series *base)
{
	struct curve *curve = ours && base ? plot_add_curve(panel, look) : NULL;

	for (size_t i = 0, j = 0; curve && i < ours->nr; i++) {
		const struct bench_sample *a = ours->points[i], *b;

		while (j < base->nr && base->points[j]->tables < a->tables)
			j++;
		b = j < base->nr ? base->points[j] : NULL;
		if (b && b->tables == a->tables)
			curve_add_point(curve,
					(struct curve_point){ (double)a->tables,
							      a->ns_median / b->ns_median, 0, 0 });
	}
}

/* A straight line on log axes through a point. */
void add_slope(struct panel *panel, const char *title, double slope, const struct bench_sample *at)
{
	struct curve look = { .look = CURVE_DOTTED, .color = COLOR_GREY, .width = 1.3 };
	struct curve *curve;
	double tables = (double)at->tables;

	snprintf(look.title, sizeof(look.title), "%s", title);
	curve = plot_add_curve(panel, &look);
	for (int power = 0; power <= log2(tables) + 1; power++) {
		double x = pow(2, power);

		curve_add_point(curve, (struct curve_point){
			.x = x, .y = at->ns_median * pow(x / tables, slope) });
	}
}

/* Restore, or boot-reserve and restore together, of all targets where both were measured. */
void add_blackout(struct panel *panel, const struct view *v, const char *variant, bool with_boot,
			 const char *placement, struct curve look)
{
	struct cloud cloud = { 0 };

	for (size_t t = 0; t < v->nr_targets; t++) {
		const char *target = v->targets[t];
		const struct series *s =
			series_find(v, target, "restore", variant, base_leaf(v, target), placement);
		const struct series *boot =
			series_boot_reserve(v, table_order(v, target), placement);

		for (size_t i = 0; s && i < s->nr; i++) {
			struct curve_point p = point_of(s->points[i], READ_TIME);
			struct figure f = time_at(boot, p.x);

			/* A domain's upper tables may lie beyond boot-reserve's last size. */
			if (with_boot && time_at(boot, p.x / 1.05).kind > FIGURE_INTERPOLATED)
				continue;
			p.y += with_boot ? f.value : 0;
			cloud_add(&cloud, p);
		}
	}
	add_cloud(panel, &look, &cloud);
}
