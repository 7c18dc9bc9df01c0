// SPDX-License-Identifier: GPL-2.0-only
/* Tests of change points: against a published implementation's, against brute force, and guards. */
#include "ecp_example.h"
#include "results/history/edivisive.h"
#include "results/ptlu/test/ktap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parameters that Hunter and Otava have by default. */
static const struct edivisive_limits otava = {
	.window = 50, .segment = 2, .weak_p = 0.01, .p = 0.001,
};

static const struct edivisive_limits ours = {
	.window = 50, .segment = 3, .weak_p = 0.01, .p = 0.001, .least = 0.01, .spreads = 3,
};

static unsigned int seed;

/* Uniform between -1 and 1, the same each time. */
static double noise(void)
{
	seed = seed * 1103515245U + 12345U;
	return (double)(seed >> 8 & 0xffff) / 0x8000 - 1;
}

/*
 * The example of Hunter's README and of Apache Otava's docs/ANALYZE.md, with what their analyze
 * command prints: no change point of metric1, one of metric2 before the seventh value, -12.9 %.
 */
static void test_published_example(void)
{
	static const double metric1[] = { 154023, 138455, 143112, 149190, 132098,
					  151344, 155145, 148889, 149466, 148209 };
	static const double metric2[] = { 10.43, 10.23, 10.29, 10.91, 10.34,
					  10.69, 9.23, 9.11, 9.13, 9.03 };
	const struct edivisive_limits *const limits[] = { &otava, &ours };
	struct change_point c[10];

	for (size_t i = 0; i < 2; i++) {
		CHECK(edivisive(metric1, 10, NULL, 0, limits[i], c) == 0);
		CHECK(edivisive(metric2, 10, NULL, 0, limits[i], c) == 1);
		CHECK(c[0].at == 6 && c[0].end == 10);
		CHECK(fabs(100 * (c[0].after / c[0].before - 1) + 12.9) < 0.05);
		CHECK_NEAR(c[0].before, (10.43 + 10.23 + 10.29 + 10.91 + 10.34 + 10.69) / 6);
	}
}

/* The example of Apache Otava's docs/API.md: thirty values of 100, thirty of 80, windows of 20. */
static void test_published_steps(void)
{
	struct edivisive_limits limits = otava;
	struct change_point c[60];
	double x[60];

	limits.window = 20;
	for (size_t i = 0; i < 60; i++)
		x[i] = i < 30 ? 100 : 80;
	CHECK(edivisive(x, 60, NULL, 0, &limits, c) == 1);
	CHECK(c[0].at == 30 && c[0].before == 100 && c[0].after == 80 && c[0].p == 0);
}

/*
 * p of R 4.2.2's t.test(x[1:6], x[7:10], var.equal = TRUE) for metric2 above, of
 * t.test(x[1:3], x[4:10], var.equal = TRUE) for metric1.
 */
static void test_student(void)
{
	static const double metric1[] = { 154023, 138455, 143112, 149190, 132098,
					  151344, 155145, 148889, 149466, 148209 };
	static const double metric2[] = { 10.43, 10.23, 10.29, 10.91, 10.34,
					  10.69, 9.23, 9.11, 9.13, 9.03 };

	CHECK_NEAR(student_p(metric2, 0, 6, 10), 1.0071996914229218e-05);
	CHECK_NEAR(student_p(metric1, 0, 3, 10), 0.63213442539403997);
	CHECK(student_p((const double[]){ 1, 1, 2 }, 0, 2, 3) == 0);
	CHECK(student_p((const double[]){ 1, 1, 1 }, 0, 2, 3) == 1);
	CHECK(student_p((const double[]){ 1, 2 }, 0, 1, 2) == 1);
}

/* By hand: 2 * 2 / 4 * (2 * 40 / 4 - 1 - 3) with distances 10, 13, 9, 12 ... of 0, 1 and 10, 13. */
static void test_divergence(void)
{
	static const double x[] = { 0, 1, 10, 13 };

	CHECK_NEAR(edivisive_divergence(x, 0, 2, 4), 2 * (10 + 13 + 9 + 12) / 4.0 - 1 - 3);
}

/* The best place of all by sums that are formed pair by pair, as edivisive() has to find it. */
static size_t brute_force(const double *x, size_t n, size_t segment)
{
	size_t best = 0;
	double most = -INFINITY;

	for (size_t at = segment; at + segment <= n; at++)
		for (size_t end = at + segment; end <= n; end++) {
			double q = edivisive_divergence(x, 0, at, end);

			if (q > most) {
				most = q;
				best = at;
			}
		}
	return best;
}

