// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of fits against values that numpy 1.24 and scipy 1.10 computed: normal equations of
 * weighted least squares, scipy.stats.t.ppf(0.975, freedom) for the intervals.
 */
#include "ktap.h"
#include "results/ptlu/domains.h"
#include "results/ptlu/fit.h"
#include "samples.h"

#include <math.h>

#define MAX_POINTS	8

/* A series of the points of a test, in a view of its own. */
struct fixture {
	struct bench_sample samples[MAX_POINTS];
	struct view *views;
	size_t nr_views;
	const struct series *s;
};

static void make(struct fixture *f, const double (*points)[2], size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		f->samples[i] = test_sample((uint64_t)points[i][0], points[i][1]);
	f->views = test_views(f->samples, nr, &f->nr_views);
	f->s = &f->views[0].series[0];
}

static const double quadratic[][2] = {
	{ 512, 430e3 }, { 1024, 1.50e6 }, { 2048, 5.30e6 }, { 4096, 19.6e6 }, { 8192, 77.0e6 },
};

static const double linear[][2] = {
	{ 4, 3900 }, { 19, 4100 }, { 515, 11200 }, { 4106, 57500 }, { 32834, 435000 },
};

static void test_quadratic(void)
{
	struct fixture f;
	struct cost_model m;
	struct figure at;

	make(&f, quadratic, 5);
	m = fit_cost(f.s);
	CHECK(m.shape == COST_QUADRATIC && m.points == 5);
	CHECK_NEAR(m.a, 280.660427738);
	CHECK_NEAR(m.b, 1.1171471281);
	CHECK_NEAR(m.chisq, 0.00127641014712);
	at = time_at(f.views, f.s, 65536);
	CHECK(at.kind == FIGURE_EXTRAPOLATED);
	CHECK_NEAR(at.value, 4816503741.79);
	CHECK_NEAR(at.low, 3910197929.03);
	CHECK_NEAR(at.high, 5722809554.55);
	/* 64 times the largest size is as far as it goes. */
	CHECK(time_at(f.views, f.s, 64 * 8192).kind == FIGURE_EXTRAPOLATED);
	CHECK(time_at(f.views, f.s, 128 * 8192).kind == FIGURE_WITHHELD);
	views_free(f.views, f.nr_views);
}

static void test_linear(void)
{
	struct fixture f;
	struct cost_model m;
	struct figure at;

	make(&f, linear, 5);
	m = fit_cost(f.s);
	CHECK(m.shape == COST_LINEAR && m.points == 5);
	CHECK_NEAR(m.a, 3875.83824653);
	at = time_at(f.views, f.s, 65668);
	CHECK(at.kind == FIGURE_EXTRAPOLATED);
	CHECK_NEAR(at.value, 866124.161753);
	CHECK_NEAR(at.low, 701000.471705);
	CHECK(time_at(f.views, f.s, 4 * 32834).kind == FIGURE_WITHHELD);
	views_free(f.views, f.nr_views);
}

/* The time per table grows by a third at the last size: half of an interval is 54 % of the figure.
 */
static void test_drifting(void)
{
	const double points[][2] = { { 4, 3900 }, { 19, 4100 }, { 515, 11200 }, { 4106, 57500 },
				     { 32834, 575000 } };
	struct fixture f;

	make(&f, points, 5);
	CHECK(time_at(f.views, f.s, 65668).kind == FIGURE_WITHHELD);
	views_free(f.views, f.nr_views);
}

static void test_too_few(void)
{
	struct fixture f;

	/* A single step of size shows no drift. */
	make(&f, linear, 4);
	CHECK(time_at(f.views, f.s, 8212).kind == FIGURE_WITHHELD);
	views_free(f.views, f.nr_views);
	make(&f, quadratic, 2);
	CHECK(!fit_cost(f.s).points);
	CHECK(!fit_exponent(f.s, 1).points);
	CHECK(time_at(f.views, f.s, 4096).kind == FIGURE_WITHHELD);
	CHECK(!fit_exponent(NULL, 1).points);
	CHECK(time_at(f.views, NULL, 4096).kind == FIGURE_NONE);
	CHECK(time_at(f.views, f.s, 256).kind == FIGURE_NONE);
	views_free(f.views, f.nr_views);
}

