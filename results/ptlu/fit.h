/* SPDX-License-Identifier: GPL-2.0-only */
/* Cost over table size: models fitted to a series, and figures between and beyond its sizes. */
#ifndef RESULTS_FIT_H
#define RESULTS_FIT_H

#include "figure.h"
#include "series.h"

/* Below this number of tables fixed costs and caches rule: no exponent, no ratio uses it. */
#define FIT_MIN_TABLES	512

/* A power law y = a * x^exponent fitted to the logarithms. */
struct power_law {
	double log_a;
	double exponent;
	double error;		/* standard error of the exponent */
	size_t points;		/* 0: too few points, no fit */
};

/* How a cost grows with the number of tables n. */
enum cost_shape {
	COST_LINEAR,		/* a + b n */
	COST_QUADRATIC,		/* a n + b n^2 */
};

/**
 * struct cost_model - a cost fitted to a series by weighted least squares on the relative error
 * @shape: the model
 * @a: its first coefficient, in nanoseconds (per table)
 * @b: its second, in nanoseconds per table (per table)
 * @cov: covariance of (a, a), (a, b) and (b, b) for relative residuals of variance 1
 * @chisq: sum of the squared relative residuals
 * @points: number of sizes; 0 if there are too few for a fit
 */
struct cost_model {
	enum cost_shape shape;
	double a;
	double b;
	double cov[3];
	double chisq;
	size_t points;
};

/**
 * fit_exponent() - fit the exponent of time over tables
 * @s: series or NULL
 * @from: smallest number of tables to use
 *
 * Return: the fit; its @points is 0 for fewer than three sizes.
 */
struct power_law fit_exponent(const struct series *s, double from);

/**
 * fit_shape() - fit one model of cost
 * @s: series
 * @shape: the model
 * @from: smallest number of tables to use
 *
 * Return: the fit; its @points is 0 for fewer than three sizes.
 */
struct cost_model fit_shape(const struct series *s, enum cost_shape shape, double from);

/**
 * fit_cost() - fit the model that a series supports
 * @s: series
 *
 * The quadratic one if it leaves a tenth of the linear one's squared residuals on at least four
 * sizes from FIT_MIN_TABLES up; else the linear one, on all sizes, because the small ones show the
 * fixed cost.
 *
 * Return: the fit; its @points is 0 for fewer than three sizes.
 */
struct cost_model fit_cost(const struct series *s);

/**
 * time_at() - what an operation costs at a number of tables
 * @v: view of @s; series of the same operation, variant and placement show how far costs drift
 * @s: series or NULL
 * @tables: number of tables, not necessarily whole
 *
 * results/README.md describes the models, their intervals, and when a figure is withheld.
 *
 * Return: nanoseconds.
 */
struct figure time_at(const struct view *v, const struct series *s, double tables);

#endif /* RESULTS_FIT_H */
