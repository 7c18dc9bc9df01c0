// SPDX-License-Identifier: GPL-2.0-only
/* Times of all points over the nights of a history, by families. */
#include "times.h"
#include "results/ptlu/names.h"

#include <errno.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The standard deviation of a normal distribution by its median absolute deviation. */
#define NORMAL_MAD	1.4826
/* So that no point is all of its family. */
#define LEAST_SPREAD	0.003
/* Beyond so many spreads from the others of its night a point is an outlier. */
#define MOST_SPREADS	3
/* Fewer nights have no median and no spread. */
#define LEAST_NIGHTS	4

/* A wide family has the operation on fewer targets nowhere. */
#define LEAST_TARGETS	3

static int compare_operation(const struct bench_sample *a, const struct bench_sample *b)
{
	int d = strcmp(a->tier, b->tier);

	d = d ? d : strcmp(a->arch, b->arch);
	d = d ? d : strcmp(a->op, b->op);
	return d ? d : strcmp(a->variant, b->variant);
}

static int compare_family(const struct bench_sample *a, const struct bench_sample *b)
{
	int d = compare_operation(a, b);

	return d ? d : strcmp(a->target, b->target);
}

int times_compare_points(const struct bench_sample *a, const struct bench_sample *b)
{
	int d = compare_family(a, b);

	d = d ? d : strcmp(a->leaf, b->leaf);
	d = d ? d : strcmp(a->placement, b->placement);
	d = d ? d : strcmp(a->cache, b->cache);
	d = d ? d : (a->order > b->order) - (a->order < b->order);
	return d ? d : (a->tables > b->tables) - (a->tables < b->tables);
}

/* The points from @from on that are alike by @compare: index behind the last one. */
static size_t end_of(const struct times *t, size_t from,
		     int (*compare)(const struct bench_sample *a, const struct bench_sample *b))
{
	size_t to = from + 1;

	while (to < t->nr_points && !compare(&t->points[from], &t->points[to]))
		to++;
	return to;
}

static size_t targets_between(const struct times *t, size_t from, size_t to)
{
	size_t nr = 0;

	while (from < to) {
		from = end_of(t, from, compare_family);
		nr++;
	}
	return nr;
}

/* Points of one operation stand together, and of one target within them. */
static void add_families(struct times *t, bool wide)
{
	int (*const compare)(const struct bench_sample *a, const struct bench_sample *b) =
		wide ? compare_operation : compare_family;
	size_t to;

	for (size_t from = 0; from < t->nr_points; from = to) {
		to = end_of(t, from, compare);
		if (is_floor(t->points[from].variant) ||
		    (wide && targets_between(t, from, to) < LEAST_TARGETS))
			continue;
		t->families[t->nr_families++] = (struct times_family){ from, to - from, wide };
	}
}

int times_find_families(struct times *t)
{
	t->nr_families = 0;
	t->families = calloc(2 * t->nr_points + 1, sizeof(*t->families));
	if (!t->families)
		return -ENOMEM;
	add_families(t, true);
	add_families(t, false);
	return 0;
}

void times_free(struct times *t)
{
	free(t->nights);
	free(t->points);
	free(t->log_ns);
	free(t->families);
	sample_strings_free(t->strings);
	*t = (struct times){ 0 };
}

/* ---- one value a night ---- */

/* The median and the spread of a point over the nights; weight 0 if there are too few. */
struct point_level {
	double median, spread, weight;
};

struct weighted {
	double value, spread, weight;
};

static struct point_level level_of(const struct times *t, size_t point, const size_t *rows,
				   size_t nr, double *room)
{
	struct point_level level = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < nr; i++) {
		double x = t->log_ns[rows[i] * t->nr_points + point];

		if (isfinite(x))
			room[n++] = x;
	}
	if (n < LEAST_NIGHTS || 2 * n < nr)
		return level;
	level.median = gsl_stats_median(room, 1, n);
	for (size_t i = 0; i < n; i++)
		room[i] = fabs(room[i] - level.median);
	level.spread = NORMAL_MAD * gsl_stats_median(room, 1, n);
	level.weight = 1 / (level.spread * level.spread + LEAST_SPREAD * LEAST_SPREAD);
	return level;
}

static int compare_values(const void *va, const void *vb)
{
	const struct weighted *a = va, *b = vb;

	return (a->value > b->value) - (a->value < b->value);
}

static double weighted_median(struct weighted *w, size_t n, double all)
{
	double sum = 0;
	size_t i = 0;

	qsort(w, n, sizeof(*w), compare_values);
	while (i + 1 < n && (sum += w[i].weight) < all / 2)
		i++;
	return w[i].value;
}

/* The mean, no value farther from the median than MOST_SPREADS. */
static double limited_mean(struct weighted *w, size_t n, double all)
{
	double median = weighted_median(w, n, all), sum = 0;

	for (size_t i = 0; i < n; i++) {
		double most = MOST_SPREADS * (w[i].spread + LEAST_SPREAD);
		double distance = w[i].value - median;

		sum += w[i].weight * (median + fmax(-most, fmin(most, distance)));
	}
	return sum / all;
}

static double value_of_night(const struct times *t, const struct times_family *f, size_t night,
			     const struct point_level *levels, struct weighted *room)
{
	double there = 0, all = 0;
	size_t n = 0;

	for (size_t i = 0; i < f->nr; i++) {
		double x = t->log_ns[night * t->nr_points + f->first + i];

		all += levels[i].weight;
		if (!isfinite(x) || !(levels[i].weight > 0))
			continue;
		room[n++] = (struct weighted){ x - levels[i].median, levels[i].spread,
					       levels[i].weight };
		there += levels[i].weight;
	}
	return n && 2 * there >= all ? limited_mean(room, n, there) : NAN;
}

long times_of_family(const struct times *t, const struct times_family *f, const size_t *rows,
		     size_t nr, double *value, size_t *which)
{
	struct point_level *levels = calloc(f->nr, sizeof(*levels));
	struct weighted *room = calloc(f->nr, sizeof(*room));
	double *column = calloc(nr + 1, sizeof(*column));
	long n = levels && room && column ? 0 : -ENOMEM;

	for (size_t i = 0; !n && i < f->nr; i++)
		levels[i] = level_of(t, f->first + i, rows, nr, column);
	for (size_t i = 0; n >= 0 && i < nr; i++) {
		double x = value_of_night(t, f, rows[i], levels, room);

		if (!isfinite(x))
			continue;
		value[n] = x;
		which[n++] = i;
	}
	free(levels);
	free(room);
	free(column);
	return n;
}
