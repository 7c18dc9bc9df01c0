// SPDX-License-Identifier: GPL-2.0-only
/* Statistics of paired rounds: signed rank, intervals, and corrections for many comparisons. */
#include "paired.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CONFIDENCE	0.95

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static int by_magnitude(const void *a, const void *b)
{
	double left = fabs(*(const double *)a), right = fabs(*(const double *)b);

	return left < right ? -1 : left > right;
}

/* Twice each rank, which is an integer for the mean rank of ties too. */
static size_t double_ranks(const double *d, size_t n, double *sorted, size_t *ranks)
{
	size_t nr = 0;

	for (size_t i = 0; i < n; i++)
		if (d[i] != 0)
			sorted[nr++] = d[i];
	qsort(sorted, nr, sizeof(*sorted), by_magnitude);
	for (size_t i = 0, end; i < nr; i = end) {
		for (end = i + 1; end < nr && fabs(sorted[end]) == fabs(sorted[i]);)
			end++;
		/* ranks i + 1 to end */
		for (size_t k = i; k < end; k++)
			ranks[k] = i + 1 + end;
	}
	return nr;
}

/* How likely each sum of the ranks is whose sign is plus, if a sign is plus or minus by chance. */
static double *sum_distribution(const size_t *ranks, size_t nr, size_t *sum)
{
	double *chance;

	*sum = 0;
	for (size_t i = 0; i < nr; i++)
		*sum += ranks[i];
	chance = calloc(*sum + 1, sizeof(*chance));
	if (!chance)
		return NULL;
	chance[0] = 1;
	for (size_t i = 0, reached = 0; i < nr; i++) {
		reached += ranks[i];
		for (size_t s = reached + 1; s-- > 0;)
			chance[s] = (chance[s] + (s >= ranks[i] ? chance[s - ranks[i]] : 0)) / 2;
	}
	return chance;
}

double signed_rank_p(const double *d, size_t n)
{
	double sorted[PAIRED_MAX], *chance, below = 0, above = 0, p;
	size_t ranks[PAIRED_MAX], nr, sum, plus = 0;

	if (n > PAIRED_MAX)
		return NAN;
	nr = double_ranks(d, n, sorted, ranks);
	if (!nr)
		return 1;
	chance = sum_distribution(ranks, nr, &sum);
	if (!chance)
		return NAN;
	for (size_t i = 0; i < nr; i++)
		plus += sorted[i] > 0 ? ranks[i] : 0;
	for (size_t s = 0; s <= sum; s++) {
		below += s <= plus ? chance[s] : 0;
		above += s >= plus ? chance[s] : 0;
	}
	free(chance);
	p = 2 * fmin(below, above);
	return fmin(p, 1);
}

/* The smallest sum of ranks 1 to n whose chance to be reached from below is at least @alpha. */
static size_t signed_rank_quantile(size_t n, double alpha)
{
	size_t ranks[PAIRED_MAX], sum, quantile = 0;
	double *chance, below = 0;

	for (size_t i = 0; i < n; i++)
		ranks[i] = i + 1;
	chance = sum_distribution(ranks, n, &sum);
	if (!chance)
		return 0;
	while (quantile <= sum && (below += chance[quantile]) < alpha)
		quantile++;
	free(chance);
	return quantile;
}

struct interval hodges_lehmann(const double *d, size_t n)
{
	struct interval result = { -INFINITY, NAN, INFINITY };
	size_t nr = n * (n + 1) / 2, at = 0, quantile;
	double *means;

	if (!n || n > PAIRED_MAX)
		return (struct interval){ NAN, NAN, NAN };
	means = calloc(nr, sizeof(*means));
	if (!means)
		return (struct interval){ NAN, NAN, NAN };
	for (size_t i = 0; i < n; i++)
		for (size_t k = i; k < n; k++)
			means[at++] = (d[i] + d[k]) / 2;
	qsort(means, nr, sizeof(*means), by_size);
	result.estimate = (means[(nr - 1) / 2] + means[nr / 2]) / 2;
	quantile = signed_rank_quantile(n, (1 - CONFIDENCE) / 2);
	/* 0: even the smallest sum is too likely */
	if (quantile) {
		result.low = means[quantile - 1];
		result.high = means[nr - quantile];
	}
	free(means);
	return result;
}

/**
 * struct ranked - a p value and where it came from
 * @p: the value
 * @at: its index
 */
struct ranked {
	double p;
	size_t at;
};

static int by_p(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;

	return left->p < right->p ? -1 : left->p > right->p;
}

static struct ranked *sort_p(const double *p, size_t n)
{
	struct ranked *sorted = calloc(n ? n : 1, sizeof(*sorted));

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = (struct ranked){ p[i], i };
	if (sorted)
		qsort(sorted, n, sizeof(*sorted), by_p);
	return sorted;
}

int holm(double *p, size_t n)
{
	struct ranked *sorted = sort_p(p, n);
	double largest = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		largest = fmax(largest, fmin(1, sorted[i].p * (double)(n - i)));
		p[sorted[i].at] = largest;
	}
	free(sorted);
	return 0;
}

int benjamini_hochberg(double *p, size_t n)
{
	struct ranked *sorted = sort_p(p, n);
	double smallest = 1;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = n; i-- > 0;) {
		smallest = fmin(smallest, sorted[i].p * (double)n / (double)(i + 1));
		p[sorted[i].at] = smallest;
	}
	free(sorted);
	return 0;
}

double clopper_pearson_upper(size_t hits, size_t n)
{
	if (hits >= n)
		return 1;
	return gsl_cdf_beta_Pinv(CONFIDENCE, (double)hits + 1, (double)(n - hits));
}

size_t fewest_rounds(size_t comparisons, double alpha)
{
	size_t rounds = 1;

	while (rounds < PAIRED_MAX && ldexp(2, -(int)rounds) * (double)comparisons > alpha)
		rounds++;
	return rounds;
}