/* Steps in noise as large as they are: the same place as by brute force. */
static void test_brute_force(void)
{
	size_t agree = 0, end;

	seed = 1;
	for (size_t round = 0; round < 200; round++) {
		size_t n = 6 + round % 20, at = 3 + round % (n - 5);
		double x[40];

		for (size_t i = 0; i < n; i++)
			x[i] = (i >= at ? 1 : 0) + noise();
		agree += edivisive_divide(x, n, 3, &end) == brute_force(x, n, 3);
	}
	ktap_check(agree == 200, __FILE__, __LINE__, "%zu of 200 agree", agree);
}

/* A change of the variance alone, by a published implementation of E-divisive. */
static void test_ecp(void)
{
	size_t end;

	CHECK(edivisive_divide(ecp_values, 200, 2, &end) == ECP_CHANGE_POINT - 1);
	CHECK(edivisive_divide(ecp_values, 200, 3, &end) == ECP_CHANGE_POINT - 1);
	CHECK(!edivisive_divide(ecp_values, 5, 3, &end));
}

static long find(double *x, size_t n, struct change_point *c)
{
	CHECK(!limit_spikes(x, n));
	return edivisive(x, n, NULL, 0, &ours, c);
}

/* Thirty nights, then a step: with two nights of it nothing, with three it is found. */
static void test_step(void)
{
	struct change_point c[40];
	double x[40], copy[40];

	seed = 5;
	for (size_t i = 0; i < 40; i++)
		x[i] = 0.005 * noise() + (i >= 30 ? 0.05 : 0);
	for (size_t n = 28; n <= 40; n++) {
		long nr;

		memcpy(copy, x, sizeof(x));
		nr = find(copy, n, c);
		ktap_check(nr == (n >= 33), __FILE__, __LINE__, "%ld changes in %zu nights", nr, n);
		CHECK(nr != 1 || (c[0].at == 30 && fabs(c[0].after - c[0].before - 0.05) < 0.01));
	}
	/* one that is known is not found again, and divides the series for the next one */
	for (size_t i = 35; i < 40; i++)
		x[i] += 0.05;
	CHECK(edivisive(x, 40, (const size_t[]){ 30 }, 1, &ours, c) == 1 && c[0].at == 35);
	CHECK(edivisive(x, 40, NULL, 0, &ours, c) == 2 && c[0].at == 30 && c[1].at == 35);
	CHECK_NEAR(c[0].after, c[1].before);
}

/* One night, or two, of half as much again: no change, wherever they are. */
static void test_spikes(void)
{
	struct change_point c[40];
	double x[40];

	for (size_t at = 0; at < 40; at++)
		for (size_t nights = 1; nights <= 2 && at + nights <= 40; nights++) {
			long nr;

			seed = 7;
			for (size_t i = 0; i < 40; i++)
				x[i] = 0.005 * noise() + (i >= at && i < at + nights ? 0.4 : 0);
			nr = find(x, 40, c);
			ktap_check(!nr, __FILE__, __LINE__, "%ld changes by %zu nights at %zu", nr,
				   nights, at);
		}
}

/* A spike does not hide the step that comes after it. */
static void test_spike_before_step(void)
{
	struct change_point c[40];
	double x[40];

	seed = 9;
	for (size_t i = 0; i < 40; i++)
		x[i] = 0.005 * noise() + (i == 12 ? 0.4 : 0) + (i >= 36 ? 0.05 : 0);
	CHECK(find(x, 40, c) == 1 && c[0].at == 36);
}

static void test_drift(void)
{
	struct change_point c[100];
	double x[100];
	long nr;

	seed = 11;
	for (size_t i = 0; i < 100; i++)
		x[i] = 0.005 * noise() + (i >= 40 ? 0.002 * (double)(i - 40) : 0);
	nr = find(x, 100, c);
	CHECK(nr >= 1);
	for (long i = 0; i < nr; i++)
		CHECK(c[i].after > c[i].before);
}

static void test_nothing(void)
{
	struct change_point c[100];
	double x[100];
	long found = 0;

	seed = 13;
	for (size_t round = 0; round < 50; round++) {
		for (size_t i = 0; i < 100; i++)
			x[i] = 0.01 * noise();
		found += find(x, 100, c);
	}
	ktap_check(!found, __FILE__, __LINE__, "%ld changes", found);
	CHECK(edivisive(x, 0, NULL, 0, &ours, c) == 0);
	CHECK(edivisive(x, 5, NULL, 0, &ours, c) == 0);
	for (size_t i = 0; i < 100; i++)
		x[i] = 1;
	CHECK(find(x, 100, c) == 0);
}

const struct test edivisive_tests[] = {
	{ "published example", test_published_example },
	{ "published steps", test_published_steps },
	{ "student", test_student },
	{ "divergence", test_divergence },
	{ "brute force", test_brute_force },
	{ "ecp", test_ecp },
	{ "step", test_step },
	{ "spikes", test_spikes },
	{ "spike before step", test_spike_before_step },
	{ "drift", test_drift },
	{ "nothing", test_nothing },
	{ NULL, NULL },
};
