/* SPDX-License-Identifier: GPL-2.0-only */
/* Change points of a series: E-divisive with means, in the form of Hunter and Apache Otava. */
#ifndef RESULTS_EDIVISIVE_H
#define RESULTS_EDIVISIVE_H

#include <stddef.h>

/* More values than this are not looked at together. */
#define EDIVISIVE_WINDOW_MAX	200

/**
 * struct edivisive_limits - what is a change point
 * @window: values that are looked at together, at most EDIVISIVE_WINDOW_MAX
 * @segment: fewest values on either side of a change point, at least 2, that are on their side of
 *	the middle between both levels
 * @weak_p: p of the t-test below which a candidate divides its segment
 * @p: p of the t-test that a change point must have between its neighbours
 * @least: smallest change of the mean, in the unit of the values
 * @spreads: smallest change of the mean, in standard deviations of the values about the means of
 *	all parts
 */
struct edivisive_limits {
	size_t window;
	size_t segment;
	double weak_p;
	double p;
	double least;
	double spreads;
};

/**
 * struct change_point - where the values begin to be others
 * @at: index of the first value of the new level
 * @end: index behind the last value of the new level
 * @before: mean of the values from the last change point on
 * @after: mean of the values from this one on
 * @p: p of Student's t-test of both
 */
struct change_point {
	size_t at;
	size_t end;
	double before;
	double after;
	double p;
};

/**
 * edivisive_divergence() - how unlike two neighbouring parts of a series are
 * @x: the values
 * @from: index of the first value of the first part
 * @at: index of the first value of the second part
 * @to: index behind the last value of the second part
 *
 * Both parts have at least two values. The sum is formed pair by pair: edivisive() has a faster
 * form of the same.
 * Source: D. S. Matteson and N. A. James, A nonparametric approach for multiple change point
 * analysis of multivariate data, J. Am. Statist. Assoc. 109 (2014): the empirical divergence Q
 * with alpha 1.
 *
 * Return: Q, in the unit of the values.
 */
double edivisive_divergence(const double *x, size_t from, size_t at, size_t to);

/**
 * edivisive_divide() - where a series divides into the two parts that are most unlike
 * @x: the values
 * @n: their number, at most EDIVISIVE_WINDOW_MAX
 * @segment: fewest values of either part, at least 2
 * @end: receives the index behind the last value of the second part
 *
 * Return: index of the first value of the second part; 0 if there are too few values, or without
 * memory.
 */
size_t edivisive_divide(const double *x, size_t n, size_t segment, size_t *end);

/**
 * student_p() - two-sided p of Student's t-test of two parts of a series
 * @x: the values
 * @from: index of the first value of the first part
 * @at: index of the first value of the second part
 * @to: index behind the last value of the second part
 *
 * The variance is that of both parts together: a part of three values has none worth the name.
 *
 * Return: p; 1 with fewer than three values in all.
 */
double student_p(const double *x, size_t from, size_t at, size_t to);

/**
 * edivisive() - find the change points of a series
 * @x: values, finite
 * @n: their number
 * @known: indices of change points that are known, growing: they divide the series and are not
 *	found again
 * @nr_known: number of @known
 * @limits: what is a change point
 * @found: room for @n, receives the others, growing
 *
 * Each window is divided where the divergence is largest, over all ends of the second part, as long
 * as the t-test has less than @limits->weak_p. Windows overlap by half. Then the candidate with the
 * largest p between its neighbours is dropped, until all have @limits->p or less.
 * Source: M. Fleming et al., Hunter: using change point detection to hunt for performance
 * regressions, ICPE 2023; Apache Otava's "Change point detection" for the ends. Of this project are
 * the shortest segment, with its guard against spikes, @limits->spreads, and that p is the larger
 * one of two: with the variance of both parts, and with that of all parts.
 *
 * Return: number of change points that were found, or -ENOMEM.
 */
long edivisive(const double *x, size_t n, const size_t *known, size_t nr_known,
	       const struct edivisive_limits *limits, struct change_point *found);

/**
 * limit_spikes() - take single values that lie far out for as much as is usual
 * @x: values, finite; replaced
 * @n: their number
 *
 * A value that is farther from the median of the five around it than ten standard deviations,
 * taken from the median absolute deviation of all such distances, becomes that median. A new level
 * of three values or more stays as it is. More than one such value in 25 is noise: then all stay.
 * Source: F. R. Hampel, The influence curve and its role in robust estimation, J. Am. Statist.
 * Assoc. 69 (1974); as a moving window the Hampel identifier.
 *
 * Return: 0 or -ENOMEM.
 */
int limit_spikes(double *x, size_t n);

#endif /* RESULTS_EDIVISIVE_H */
