// SPDX-License-Identifier: GPL-2.0-only
/* Change points of a series: E-divisive with means, in the form of Hunter and Apache Otava. */
#include "edivisive.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- two parts of a series ---- */

static double pairs(size_t n)
{
	return (double)n * (double)(n - 1) / 2;
}

/* From the sums of the distances between two parts and within each. */
static double divergence(double between, double first, double second, size_t m, size_t n)
{
	double scale = (double)m * (double)n / (double)(m + n);

	return scale * (2 * between / ((double)m * (double)n) - first / pairs(m) -
			second / pairs(n));
}

double edivisive_divergence(const double *x, size_t from, size_t at, size_t to)
{
	double between = 0, first = 0, second = 0;

	for (size_t i = from; i < to; i++)
		for (size_t j = i + 1; j < to; j++) {
			double distance = fabs(x[i] - x[j]);

			if (i < at && j >= at)
				between += distance;
			else if (i < at)
				first += distance;
			else
				second += distance;
		}
	return divergence(between, first, second, at - from, to - at);
}

/* p by the means and the sums of squared deviations of two parts. */
static double p_of_means(double mean_a, double squares_a, size_t a, double mean_b,
			 double squares_b, size_t b)
{
	double freedom = (double)(a + b) - 2, error;

	if (freedom < 1)
		return 1;
	error = sqrt((squares_a + squares_b) / freedom * (1 / (double)a + 1 / (double)b));
	if (!(error > 0))
		return mean_a == mean_b ? 1 : 0;
	return 2 * gsl_cdf_tdist_Q(fabs(mean_a - mean_b) / error, freedom);
}

static double mean_of(const double *x, size_t from, size_t to)
{
	return gsl_stats_mean(x + from, 1, to - from);
}

static double squares_of(const double *x, size_t from, size_t to, double mean)
{
	return gsl_stats_tss_m(x + from, 1, to - from, mean);
}

double student_p(const double *x, size_t from, size_t at, size_t to)
{
	double a = mean_of(x, from, at), b = mean_of(x, at, to);

	return p_of_means(a, squares_of(x, from, at, a), at - from, b, squares_of(x, at, to, b),
			  to - at);
}

/* ---- one window: weak change points ---- */

/**
 * struct window - values that are looked at together
 * @x: the values
 * @n: their number
 * @sums: @sums[i][j] is the sum of the distances of the first i values to the first j
 * @weak: whether a weak change point is there
 * @limits: what is a change point
 */
struct window {
	const double *x;
	size_t n;
	double sums[EDIVISIVE_WINDOW_MAX + 1][EDIVISIVE_WINDOW_MAX + 1];
	bool *weak;
	const struct edivisive_limits *limits;
};

static void sum_distances(struct window *w)
{
	memset(w->sums[0], 0, sizeof(w->sums[0]));
	for (size_t i = 0; i < w->n; i++) {
		double row = 0;

		w->sums[i + 1][0] = 0;
		for (size_t j = 0; j < w->n; j++) {
			row += fabs(w->x[i] - w->x[j]);
			w->sums[i + 1][j + 1] = w->sums[i][j + 1] + row;
		}
	}
}

/* The distances of the values from a to b to those from c to d. */
static double rectangle(const struct window *w, size_t a, size_t b, size_t c, size_t d)
{
	return w->sums[b][d] - w->sums[a][d] - w->sums[b][c] + w->sums[a][c];
}

static double divergence_at(const struct window *w, size_t from, size_t at, size_t to)
{
	return divergence(rectangle(w, from, at, at, to), rectangle(w, from, at, from, at) / 2,
			  rectangle(w, at, to, at, to) / 2, at - from, to - at);
}

/* Where two parts are most unlike; @end receives the end of the second part. 0 for nowhere. */
static size_t most_unlike(const struct window *w, size_t from, size_t to, size_t *end)
{
	size_t least = w->limits->segment, best = 0;
	double most = -INFINITY;

	for (size_t at = from + least; at + least <= to; at++)
		for (size_t k = at + least; k <= to; k++) {
			double q = divergence_at(w, from, at, k);

			if (q > most) {
				most = q;
				best = at;
				*end = k;
			}
		}
	return best;
}

