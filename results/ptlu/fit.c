// SPDX-License-Identifier: GPL-2.0-only
/* Cost over table size: weighted least squares, prediction intervals, interpolation. */
#define _GNU_SOURCE
#include "fit.h"
#include "names.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

/* Repetitions agree better than sizes do: without a least spread few sizes would decide a fit. */
#define LEAST_SPREAD	0.02

/* The quadratic model is taken if its squared residuals are this part of the linear one's. */
#define CLEARLY_BETTER	0.1
#define QUADRATIC_MIN_POINTS 4

/*
 * Largest factor between the wanted size and the largest measured one. Caches decide what a table
 * costs, and a linear cost may double where the next one is outgrown; in a quadratic cost the
 * number of steps dominates, and the stored samples confirm it up to a factor of 16.
 */
#define LINEAR_REACH	2.1
#define QUADRATIC_REACH	64.5

/*
 * Two runs of the same code on the same machine differ by this standard deviation (relative).
 * Counted instructions do not.
 */
#define REPEATABILITY	0.06
/* Standard deviation that the quadratic model's error gains with each doubling of the size. */
#define QUADRATIC_DRIFT	0.05

/* Sizes that differ by a few upper tables are one size. */
#define SAME_SIZE	1.05

/* The quantile of a 95 % interval, and the widest interval, in parts of the figure, that is shown.
 */
#define QUANTILE	0.975
#define NORMAL_QUANTILE	1.96
#define WIDEST		0.5

struct power_law fit_exponent(const struct series *s, double from)
{
	struct power_law law = { 0 };
	double *x = s ? calloc(3 * s->nr, sizeof(*x)) : NULL;
	double *y, *weight, cov00, cov01, cov11, chisq, spread;
	size_t nr = 0;

	if (!x)
		return law;
	y = x + s->nr;
	weight = y + s->nr;
	for (size_t i = 0; i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];

		if ((double)p->tables < from)
			continue;
		x[nr] = log((double)p->tables);
		y[nr] = log(p->ns_median);
		/* The error of a logarithm is the relative error. */
		spread = fmax(p->ns_mad / p->ns_median, LEAST_SPREAD);
		weight[nr++] = 1 / (spread * spread);
	}
	if (nr >= 3 && !gsl_fit_wlinear(x, 1, weight, 1, y, 1, nr, &law.log_a, &law.exponent,
					&cov00, &cov01, &cov11, &chisq)) {
		/* How far the sizes lie off the line says more than their spread. */
		law.error = sqrt(cov11 * chisq / (double)(nr - 2));
		law.points = nr;
	}
	free(x);
	return law;
}

struct cost_model fit_shape(const struct series *s, enum cost_shape shape, double from)
{
	struct cost_model model = { .shape = shape };
	double *x = calloc(3 * s->nr, sizeof(*x)), *y, *weight;
	size_t nr = 0;

	if (!x)
		return model;
	y = x + s->nr;
	weight = y + s->nr;
	for (size_t i = 0; i < s->nr; i++) {
		double n = (double)s->points[i]->tables;

		if (n < from)
			continue;
		/* a n + b n^2 is a straight line too, of the time per table. */
		x[nr] = n;
		y[nr] = s->points[i]->ns_median / (shape == COST_QUADRATIC ? n : 1);
		weight[nr] = 1 / (y[nr] * y[nr]);
		nr++;
	}
	if (nr >= 3 &&
	    !gsl_fit_wlinear(x, 1, weight, 1, y, 1, nr, &model.a, &model.b, &model.cov[0],
			     &model.cov[1], &model.cov[2], &model.chisq) &&
	    isfinite(model.a) && isfinite(model.b))
		model.points = nr;
	free(x);
	return model;
}

struct cost_model fit_cost(const struct series *s)
{
	struct cost_model quadratic = fit_shape(s, COST_QUADRATIC, FIT_MIN_TABLES);
	struct cost_model linear = fit_shape(s, COST_LINEAR, FIT_MIN_TABLES);

	if (quadratic.points >= QUADRATIC_MIN_POINTS && quadratic.b > 0 &&
	    quadratic.chisq < CLEARLY_BETTER * linear.chisq)
		return quadratic;
	return fit_shape(s, COST_LINEAR, 1);
}

/* ---- beyond the largest size ---- */

static const struct bench_sample *last_of(const struct series *s)
{
	return s->points[s->nr - 1];
}

static double noise_of(const struct series *s)
{
	return same(s->points[0]->clock, "icount") ? 0 : REPEATABILITY;
}

/* @half: half of the interval, in parts of the value. */
static struct figure with_interval(double value, double half)
{
	if (!(value > 0) || !(half <= WIDEST))
		return figure_exact(0, FIGURE_WITHHELD);
	return (struct figure){ value, value * (1 - half), value * (1 + half),
				FIGURE_EXTRAPOLATED };
}

