// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the statistics of paired rounds. The expected values were printed by R 4.2.2:
 * wilcox.test(d, conf.int=TRUE, exact=TRUE), p.adjust(p, "holm" and "BH"), binom.test(k, n,
 * alternative="less").
 */
#include "ktap.h"
#include "results/ptlu/paired.h"

#include <math.h>
#include <string.h>

/* Hollander and Wolfe's depression scores, the example of R's page on wilcox.test. */
static const double depression[] = { 0.952, -0.147, 1.022, 0.430, 0.620, 0.590, 0.490, -0.080,
				     0.010 };
static const double rounds[] = { 0.013, -0.004, 0.021, 0.017, 0.009, 0.030, 0.025, -0.001,
				 0.011, 0.019,	0.006, 0.028, 0.015, 0.023, 0.008, 0.002 };

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

static void test_signed_rank(void)
{
	static const double ties[] = { 1, 1, 1, 1, 1, 1, 1, 1, -1, 0, 0 };
	double agreeing[16];

	CHECK_NEAR(signed_rank_p(depression, NR(depression)), 0.0390625);
	CHECK_NEAR(signed_rank_p(rounds, NR(rounds)), 0.000213623046875);
	/* nine equal ranks are a sign test: 10 of 512 outcomes, twice */
	CHECK_NEAR(signed_rank_p(ties, NR(ties)), 20.0 / 512);
	CHECK_NEAR(signed_rank_p(ties + 9, 2), 1);
	for (size_t i = 0; i < NR(agreeing); i++)
		agreeing[i] = 1 + (double)i;
	CHECK_NEAR(signed_rank_p(agreeing, 16), ldexp(1, -15));
	CHECK_NEAR(signed_rank_p(agreeing, 12), ldexp(1, -11));
}

static void test_interval(void)
{
	struct interval i = hodges_lehmann(depression, NR(depression));

	CHECK_NEAR(i.estimate, 0.46);
	CHECK_NEAR(i.low, 0.010);
	CHECK_NEAR(i.high, 0.786);
	i = hodges_lehmann(rounds, NR(rounds));
	CHECK_NEAR(i.estimate, 0.014);
	CHECK_NEAR(i.low, 0.008);
	CHECK_NEAR(i.high, 0.020);
	/* five rounds have no interval of 95 % */
	i = hodges_lehmann(rounds, 5);
	CHECK(isinf(i.low) && isinf(i.high) && isfinite(i.estimate));
}

static void test_corrections(void)
{
	static const double raw[] = { 0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.8, 0.2, 0.0005, 0.6 };
	static const double by_holm[] = { 0.08, 0.14, 0.18, 0.2, 0.2, 0.009, 1, 0.6, 0.005, 1 };
	static const double by_bh[] = { 1.0 / 30, 0.05, 0.06, 2.0 / 30, 1.0 / 14,
					0.005,	  0.8,	0.25, 0.005,	2.0 / 3 };
	double p[NR(raw)];

	memcpy(p, raw, sizeof(raw));
	CHECK(!holm(p, NR(raw)));
	for (size_t i = 0; i < NR(raw); i++)
		CHECK_NEAR(p[i], by_holm[i]);
	memcpy(p, raw, sizeof(raw));
	CHECK(!benjamini_hochberg(p, NR(raw)));
	for (size_t i = 0; i < NR(raw); i++)
		CHECK_NEAR(p[i], by_bh[i]);
}

static void test_rates(void)
{
	CHECK(fabs(clopper_pearson_upper(0, 299) - 0.0099691467929) < 1e-12);
	CHECK(fabs(clopper_pearson_upper(2, 628) - 0.00999091592989) < 1e-12);
	CHECK(fabs(clopper_pearson_upper(5, 1049) - 0.00999564215757) < 1e-12);
	CHECK_NEAR(clopper_pearson_upper(3, 3), 1);
	CHECK_NEAR(clopper_pearson_upper(0, 0), 1);
	/* 101 families need 5.0e-4: 12 rounds that all agree */
	CHECK(fewest_rounds(101, 0.05) == 12);
	CHECK(fewest_rounds(1, 0.05) == 6);
}

const struct test paired_tests[] = {
	{ "signed rank", test_signed_rank },
	{ "interval", test_interval },
	{ "corrections", test_corrections },
	{ "rates", test_rates },
	{ NULL, NULL },
};
