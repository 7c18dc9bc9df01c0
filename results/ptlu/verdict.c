// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts of a comparison of two builds: of families, of points, and overall. */
#include "verdict.h"
#include "names.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So that no point is all of its family. */
#define LEAST_SPREAD	0.003
/* Beyond so many spreads a ratio is an outlier. */
#define MOST_SPREADS	2
/* The standard deviation of a normal distribution by its median absolute deviation. */
#define NORMAL_MAD	1.4826

/* The points are sorted by family. */
static int find_families(struct verdicts *v, const struct rounds *r)
{
	struct family *last = NULL;

	v->families = calloc(r->nr_points, sizeof(*v->families));
	if (!v->families)
		return -ENOMEM;
	for (size_t i = 0; i < r->nr_points; i++) {
		const struct point *p = &r->points[i];

		if (is_floor(p->sample->variant))
			continue;
		if (!last || !same_family(last->first->sample, p->sample)) {
			last = &v->families[v->nr++];
			last->first = p;
		}
		last->nr++;
	}
	return 0;
}

/* The logarithms of the ratio of an arm to base, round by round. */
static void log_ratios_of(const struct point *p, size_t rounds, enum arm arm, double *ratios)
{
	for (size_t round = 0; round < rounds; round++)
		ratios[round] = log(p->ns[arm][round] / p->ns[ARM_BASE][round]);
}

/* How far they are from no change, which does not depend on their signs. */
static double spread_of(const double *ratios, size_t rounds)
{
	double distances[PAIRED_MAX];

	for (size_t round = 0; round < rounds; round++)
		distances[round] = fabs(ratios[round]);
	return NORMAL_MAD * gsl_stats_median(distances, 1, rounds);
}

/*
 * What a point says of its family: the inverse of the variance of its ratio between two builds of
 * the same code. The smallest domains vary ten times as much as larger ones. It does not depend on
 * head.
 */
static double weight_of(const struct point *p, size_t rounds)
{
	double ratios[PAIRED_MAX], spread;

	log_ratios_of(p, rounds, ARM_NULL, ratios);
	spread = spread_of(ratios, rounds);
	return 1 / (spread * spread + LEAST_SPREAD * LEAST_SPREAD);
}

/*
 * One process in twenty is disturbed by a fifth or more. A ratio that is far out is taken for as
 * much as is usual for its point. The limit is the same in both directions and does not depend on
 * signs, so the test of signed ranks stays exact.
 */
static void limit_ratios(double *ratios, size_t rounds)
{
	double limit = MOST_SPREADS * spread_of(ratios, rounds);

	for (size_t round = 0; round < rounds; round++)
		ratios[round] = fmax(-limit, fmin(limit, ratios[round]));
}

/*
 * In each round the weighted mean over the points of the logarithm of the ratio of an arm to base.
 */
static void log_ratios(const struct point *points, size_t nr, size_t rounds, enum arm arm,
		       double *d)
{
	double weights = 0, ratios[PAIRED_MAX];

	memset(d, 0, rounds * sizeof(*d));
	for (size_t i = 0; i < nr; i++) {
		double weight = weight_of(&points[i], rounds);

		log_ratios_of(&points[i], rounds, arm, ratios);
		limit_ratios(ratios, rounds);
		for (size_t round = 0; round < rounds; round++)
			d[round] += weight * ratios[round];
		weights += weight;
	}
	for (size_t round = 0; round < rounds; round++)
		d[round] /= weights;
}

static struct interval as_ratio(struct interval logs)
{
	return (struct interval){ exp(logs.low), exp(logs.estimate), exp(logs.high) };
}

static void measure_change(struct change *c, const struct point *points, size_t nr, size_t rounds,
			   enum arm arm)
{
	double d[PAIRED_MAX];

	log_ratios(points, nr, rounds, arm, d);
	c->p = signed_rank_p(d, rounds);
	c->ratio = as_ratio(hodges_lehmann(d, rounds));
}

struct change change_of_points(const struct point *points, size_t nr, size_t rounds)
{
	struct change c = { .verdict = VERDICT_CANNOT_TELL };

	measure_change(&c, points, nr, rounds, ARM_HEAD);
	return c;
}

static bool is_within(const struct interval *ratio, double threshold)
{
	return ratio->low >= 1 - threshold && ratio->high <= 1 + threshold;
}

/* The median over the rounds of what the arm takes more, in nanoseconds; negative if less. */
static double median_difference(const struct point *p, size_t rounds, enum arm arm)
{
	double d[PAIRED_MAX];

	for (size_t round = 0; round < rounds; round++)
		d[round] = p->ns[arm][round] - p->ns[ARM_BASE][round];
	return hodges_lehmann(d, rounds).estimate;
}

static bool below_floor(const struct point *points, size_t nr, size_t rounds, enum arm arm,
			double floor_ns)
{
	for (size_t i = 0; i < nr; i++)
		if (fabs(median_difference(&points[i], rounds, arm)) >= floor_ns)
			return false;
	return true;
}

/*
 * A change that is there for sure, and whose most likely size is within the threshold, is not
 * called: no one would act on it, and the layout of a second build of the same code makes such
 * changes.
 */
static enum verdict judge(const struct change *c, const struct limits *limits)
{
	if (is_within(&c->ratio, limits->threshold))
		return VERDICT_SAME;
	if (!(c->p <= limits->alpha) || fabs(c->ratio.estimate - 1) <= limits->threshold)
		return VERDICT_CANNOT_TELL;
	return c->ratio.estimate < 1 ? VERDICT_FASTER : VERDICT_SLOWER;
}