static struct figure beyond_quadratic(const struct series *s, const struct cost_model *m,
				      double tables)
{
	double doublings = log2(tables / (double)last_of(s)->tables);
	double per_table = m->a + m->b * tables;
	double freedom = (double)m->points - 2;
	double variance = m->chisq / freedom, leverage, fitted, drift;

	if (tables > QUADRATIC_REACH * (double)last_of(s)->tables)
		return figure_exact(0, FIGURE_WITHHELD);
	leverage = (m->cov[0] + 2 * tables * m->cov[1] + tables * tables * m->cov[2]) /
		   (per_table * per_table);
	fitted = gsl_cdf_tdist_Pinv(QUANTILE, freedom) * sqrt(variance * (1 + leverage));
	drift = NORMAL_QUANTILE * QUADRATIC_DRIFT * sqrt(doublings);
	return with_interval(per_table * tables,
			     noise_of(s) > 0 ? hypot(fitted, drift) : fitted);
}

/* What an operation costs before the first table, for a domain's uppermost tables are full. */
static double fixed_cost(const struct series *s)
{
	struct cost_model m = fit_shape(s, COST_LINEAR, 1);

	return m.points ? fmin(fmax(m.a, 0), 0.95 * last_of(s)->ns_median) : 0;
}

/*
 * How the time per table changes with the size: a random walk over the logarithm of the size.
 * Targets share a machine's caches, so what they change by from one size to the next is one step of
 * the walk, however many they are.
 */
struct drift {
	struct {
		double sum_squares;	/* of the changes, in logarithms */
		double doublings;
		size_t nr;		/* series that have this step */
	} steps[64];			/* by the logarithm of the size that it begins at */
};

static void add_drift(struct drift *d, const struct series *s)
{
	double fixed = fixed_cost(s), last = NAN, last_size = 0;

	for (size_t i = 0; i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];
		double size = log2((double)p->tables);
		double cost = log(fmax(p->ns_median - fixed, 0.05 * p->ns_median) /
				  (double)p->tables);

		if (p->tables < FIT_MIN_TABLES)
			continue;
		if (!isnan(last)) {
			d->steps[(int)last_size].sum_squares += (cost - last) * (cost - last);
			d->steps[(int)last_size].doublings += size - last_size;
			d->steps[(int)last_size].nr++;
		}
		last = cost;
		last_size = size;
	}
}

static struct drift drift_of(const struct view *v, const struct series *like)
{
	const struct bench_sample *first = like->points[0];
	struct drift d = { 0 };

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct bench_sample *s = v->series[i].points[0];

		if (same(s->op, first->op) && same(s->variant, first->variant) &&
		    same(s->placement, first->placement))
			add_drift(&d, &v->series[i]);
	}
	return d;
}

/* Half of the interval after so many doublings, in logarithms; one step shows no drift. */
static double drift_interval(const struct drift *d, double doublings)
{
	double squares = 0, all = 0;
	size_t steps = 0;

	for (size_t i = 0; i < sizeof(d->steps) / sizeof(d->steps[0]); i++) {
		if (!d->steps[i].nr)
			continue;
		squares += d->steps[i].sum_squares / (double)d->steps[i].nr;
		all += d->steps[i].doublings / (double)d->steps[i].nr;
		steps++;
	}
	if (steps < 2)
		return INFINITY;
	return gsl_cdf_tdist_Pinv(QUANTILE, (double)steps) * sqrt(squares / all * doublings);
}

static struct figure beyond_linear(const struct view *v, const struct series *s, double tables)
{
	const struct bench_sample *last = last_of(s);
	double fixed, value, half;
	struct drift d;

	if (last->tables < FIT_MIN_TABLES || s->nr < 3 ||
	    tables > LINEAR_REACH * (double)last->tables)
		return figure_exact(0, FIGURE_WITHHELD);
	d = drift_of(v, s);
	fixed = fixed_cost(s);
	value = fixed + (last->ns_median - fixed) * (tables / (double)last->tables);
	half = drift_interval(&d, log2(tables / (double)last->tables));
	return with_interval(value, hypot(half, NORMAL_QUANTILE * noise_of(s)));
}

/* Between two points, straight on log axes. */
static double between(const struct bench_sample *a, const struct bench_sample *b, double tables)
{
	double part = log(tables / (double)a->tables) / log((double)b->tables / (double)a->tables);

	return a->ns_median * pow(b->ns_median / a->ns_median, part);
}

struct figure time_at(const struct view *v, const struct series *s, double tables)
{
	struct cost_model model;

	if (!s || tables < (double)s->points[0]->tables)
		return figure_exact(0, FIGURE_NONE);
	for (size_t i = 0; i < s->nr; i++) {
		double at = (double)s->points[i]->tables;

		if (at == tables)
			return figure_exact(s->points[i]->ns_median, FIGURE_MEASURED);
		if (at > tables)
			return figure_exact(between(s->points[i - 1], s->points[i], tables),
					    FIGURE_INTERPOLATED);
	}
	if (s->nr > 1 && tables < SAME_SIZE * (double)last_of(s)->tables)
		return figure_exact(between(s->points[s->nr - 2], last_of(s), tables),
				    FIGURE_INTERPOLATED);
	model = fit_cost(s);
	if (model.points && model.shape == COST_QUADRATIC)
		return beyond_quadratic(s, &model, tables);
	return beyond_linear(v, s, tables);
}