size_t edivisive_divide(const double *x, size_t n, size_t segment, size_t *end)
{
	const struct edivisive_limits limits = { .segment = segment };
	struct window *w = malloc(sizeof(*w));
	size_t at = 0;

	if (w) {
		w->x = x;
		w->n = n;
		w->limits = &limits;
		sum_distances(w);
		at = most_unlike(w, 0, n, end);
	}
	free(w);
	return at;
}

static void divide(struct window *w, size_t from, size_t to)
{
	size_t end = to, at = most_unlike(w, from, to, &end);

	if (!at || student_p(w->x, from, at, end) > w->limits->weak_p)
		return;
	w->weak[at] = true;
	divide(w, from, at);
	divide(w, at, to);
}

/* Known change points divide the window before anything else does. */
static void divide_window(struct window *w, const bool *known)
{
	size_t from = 0;

	sum_distances(w);
	for (size_t i = 1; i <= w->n; i++)
		if (i == w->n || known[i]) {
			divide(w, from, i);
			from = i;
		}
}

/* Windows overlap by half; the last one ends with the series. */
static int find_weak(const double *x, size_t n, const bool *known, bool *weak,
		     const struct edivisive_limits *limits)
{
	struct window *w = malloc(sizeof(*w));
	size_t size = n < limits->window ? n : limits->window, start = 0;

	if (!w)
		return -ENOMEM;
	for (;;) {
		w->x = x + start;
		w->n = size;
		w->weak = weak + start;
		w->limits = limits;
		divide_window(w, known + start);
		if (start + size == n)
			break;
		start += (size + 1) / 2;
		if (start + size > n)
			start = n - size;
	}
	free(w);
	return 0;
}

/* ---- all of them: those that hold between their neighbours ---- */

/* Squared deviations from the means of all parts, and their degrees of freedom. */
struct scatter {
	double squares, freedom;
};

/* How many values of a part are on its own side of the middle between both levels. */
static size_t values_beyond(const double *x, size_t from, size_t to, double middle, double level)
{
	size_t nr = 0;

	for (size_t i = from; i < to; i++)
		nr += level > middle ? x[i] > middle : x[i] < middle;
	return nr;
}

/* A value or two that are far out make a mean, but no level. */
static bool are_levels(const double *x, size_t from, size_t to, const struct change_point *c,
		       size_t segment)
{
	double middle = (c->before + c->after) / 2;

	return values_beyond(x, from, c->at, middle, c->before) >= segment &&
	       values_beyond(x, c->at, to, middle, c->after) >= segment;
}

/* p with the variance of all parts: two short ones may be like each other by chance. */
static double p_of_all(const struct change_point *c, size_t before, size_t after,
		       const struct scatter *all)
{
	double error = sqrt(all->squares / all->freedom *
			    (1 / (double)before + 1 / (double)after));

	if (!(error > 0))
		return c->before == c->after ? 1 : 0;
	return 2 * gsl_cdf_tdist_Q(fabs(c->after - c->before) / error, all->freedom);
}

static struct change_point examine(const double *x, size_t from, size_t at, size_t to,
				   const struct edivisive_limits *limits,
				   const struct scatter *all)
{
	struct change_point c = { .at = at, .end = to, .before = mean_of(x, from, at),
				  .after = mean_of(x, at, to), .p = 1 };
	double change = c.after - c.before;

	if (at - from < limits->segment || to - at < limits->segment ||
	    fabs(change) < limits->least ||
	    change * change < limits->spreads * limits->spreads * all->squares / all->freedom)
		return c;
	if (are_levels(x, from, to, &c, limits->segment))
		c.p = fmax(student_p(x, from, at, to), p_of_all(&c, at - from, to - at, all));
	return c;
}

