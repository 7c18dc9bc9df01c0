// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extrapolation held against the committed runs: fitted to the small sizes of a series, the
 * interval must cover what was measured at a larger one, in the same run and in another one.
 */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/ptlu/fit.h"
#include "results/ptlu/names.h"
#include "results/ptlu/run.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As seen from the top of the repository, where `make check` runs. */
#define FULL		"results/reference-7.3.4"
#define QUICK		"results/reference-7.3.4-quick"

static const char *const runs[] = { FULL, QUICK, "results/reference-7.3.4-kernel" };

/* Outcomes of all comparisons of one kind of model. */
struct outcome {
	size_t compared;
	size_t shown;		/* not withheld */
	size_t covered;		/* and the interval has the measured value */
	double farthest;	/* largest factor between the sizes */
};

/* The samples of a run up to a size, sorted into views; their strings belong to the run. */
struct part {
	struct sample_set set;
	struct view *views;
	size_t nr_views;
};

static bool part_of(struct part *part, const struct run *run, double largest)
{
	*part = (struct part){ 0 };
	part->set.samples = calloc(run->set.nr, sizeof(*part->set.samples));
	for (size_t i = 0; part->set.samples && i < run->set.nr; i++)
		if ((double)run->set.samples[i].tables <= largest)
			part->set.samples[part->set.nr++] = run->set.samples[i];
	part->views = part->set.samples ? views_make(&part->set, &part->nr_views) : NULL;
	return part->views;
}

static void part_free(struct part *part)
{
	views_free(part->views, part->nr_views);
	free(part->set.samples);
}

/* The same measurement in another set of views; sets its view. */
static const struct series *find_same(const struct view *views, size_t nr, const struct view *v,
				      const struct series *like, const struct view **in)
{
	const struct bench_sample *a = like->points[0];

	for (size_t i = 0; i < nr; i++) {
		*in = &views[i];
		if (!same(views[i].tier, v->tier) || !same(views[i].arch, v->arch) ||
		    !same(views[i].cache, v->cache))
			continue;
		for (size_t j = 0; j < views[i].nr_series; j++) {
			const struct bench_sample *b = views[i].series[j].points[0];

			if (same(a->target, b->target) && same(a->op, b->op) &&
			    same(a->variant, b->variant) && same(a->leaf, b->leaf) &&
			    same(a->placement, b->placement) && a->order == b->order)
				return &views[i].series[j];
		}
	}
	return NULL;
}

static void compare(struct outcome *o, const struct view *v, const struct series *s,
		    const struct bench_sample *measured)
{
	double factor = (double)measured->tables / (double)s->points[s->nr - 1]->tables;
	struct figure f = time_at(v, s, (double)measured->tables);

	if (factor < 1.5)
		return;
	o->compared++;
	if (f.kind != FIGURE_EXTRAPOLATED)
		return;
	o->shown++;
	o->covered += measured->ns_median >= f.low && measured->ns_median <= f.high;
	o->farthest = fmax(o->farthest, factor);
}

/* The series that end between @end and twice as much, fitted to the sizes up to a part of @end. */
static void compare_end(const struct run *run, const struct view *v, double end, double fraction,
			struct outcome *quadratic, struct outcome *linear)
{
	struct part part = { 0 };

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i], *small;
		const struct bench_sample *last = s->points[s->nr - 1];
		const struct view *in;

		if ((double)last->tables < end || (double)last->tables >= 2 * end)
			continue;
		if (!part.set.samples && !part_of(&part, run, 1.05 * end * fraction))
			break;
		small = find_same(part.views, part.nr_views, v, s, &in);
		if (small)
			compare(fit_cost(small).shape == COST_QUADRATIC ? quadratic : linear, in,
				small, last);
	}
	part_free(&part);
}

/* As many as 95 % intervals cover, or fewer by no more than one in 100 such tests has. */
static bool covers(const struct outcome *o)
{
	return gsl_cdf_binomial_P((unsigned int)o->covered, 0.95, (unsigned int)o->shown) > 0.01;
}

