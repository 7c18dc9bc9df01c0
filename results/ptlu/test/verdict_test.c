// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the verdicts on a comparison: what is called, what is not, and when nothing can be. */
#include "ktap.h"
#include "results/ptlu/verdict.h"
#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS		16
#define FAMILIES	40
#define SIZES		4

static const struct limits limits = { .alpha = 0.05, .threshold = 0.02 };

static struct bench_sample samples[FAMILIES * SIZES];
static struct point points[FAMILIES * SIZES];
static char targets[FAMILIES][16];

/* Uniform between -1 and 1, the same each time. */
static double noise(void)
{
	static unsigned int seed = 1;

	seed = seed * 1103515245U + 12345U;
	return (double)(seed >> 8 & 0xffff) / 0x8000 - 1;
}

/* Families of four sizes, with a noise of 1 % in each round that its points share half of. */
static struct rounds make_rounds(void)
{
	struct rounds r = { .nr = ROUNDS, .points = points, .nr_points = FAMILIES * SIZES };

	for (size_t i = 0; i < r.nr_points; i++) {
		size_t family = i / SIZES;

		snprintf(targets[family], sizeof(targets[family]), "t-%02zu", family);
		samples[i] = test_sample(512ULL << (i % SIZES), 100);
		samples[i].target = targets[family];
		points[i] = (struct point){ .sample = &samples[i], .present = ROUNDS };
	}
	for (size_t round = 0; round < ROUNDS; round++)
		for (enum arm arm = 0; arm < NR_ARMS; arm++)
			for (size_t i = 0; i < r.nr_points; i++)
				points[i].ns[arm][round] = (double)samples[i].tables * 20 *
							   (1 + 0.01 * noise());
	return r;
}

static void change_family(size_t family, enum arm arm, double ratio)
{
	for (size_t i = family * SIZES; i < (family + 1) * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[arm][round] *= ratio;
}

static void test_nothing_changed(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.nr == FAMILIES && !v.false_calls);
	CHECK(v.overall == VERDICT_SAME);
	CHECK(fabs(v.geometric_mean - 1) < 0.002);
	CHECK_NEAR(v.false_rate, clopper_pearson_upper(0, FAMILIES));
	CHECK(v.fewest == 11);
	verdicts_free(&v);
}

/* Slower by 5 % in one family of 40: that one is called, with its points, and no other. */
static void test_one_slower(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	change_family(7, ARM_HEAD, 1.05);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.overall == VERDICT_SLOWER);
	for (size_t i = 0; i < v.nr; i++)
		CHECK(v.families[i].head.verdict == (i == 7 ? VERDICT_SLOWER : VERDICT_SAME));
	CHECK(v.families[7].head.ratio.low < 1.05 && v.families[7].head.ratio.high > 1.05);
	for (size_t i = 0; i < r.nr_points; i++)
		CHECK(isnan(v.points[i].p) == (i / SIZES != 7));
	CHECK(v.points[7 * SIZES].verdict == VERDICT_SLOWER);
	verdicts_free(&v);
	/* as an absolute change it is small: 512 tables of 1 ns each */
	CHECK(!verdicts_make(&v, &r, &(struct limits){ 0.05, 0.02, 1e6 }));
	CHECK(v.overall == VERDICT_SAME);
	verdicts_free(&v);
}

static void test_faster(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	change_family(0, ARM_HEAD, 0.9);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.overall == VERDICT_FASTER && v.families[0].head.verdict == VERDICT_FASTER);
	verdicts_free(&v);
}

/* A second build of base that differs proves that the session measures something else. */
static void test_null_arm_moves(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	change_family(7, ARM_HEAD, 1.2);
	change_family(9, ARM_NULL, 1.1);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.false_calls == 1 && v.overall == VERDICT_CANNOT_TELL);
	verdicts_free(&v);
}

/* With few rounds even a change that all of them show cannot be called. */
static void test_few_rounds(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	change_family(7, ARM_HEAD, 1.5);
	r.nr = 8;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[7].head.verdict == VERDICT_CANNOT_TELL);
	verdicts_free(&v);
}

/* 3 % more per doubling, none at the mean of the sizes: the curve changed, the mean did not. */
static void test_curve(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	for (size_t i = 3 * SIZES; i < 4 * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[ARM_HEAD][round] *= pow(1.03, (double)(i % SIZES) - 1.5);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[3].head.verdict == VERDICT_SAME);
	CHECK(v.families[3].curve.per_doubling.low > 1.02);
	CHECK(v.families[3].curve.per_doubling.high < 1.04);
	CHECK(v.families[4].curve.per_doubling.low < 1);
	CHECK(v.families[4].curve.per_doubling.high > 1);
	verdicts_free(&v);
}