/* How the values scatter about the means of all parts. */
static struct scatter scatter_of(const double *x, size_t n, const bool *known, const bool *weak)
{
	struct scatter s = { .freedom = (double)n };
	size_t from = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && !known[i] && !weak[i])
			continue;
		s.squares += squares_of(x, from, i, mean_of(x, from, i));
		s.freedom--;
		from = i;
	}
	s.freedom = fmax(s.freedom, 1);
	return s;
}

/* All candidates between their neighbours, of which one is no farther than a window. */
static size_t examine_all(const double *x, size_t n, const bool *known, const bool *weak,
			  const struct edivisive_limits *limits, struct change_point *found)
{
	const struct scatter all = scatter_of(x, n, known, weak);
	size_t nr = 0, last = 0;

	for (size_t i = 1; i < n; i++) {
		size_t next = i + 1, from;

		if (known[i] || !weak[i]) {
			last = known[i] ? i : last;
			continue;
		}
		while (next < n && !known[next] && !weak[next])
			next++;
		if (next - i > limits->window)
			next = i + limits->window;
		from = i - last > limits->window ? i - limits->window : last;
		found[nr++] = examine(x, from, i, next, limits, &all);
		last = i;
	}
	return nr;
}

static size_t drop_weak(const double *x, size_t n, const bool *known, bool *weak,
			const struct edivisive_limits *limits, struct change_point *found)
{
	for (;;) {
		size_t nr = examine_all(x, n, known, weak, limits, found), worst = 0;

		for (size_t i = 1; i < nr; i++)
			if (found[i].p > found[worst].p)
				worst = i;
		if (!nr || found[worst].p <= limits->p)
			return nr;
		weak[found[worst].at] = false;
	}
}

long edivisive(const double *x, size_t n, const size_t *known, size_t nr_known,
	       const struct edivisive_limits *limits, struct change_point *found)
{
	bool *is_known = calloc(n + 1, sizeof(*is_known)), *weak = calloc(n + 1, sizeof(*weak));
	long nr = -ENOMEM;

	if (is_known && weak && n < 2 * limits->segment) {
		nr = 0;
	} else if (is_known && weak) {
		for (size_t i = 0; i < nr_known; i++)
			if (known[i] < n)
				is_known[known[i]] = true;
		if (!find_weak(x, n, is_known, weak, limits))
			nr = (long)drop_weak(x, n, is_known, weak, limits, found);
	}
	free(is_known);
	free(weak);
	return nr;
}

/* ---- single spikes ---- */

#define NEIGHBOURS	2
#define MOST_SPREADS	10
/* Of so many values one may be a spike; more of them are noise. */
#define SPIKE_OF	25
/* The standard deviation of a normal distribution by its median absolute deviation. */
#define NORMAL_MAD	1.4826

static double median_around(const double *x, size_t n, size_t i)
{
	size_t from = i < NEIGHBOURS ? 0 : i - NEIGHBOURS;
	size_t to = i + NEIGHBOURS + 1 > n ? n : i + NEIGHBOURS + 1;
	double near[2 * NEIGHBOURS + 1];

	memcpy(near, x + from, (to - from) * sizeof(*near));
	return gsl_stats_median(near, 1, to - from);
}

int limit_spikes(double *x, size_t n)
{
	double *medians = calloc(3 * n + 1, sizeof(*medians)), *distances = medians + n, spread;
	double *sorted = distances + n;
	size_t far = 0;

	if (!medians)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		medians[i] = median_around(x, n, i);
		sorted[i] = distances[i] = fabs(x[i] - medians[i]);
	}
	spread = n ? NORMAL_MAD * gsl_stats_median(sorted, 1, n) : 0;
	for (size_t i = 0; i < n; i++)
		far += distances[i] > MOST_SPREADS * spread;
	for (size_t i = 0; i < n && far * SPIKE_OF <= n; i++)
		if (distances[i] > MOST_SPREADS * spread)
			x[i] = medians[i];
	free(medians);
	return 0;
}