static void test_between(void)
{
	const double points[][2] = { { 100, 1000 }, { 400, 16000 } };
	struct fixture f;
	struct figure at;

	make(&f, points, 2);
	at = time_at(f.views, f.s, 400);
	CHECK(at.kind == FIGURE_MEASURED && at.value == 16000);
	/* Between them time grows with the square of the size. */
	at = time_at(f.views, f.s, 200);
	CHECK(at.kind == FIGURE_INTERPOLATED);
	CHECK_NEAR(at.value, 4000);
	CHECK_NEAR(at.low, at.value);
	/* 2 % beyond the largest size is that size. */
	at = time_at(f.views, f.s, 408);
	CHECK(at.kind == FIGURE_INTERPOLATED);
	CHECK_NEAR(at.value, 16000 * 1.02 * 1.02);
	views_free(f.views, f.nr_views);
}

/* Weights from the MAD, 2 % at least: 10 %, 2 %, 5 % and 2 % here. */
static void test_exponent(void)
{
	const double points[][3] = { { 512, 1e4, 1000 }, { 1024, 2.2e4, 100 },
				     { 4096, 9e4, 4500 }, { 32768, 8e5, 8000 } };
	struct fixture f;
	struct power_law law;

	for (size_t i = 0; i < 4; i++) {
		f.samples[i] = test_sample((uint64_t)points[i][0], points[i][1]);
		f.samples[i].ns_mad = points[i][2];
	}
	f.views = test_views(f.samples, 4, &f.nr_views);
	law = fit_exponent(&f.views[0].series[0], 1);
	CHECK(law.points == 4);
	CHECK_NEAR(law.exponent, 1.03814032823);
	CHECK_NEAR(law.error, 0.0048285048174);
	CHECK_NEAR(law.log_a, 2.79751640573);
	CHECK(fit_exponent(&f.views[0].series[0], 1024).points == 3);
	CHECK(fit_exponent(&f.views[0].series[0], 4096).points == 0);
	views_free(f.views, f.nr_views);
}

static void test_tables_for(void)
{
	struct bench_sample samples[] = { test_sample(512, 1e4), test_sample(1027, 2e4) };
	struct figure tables;
	struct view *v;
	size_t nr;

	samples[0].iova_bytes = (uint64_t)GIB;
	samples[1].iova_bytes = 2 * (uint64_t)GIB;
	samples[0].iova_limit = samples[1].iova_limit = 1ULL << 39;
	v = test_views(samples, 2, &nr);
	tables = tables_for(v, "vtdss-48", "4k", 2 * GIB);
	CHECK(tables.kind == FIGURE_MEASURED && tables.value == 1027);
	tables = tables_for(v, "vtdss-48", "4k", 1.5 * GIB);
	CHECK(tables.kind == FIGURE_INTERPOLATED && tables.value == 770);
	tables = tables_for(v, "vtdss-48", "4k", 4 * GIB);
	CHECK(tables.kind == FIGURE_EXTRAPOLATED && tables.value == 2057);
	CHECK(tables_for(v, "vtdss-48", "4k", 1024 * GIB).kind == FIGURE_TOO_LARGE);
	CHECK(tables_for(v, "vtdss-48", "4k", GIB / 2).kind == FIGURE_NONE);
	CHECK(tables_for(v, "vtdss-48", "2m", GIB).kind == FIGURE_NONE);
	CHECK(tables_for(v, "vtdss-48", NULL, GIB).kind == FIGURE_NONE);
	views_free(v, nr);
}

const struct test fit_tests[] = {
	{ "quadratic", test_quadratic },
	{ "linear", test_linear },
	{ "drifting", test_drifting },
	{ "too_few", test_too_few },
	{ "between", test_between },
	{ "exponent", test_exponent },
	{ "tables_for", test_tables_for },
	{ NULL, NULL },
};
