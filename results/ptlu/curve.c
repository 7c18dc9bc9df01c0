// SPDX-License-Identifier: GPL-2.0-only
/* How the curve of an operation over the number of tables changed between two builds. */
#include "curve.h"
#include "names.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define LEAST_SIZES	3

/* Cases that differ in size alone. */
static bool same_series(const struct bench_sample *a, const struct bench_sample *b)
{
	return same(a->leaf, b->leaf) && same(a->placement, b->placement) &&
	       same(a->cache, b->cache) && a->order == b->order;
}

/* Of the points those of the series of the last one, which is the largest. */
static size_t take_series(const struct point *points, size_t nr, const struct point **series)
{
	size_t taken = 0;

	for (size_t i = 0; i < nr; i++)
		if (same_series(points[i].sample, points[nr - 1].sample))
			series[taken++] = &points[i];
	return taken;
}

static size_t count_sizes(const struct point *const *points, size_t nr)
{
	size_t sizes = nr > 0;

	for (size_t i = 1; i < nr; i++)
		sizes += points[i]->sample->tables != points[i - 1]->sample->tables;
	return sizes;
}

struct line {
	double constant, slope;
};

/* @x, @y and @weights have room for all points. */
static struct line fit(const struct point *const *points, size_t nr, size_t round, enum arm arm,
		       double *x, double *y, double *weights)
{
	double cov00, cov01, cov11, chisq;
	struct line line;

	for (size_t i = 0; i < nr; i++) {
		x[i] = (double)points[i]->sample->tables;
		y[i] = points[i]->ns[arm][round];
		weights[i] = 1 / (y[i] * y[i]);
	}
	gsl_fit_wlinear(x, 1, weights, 1, y, 1, nr, &line.constant, &line.slope, &cov00, &cov01,
			&cov11, &chisq);
	return line;
}

static struct interval as_ratio(struct interval logs)
{
	return (struct interval){ exp(logs.low), exp(logs.estimate), exp(logs.high) };
}

/* The slope of the logarithm of the ratio over the logarithm of the tables, per round. */
static struct interval exponent_change(const struct point *const *points, size_t nr, size_t rounds)
{
	double d[PAIRED_MAX], x_mean = 0, x_square = 0;

	for (size_t i = 0; i < nr; i++)
		x_mean += log2((double)points[i]->sample->tables) / (double)nr;
	for (size_t i = 0; i < nr; i++)
		x_square += pow(log2((double)points[i]->sample->tables) - x_mean, 2);
	for (size_t round = 0; round < rounds; round++) {
		d[round] = 0;
		for (size_t i = 0; i < nr; i++) {
			const struct point *p = points[i];

			d[round] += (log2((double)p->sample->tables) - x_mean) / x_square *
				    log(p->ns[ARM_HEAD][round] / p->ns[ARM_BASE][round]);
		}
	}
	return as_ratio(hodges_lehmann(d, rounds));
}

static void fit_rounds(struct curve *c, const struct point *const *points, size_t nr,
		       size_t rounds, double *room)
{
	double constants[PAIRED_MAX], slopes[PAIRED_MAX];
	double constant_change[PAIRED_MAX], slope_change[PAIRED_MAX];

	for (size_t round = 0; round < rounds; round++) {
		struct line base = fit(points, nr, round, ARM_BASE, room, room + nr, room + 2 * nr);
		struct line head = fit(points, nr, round, ARM_HEAD, room, room + nr, room + 2 * nr);

		constants[round] = base.constant;
		slopes[round] = base.slope;
		constant_change[round] = head.constant - base.constant;
		/* a slope that is not there has no factor */
		slope_change[round] = base.slope > 0 && head.slope > 0 ?
					      log(head.slope / base.slope) : 0;
	}
	c->constant_change = hodges_lehmann(constant_change, rounds);
	c->slope_change = as_ratio(hodges_lehmann(slope_change, rounds));
	c->constant = gsl_stats_median(constants, 1, rounds);
	c->slope = gsl_stats_median(slopes, 1, rounds);
}

struct curve curve_of(const struct point *points, size_t nr, size_t rounds)
{
	const struct interval none = { NAN, NAN, NAN };
	struct curve c = { NAN, NAN, none, none, none };
	const struct point **series = calloc(nr + 1, sizeof(*series));
	double *room = calloc(3 * nr + 1, sizeof(*room));
	size_t taken;

	if (series && room) {
		taken = take_series(points, nr, series);
		if (count_sizes(series, taken) >= LEAST_SIZES) {
			c.per_doubling = exponent_change(series, taken, rounds);
			fit_rounds(&c, series, taken, rounds, room);
		}
	}
	free(series);
	free(room);
	return c;
}