/* 1000 ns more at each size: the constant, not the slope; then a tenth more for each table. */
static void test_constant_and_slope(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	for (size_t i = 3 * SIZES; i < 4 * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[ARM_HEAD][round] = points[i].ns[ARM_BASE][round] + 1000;
	for (size_t i = 4 * SIZES; i < 5 * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[ARM_HEAD][round] = points[i].ns[ARM_BASE][round] +
							2 * (double)samples[i].tables;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[3].curve.constant_change.low > 900 &&
	      v.families[3].curve.constant_change.high < 1100);
	CHECK(fabs(v.families[3].curve.slope_change.estimate - 1) < 0.01);
	CHECK(v.families[4].curve.slope_change.low > 1.09 &&
	      v.families[4].curve.slope_change.high < 1.11);
	CHECK(fabs(v.families[4].curve.slope - 20) < 0.5);
	verdicts_free(&v);
}

/* The smallest size varies by 40 %: it does not hide 5 % of the others. */
static void test_noisy_size(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	for (size_t round = 0; round < ROUNDS; round++)
		for (enum arm arm = 0; arm < NR_ARMS; arm++)
			points[6 * SIZES].ns[arm][round] *= 1 + 0.4 * noise();
	for (size_t i = 6 * SIZES + 1; i < 7 * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[ARM_HEAD][round] *= 1.05;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[6].head.verdict == VERDICT_SLOWER);
	CHECK(v.families[6].head.ratio.low > 1.04 && v.families[6].head.ratio.high < 1.06);
	verdicts_free(&v);
}

/* A process in eight takes twice the time at all sizes: neither arm is called, nor 5 % hidden. */
static void test_outliers(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	for (size_t round = 3; round < ROUNDS; round += 8)
		for (size_t i = 8 * SIZES; i < 10 * SIZES; i++)
			points[i].ns[ARM_HEAD][round] *= 2;
	change_family(9, ARM_HEAD, 1.05);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[8].head.verdict == VERDICT_SAME);
	CHECK(v.families[9].head.verdict == VERDICT_SLOWER);
	CHECK(v.families[9].head.ratio.estimate > 1.04 && v.families[9].head.ratio.estimate < 1.06);
	verdicts_free(&v);
}

/* The code is the same: noise, and its points are not listed as changed. */
static void test_same_code(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	change_family(7, ARM_HEAD, 1.1);
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.overall == VERDICT_SLOWER && !isnan(v.points[7 * SIZES].p));
	v.families[7].code = CODE_SAME;
	verdicts_apply_code(&v, &r);
	CHECK(v.families[7].head.verdict == VERDICT_NOISE && v.overall == VERDICT_SAME);
	for (size_t i = 0; i < r.nr_points; i++)
		CHECK(isnan(v.points[i].p));
	verdicts_free(&v);
}

/* A warm case among the cold ones is not on their curve. */
static void test_other_series(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	samples[3 * SIZES].cache = "warm";
	for (size_t round = 0; round < ROUNDS; round++)
		points[3 * SIZES].ns[ARM_HEAD][round] *= 2;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[3].curve.per_doubling.low < 1);
	CHECK(v.families[3].curve.per_doubling.high > 1);
	verdicts_free(&v);
	/* two cases that are left are no curve */
	samples[3 * SIZES + 1].cache = "warm";
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(isnan(v.families[3].curve.slope));
	verdicts_free(&v);
}

/* Sure to be there, most likely within the threshold, perhaps beyond it. */
static void test_small(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	for (size_t i = 5 * SIZES; i < 6 * SIZES; i++)
		for (size_t round = 0; round < ROUNDS; round++)
			points[i].ns[ARM_HEAD][round] *= round % 2 ? 1.010 : 1.027;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(v.families[5].head.p <= 0.05 && v.families[5].head.ratio.high > 1.02);
	CHECK(v.families[5].head.verdict == VERDICT_CANNOT_TELL);
	verdicts_free(&v);
}

/* Noise of 1 % makes intervals of less than 1 %, but not of a hundredth of that. */
static void test_narrower(void)
{
	struct rounds r = make_rounds();
	struct verdicts v;

	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(verdicts_are_narrower(&v, ROUNDS, 0.01));
	CHECK(!verdicts_are_narrower(&v, ROUNDS, 0.0001));
	/* before anything can be called */
	CHECK(!verdicts_are_narrower(&v, v.fewest - 1, 0.01));
	verdicts_free(&v);
	/* without an interval */
	r.nr = 4;
	CHECK(!verdicts_make(&v, &r, &limits));
	CHECK(!verdicts_are_narrower(&v, ROUNDS, 0.5));
	verdicts_free(&v);
}

const struct test verdict_tests[] = {
	{ "nothing changed", test_nothing_changed },
	{ "one slower", test_one_slower },
	{ "faster", test_faster },
	{ "null arm moves", test_null_arm_moves },
	{ "few rounds", test_few_rounds },
	{ "curve", test_curve },
	{ "constant and slope", test_constant_and_slope },
	{ "noisy size", test_noisy_size },
	{ "outliers", test_outliers },
	{ "same code", test_same_code },
	{ "other series", test_other_series },
	{ "small", test_small },
	{ "narrower", test_narrower },
	{ NULL, NULL },
};