static void test_within_runs(void)
{
	struct outcome quadratic = { 0 }, linear = { 0 };

	for (size_t r = 0; r < sizeof(runs) / sizeof(runs[0]); r++) {
		struct run run;

		if (run_read(&run, runs[r])) {
			CHECK(!"the run can be read");
			continue;
		}
		for (size_t i = 0; i < run.nr_views; i++)
			for (int divisor = 2; divisor <= 16; divisor *= 2)
				for (double end = 512; end <= 1 << 20; end *= 2)
					compare_end(&run, &run.views[i], end, 1.0 / divisor,
						    &quadratic, &linear);
		run_free(&run);
	}
	/* Early boot's reservation: up to 8 times the largest size, without a miss. */
	ktap_check(quadratic.shown >= 4 && quadratic.covered == quadratic.shown &&
		   quadratic.farthest >= 7.9, __FILE__, __LINE__,
		   "quadratic: %zu of %zu shown, %zu covered, up to %.1f times the size",
		   quadratic.shown, quadratic.compared, quadratic.covered, quadratic.farthest);
	/* All else: never farther than twice the size. */
	ktap_check(linear.shown >= 8 && covers(&linear) && linear.farthest <= 2.1, __FILE__,
		   __LINE__,
		   "linear: %zu of %zu shown, %zu covered, up to %.1f times the size",
		   linear.shown, linear.compared, linear.covered, linear.farthest);
}

/* PROFILE=quick said the truth about what PROFILE=full measured on the same machine. */
static void test_quick_and_full(void)
{
	struct outcome o = { 0 };
	struct run quick, full;

	if (run_read(&quick, QUICK) || run_read(&full, FULL)) {
		CHECK(!"the runs can be read");
		return;
	}
	for (size_t i = 0; i < quick.nr_views; i++)
		for (size_t j = 0; j < quick.views[i].nr_series; j++) {
			const struct series *s = &quick.views[i].series[j], *other;
			const struct view *in;

			other = find_same(full.views, full.nr_views, &quick.views[i], s, &in);
			for (size_t k = 0; other && k < other->nr; k++)
				compare(&o, &quick.views[i], s, other->points[k]);
		}
	/* of as many figures too few are covered if their intervals are 80 % ones */
	ktap_check(o.shown >= 30 && covers(&o), __FILE__, __LINE__,
		   "%zu of %zu shown, %zu covered", o.shown, o.compared, o.covered);
	run_free(&quick);
	run_free(&full);
}

static bool overlap(struct figure a, struct figure b)
{
	return a.low <= b.high && b.low <= a.high;
}

/* boot-reserve from the sizes of PROFILE=quick: 64 GiB is covered, 1 TiB withheld or agrees. */
static void test_boot_reserve(void)
{
	const struct series *quick, *full;
	struct figure at, tib;
	struct part part;
	struct run run;

	if (run_read(&run, FULL) || !part_of(&part, &run, 4096)) {
		CHECK(!"the run can be read");
		return;
	}
	quick = series_boot_reserve(&part.views[0], 0, "shuffled", "tree");
	full = series_boot_reserve(&run.views[0], 0, "shuffled", "tree");
	at = time_at(&part.views[0], quick, 32768);
	CHECK(at.kind == FIGURE_EXTRAPOLATED);
	CHECK(full->points[full->nr - 1]->tables == 32768);
	CHECK(at.low <= full->points[full->nr - 1]->ns_median);
	CHECK(at.high >= full->points[full->nr - 1]->ns_median);
	tib = time_at(&run.views[0], full, 525313);
	CHECK(tib.kind == FIGURE_EXTRAPOLATED);
	at = time_at(&part.views[0], quick, 525313);
	CHECK(at.kind == FIGURE_WITHHELD || overlap(at, tib));
	part_free(&part);
	run_free(&run);
}

const struct test extrapolation_tests[] = {
	{ "within_runs", test_within_runs },
	{ "quick_and_full", test_quick_and_full },
	{ "boot_reserve", test_boot_reserve },
	{ NULL, NULL },
};