bool is_called(const struct change *c)
{
	return c->verdict == VERDICT_FASTER || c->verdict == VERDICT_SLOWER;
}

/* Both comparisons of a session are judged by the same rule. */
static int judge_families(struct verdicts *v, const struct rounds *r, const struct limits *limits,
			  enum arm arm)
{
	double *p = calloc(v->nr ? v->nr : 1, sizeof(*p));
	int ret = p ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < v->nr; i++) {
		struct family *f = &v->families[i];
		struct change *c = arm == ARM_HEAD ? &f->head : &f->null;

		measure_change(c, f->first, f->nr, r->nr, arm);
		p[i] = c->p;
	}
	if (!ret)
		ret = holm(p, v->nr);
	for (size_t i = 0; !ret && i < v->nr; i++) {
		struct family *f = &v->families[i];
		struct change *c = arm == ARM_HEAD ? &f->head : &f->null;

		c->p = p[i];
		c->verdict = judge(c, limits);
		if (is_called(c) && below_floor(f->first, f->nr, r->nr, arm, limits->floor_ns))
			c->verdict = VERDICT_SAME;
	}
	free(p);
	return ret;
}

static int judge_points(struct verdicts *v, const struct rounds *r, const struct limits *limits,
			const struct family *f)
{
	struct change *changes = &v->points[f->first - r->points];
	double *p = calloc(f->nr, sizeof(*p));
	int ret = p ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < f->nr; i++) {
		measure_change(&changes[i], &f->first[i], 1, r->nr, ARM_HEAD);
		p[i] = changes[i].p;
	}
	if (!ret)
		ret = benjamini_hochberg(p, f->nr);
	for (size_t i = 0; !ret && i < f->nr; i++) {
		changes[i].p = p[i];
		changes[i].verdict = judge(&changes[i], limits);
	}
	free(p);
	return ret;
}

static void judge_overall(struct verdicts *v)
{
	size_t slower = 0, faster = 0, unknown = 0;
	double sum = 0;

	v->false_calls = 0;
	for (size_t i = 0; i < v->nr; i++) {
		const struct family *f = &v->families[i];

		v->false_calls += is_called(&f->null);
		slower += f->head.verdict == VERDICT_SLOWER;
		faster += f->head.verdict == VERDICT_FASTER;
		unknown += f->head.verdict == VERDICT_CANNOT_TELL;
		sum += log(f->head.ratio.estimate);
	}
	v->geometric_mean = exp(sum / (double)v->nr);
	v->false_rate = clopper_pearson_upper(v->false_calls, v->nr);
	if (v->false_calls)
		v->overall = VERDICT_CANNOT_TELL;
	else if (slower)
		v->overall = VERDICT_SLOWER;
	else if (unknown)
		v->overall = VERDICT_CANNOT_TELL;
	else
		v->overall = faster ? VERDICT_FASTER : VERDICT_SAME;
}

int verdicts_make(struct verdicts *v, const struct rounds *r, const struct limits *limits)
{
	int ret;

	*v = (struct verdicts){ 0 };
	ret = find_families(v, r);
	v->points = calloc(r->nr_points, sizeof(*v->points));
	if (!v->points)
		ret = -ENOMEM;
	for (size_t i = 0; !ret && i < r->nr_points; i++)
		v->points[i] = (struct change){ { NAN, NAN, NAN }, NAN, VERDICT_CANNOT_TELL };
	if (!ret)
		ret = judge_families(v, r, limits, ARM_HEAD);
	if (!ret)
		ret = judge_families(v, r, limits, ARM_NULL);
	for (size_t i = 0; !ret && i < v->nr; i++) {
		v->families[i].curve = curve_of(v->families[i].first, v->families[i].nr, r->nr);
		if (is_called(&v->families[i].head))
			ret = judge_points(v, r, limits, &v->families[i]);
	}
	if (ret) {
		warnx("out of memory");
		verdicts_free(v);
		return ret;
	}
	v->fewest = fewest_rounds(v->nr, limits->alpha);
	judge_overall(v);
	return 0;
}

static void forget_points(struct verdicts *v, const struct rounds *r, const struct family *f)
{
	for (size_t i = 0; i < f->nr; i++)
		v->points[f->first - r->points + i].p = NAN;
}

void verdicts_apply_code(struct verdicts *v, const struct rounds *r)
{
	for (size_t i = 0; i < v->nr; i++) {
		struct family *f = &v->families[i];

		if (f->code != CODE_SAME || !is_called(&f->head))
			continue;
		f->head.verdict = VERDICT_NOISE;
		forget_points(v, r, f);
	}
	judge_overall(v);
}

static bool is_narrower(const struct interval *i, double width)
{
	return i->high <= i->estimate * (1 + width) && i->low >= i->estimate * (1 - width);
}

bool verdicts_are_narrower(const struct verdicts *v, size_t rounds, double width)
{
	for (size_t i = 0; i < v->nr; i++)
		if (!is_narrower(&v->families[i].head.ratio, width) ||
		    !is_narrower(&v->families[i].null.ratio, width))
			return false;
	return rounds >= v->fewest;
}

void verdicts_free(struct verdicts *v)
{
	free(v->families);
	free(v->points);
	*v = (struct verdicts){ 0 };
}
