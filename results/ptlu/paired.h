/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of paired rounds: signed rank, intervals, and corrections for many comparisons. */
#ifndef RESULTS_PAIRED_H
#define RESULTS_PAIRED_H

#include <stddef.h>

/* More rounds than anybody waits for. */
#define PAIRED_MAX	200

/**
 * signed_rank_p() - two-sided p of Wilcoxon's signed-rank test, exact
 * @d: differences, one a round; zeros are dropped, ties get the mean of their ranks
 * @n: number of @d, at most PAIRED_MAX
 *
 * The distribution is that of all 2^n signs of the ranks at hand, so it is exact with ties too.
 * Source: F. Wilcoxon, Individual comparisons by ranking methods, Biometrics Bulletin 1 (1945).
 *
 * Return: p, 1 if all differences are zero.
 */
double signed_rank_p(const double *d, size_t n);

/**
 * struct interval - an estimate with the interval that holds its true value
 * @low: lower end
 * @estimate: the estimate
 * @high: upper end
 */
struct interval {
	double low;
	double estimate;
	double high;
};

/**
 * hodges_lehmann() - the median of the differences' pairwise means, with its 95 % interval
 * @d: differences, one a round
 * @n: number of @d, 1 to PAIRED_MAX
 *
 * The interval inverts the signed-rank test. With fewer than 6 rounds no interval has 95 %: the
 * ends are then infinite.
 * Source: J. L. Hodges and E. L. Lehmann, Estimates of location based on rank tests, Ann. Math.
 * Statist. 34 (1963).
 *
 * Return: the interval; all NaN without memory.
 */
struct interval hodges_lehmann(const double *d, size_t n);

/**
 * holm() - adjust p values so that the chance of any false call stays what one alone would have
 * @p: p values, replaced by the adjusted ones
 * @n: number of @p
 *
 * Source: S. Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6
 * (1979).
 *
 * Return: 0 or -ENOMEM.
 */
int holm(double *p, size_t n);

/**
 * benjamini_hochberg() - adjust p values so that their share of false calls stays below the limit
 * @p: p values, replaced by the adjusted ones
 * @n: number of @p
 *
 * Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B
 * 57 (1995).
 *
 * Return: 0 or -ENOMEM.
 */
int benjamini_hochberg(double *p, size_t n);

/**
 * clopper_pearson_upper() - upper end of the one-sided 95 % interval of a rate
 * @hits: how often it happened
 * @n: of how many
 *
 * Source: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits, Biometrika 26
 * (1934).
 *
 * Return: the rate, 1 for @n of 0.
 */
double clopper_pearson_upper(size_t hits, size_t n);

/**
 * fewest_rounds() - rounds without which nothing can be called
 * @comparisons: comparisons that Holm's correction is for
 * @alpha: chance of a false call
 *
 * Return: the number of rounds at which the smallest p, all rounds agreeing, is small enough.
 */
size_t fewest_rounds(size_t comparisons, double alpha);

#endif /* RESULTS_PAIRED_H */
