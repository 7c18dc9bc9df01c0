// SPDX-License-Identifier: GPL-2.0-only
/* Curves of a panel: their points, and how series become curves. */
#define _GNU_SOURCE
#include "curves.h"

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

/* ---- one line per target: a colour for each family, a mark for each size of tables in it ---- */

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

static bool same_family(const char *a, const char *b)
{
	return family_length(a) == family_length(b) && !strncmp(a, b, family_length(a));
}

static bool same_group(const struct view *v, const char *a, const char *b)
{
	return same_family(a, b) && table_kib(v, a) == table_kib(v, b);
}

static bool first_of_family(const struct view *v, size_t target)
{
	for (size_t i = 0; i < target; i++)
		if (same_family(v->targets[i], v->targets[target]))
			return false;
	return true;
}

static bool first_of_group(const struct view *v, size_t target)
{
	for (size_t i = 0; i < target; i++)
		if (same_group(v, v->targets[i], v->targets[target]))
			return false;
	return true;
}

/* The members of a group lie on each other: one entry of the legend stands for them all. */
static void name_group(const struct view *v, size_t target, char *title, size_t size)
{
	const char *name = v->targets[target];
	size_t family = 0, group = 0;
	char tables[32] = "";

	for (size_t i = 0; i < v->nr_targets; i++) {
		family += same_family(v->targets[i], name);
		group += same_group(v, v->targets[i], name);
	}
	if (family > group)
		snprintf(tables, sizeof(tables), ", %u KiB tables", table_kib(v, name));
	if (group > 1)
		snprintf(title, size, "%.*s%s (%zu targets)", (int)family_length(name), name,
			 tables, group);
	else
		snprintf(title, size, "%s", name);
}

struct curve target_look(const struct view *v, size_t target)
{
	struct curve look = { .look = CURVE_SOLID, .width = 1.4 };
	size_t head = 0, family = 0;

	while (!same_family(v->targets[head], v->targets[target]))
		head++;
	for (size_t i = 0; i < head; i++)
		family += first_of_family(v, i);
	for (size_t i = head; !same_group(v, v->targets[i], v->targets[target]); i++)
		look.mark += same_family(v->targets[i], v->targets[head]) && first_of_group(v, i);
	look.color = family_colors[family % NR_COLORS];
	name_group(v, target, look.title, sizeof(look.title));
	return look;
}

void add_series(struct panel *panel, const struct curve *look, const struct series *s,
		       enum reading reading)
{
	struct curve *curve = s ? plot_add_curve(panel, look) : NULL;

	for (size_t i = 0; curve && i < s->nr; i++)
		curve_add_point(curve, point_of(s->points[i], reading));
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
void add_slope(struct panel *panel, const char *title, unsigned int color, double slope,
	       const struct bench_sample *at)
{
	struct curve look = { .look = CURVE_GUIDE, .color = color, .width = 1.3 };
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

/*
 * The last size of one series may lie a few upper tables beyond that of the other: so much may be
 * extrapolated.
 */
static bool within(const struct series *s, double tables)
{
	return tables <= 1.05 * (double)s->points[s->nr - 1]->tables &&
	       time_at(s, tables).kind <= FIGURE_EXTRAPOLATED;
}

static int compare_sizes(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

void add_sum(struct panel *panel, const struct curve *look, const struct series *a,
	     const struct series *b)
{
	double *tables = a && b ? calloc(a->nr + b->nr, sizeof(*tables)) : NULL;
	struct curve *curve = tables ? plot_add_curve(panel, look) : NULL;
	size_t nr = 0;

	for (size_t i = 0; tables && i < a->nr; i++)
		tables[nr++] = (double)a->points[i]->tables;
	for (size_t i = 0; tables && i < b->nr; i++)
		tables[nr++] = (double)b->points[i]->tables;
	if (curve)
		qsort(tables, nr, sizeof(*tables), compare_sizes);
	for (size_t i = 0; curve && i < nr; i++) {
		/* Sizes that differ by some upper tables are one. */
		if (i + 1 < nr && tables[i + 1] < 1.05 * tables[i])
			continue;
		if (within(a, tables[i]) && within(b, tables[i]))
			curve_add_point(curve, (struct curve_point){
				.x = tables[i],
				.y = time_at(a, tables[i]).value + time_at(b, tables[i]).value });
	}
	free(tables);
}
