// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the grade that a run gets: by what its lower bound varies by, and by stolen time. */
#include "ktap.h"
#include "results/ptlu/noise.h"
#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TARGETS	9

static struct bench_sample samples[TARGETS];

/*
 * The lower bound on one size of nine targets: repetitions are @within from their median; targets
 * are up to four times @between from theirs, by twos.
 */
static struct run make_run(double within, double between)
{
	struct run run = { .set = { .samples = samples, .nr = TARGETS } };

	for (int i = 0; i < TARGETS; i++) {
		double ns = 1000 * (1 + between * (i - TARGETS / 2) / 2);

		samples[i] = test_sample(512, 512 * ns);
		samples[i].variant = "floor-mem";
		samples[i].ns_per_table = ns;
		samples[i].ns_mad = within * samples[i].ns_median;
		samples[i].reps = 9;
	}
	run.conditions = (struct conditions){ .known = true, .cpus = 2, .load = 0.1,
					      .seconds = 100, .steal = 0.1 };
	return run;
}

static void check_trust(const struct run *run, enum trust trust, const char *reason)
{
	struct noise n;

	CHECK(!noise_of(&n, run));
	CHECK(n.trust == trust);
	CHECK_TEXT(n.reason, reason);
}

static void test_spreads(void)
{
	struct run run = make_run(0.01, 0.02);
	struct noise n;

	CHECK(!noise_of(&n, &run));
	CHECK_NEAR(n.within, 0.01);
	/* the distances are 0, 1, 1, 2, 2, ... halves of 2 % */
	CHECK(fabs(n.between - 0.02) < 1e-9);
	CHECK_NEAR(n.steal, 0.0005);
	check_trust(&run, TRUST_HIGH, "");
}

static void test_grades(void)
{
	struct run run = make_run(0.05, 0.01);

	check_trust(&run, TRUST_FAIR, "the lower bound varies by 5.0 %");
	run = make_run(0.01, 0.2);
	check_trust(&run, TRUST_LOW, "the lower bound varies by 20.0 %");
	run = make_run(0.01, 0.01);
	run.conditions.steal = 4;
	check_trust(&run, TRUST_FAIR, "other virtual machines took 2.0 %");
	run.conditions.steal = 40;
	check_trust(&run, TRUST_LOW, "other virtual machines took 20.0 %");
}

static void test_others(void)
{
	struct run run = make_run(0.01, 0.01);

	run.conditions.load = 1.5;
	check_trust(&run, TRUST_FAIR, "other programs ran at the start");
	run = make_run(0.01, 0.01);
	run.conditions.ghz_low = 3.6;
	run.conditions.ghz_high = 3.7;
	check_trust(&run, TRUST_HIGH, "");
	run.conditions.ghz_low = 2.6;
	check_trust(&run, TRUST_FAIR, "the core's clock varied by 42 %");
	strcpy(run.conditions.disturbed_by, "another");
	check_trust(&run, TRUST_LOW, "another run was measured");
}

/* A run of one variant says nothing of the machine. */
static void test_no_floor(void)
{
	struct run run = make_run(0.01, 0.01);

	for (int i = 0; i < TARGETS; i++)
		samples[i].variant = "ours";
	check_trust(&run, TRUST_LOW, "no lower bound was measured");
}

/* Another size is other work: only equal cases are compared. */
static void test_sizes_apart(void)
{
	struct run run = make_run(0.01, 0.01);
	struct noise n;

	for (int i = 0; i < TARGETS; i++)
		samples[i].tables = 16ULL << i;
	CHECK(!noise_of(&n, &run));
	CHECK(n.between < 0);
}

/* One sample of nine that shared its core in three of nine repetitions. */
static void test_busy(void)
{
	struct run run = make_run(0.01, 0.01);
	struct noise n;

	CHECK(!noise_of(&n, &run));
	CHECK(n.busy < 0);
	for (int i = 0; i < TARGETS; i++)
		samples[i].busy_reps = i ? 0 : 3;
	CHECK(!noise_of(&n, &run));
	CHECK_NEAR(n.busy, 3.0 / 81);
}

const struct test noise_tests[] = {
	{ "spreads", test_spreads },
	{ "grades", test_grades },
	{ "others", test_others },
	{ "busy", test_busy },
	{ "no lower bound", test_no_floor },
	{ "sizes apart", test_sizes_apart },
	{ NULL, NULL },
};
