// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the self-test's sums: what counts as a false call, and what must have been found. */
#include "ktap.h"
#include "results/ptlu/selftest.h"

#include <string.h>

#define FAMILIES	110

static struct family families[FAMILIES];

/* A session of which the heads and the null arms were all called the same. */
static struct verdicts session(enum verdict head, enum verdict null)
{
	for (size_t i = 0; i < FAMILIES; i++)
		families[i] = (struct family){ .head = { .verdict = head },
					       .null = { .verdict = null } };
	return (struct verdicts){ .families = families, .nr = FAMILIES };
}

static void add(struct selftest *t, enum verdict head, double percent)
{
	struct verdicts v = session(head, VERDICT_SAME);

	CHECK(!selftest_add(t, &v, percent));
}

static void test_holds(void)
{
	struct selftest t = { 0 };

	add(&t, VERDICT_SAME, 0);
	add(&t, VERDICT_SLOWER, 5);
	add(&t, VERDICT_CANNOT_TELL, 1);
	CHECK(t.sessions == 3 && t.compared == 4 * FAMILIES && !t.false_calls);
	CHECK(t.nr_amounts == 2 && t.amounts[0].found == FAMILIES && !t.amounts[1].found);
	CHECK(selftest_holds(&t));
}

/* With 0 false calls of 298 the rate is at most 1.0003 %, with 299 it is 0.997 %. */
static void test_enough_comparisons(void)
{
	struct selftest t = { .compared = 298, .nr_amounts = 1,
			      .amounts = { { .percent = 5, .families = 59, .found = 59 } } };

	CHECK(!selftest_holds(&t));
	t.compared = 299;
	CHECK(selftest_holds(&t));
	t.compared = 628;
	t.false_calls = 2;
	CHECK(selftest_holds(&t));
	t.false_calls = 3;
	CHECK(!selftest_holds(&t));
}

static void test_false_calls(void)
{
	struct verdicts v = session(VERDICT_FASTER, VERDICT_SAME);
	struct selftest t = { 0 };

	CHECK(!selftest_add(&t, &v, 0));
	CHECK(t.false_calls == FAMILIES);
	v = session(VERDICT_SAME, VERDICT_SLOWER);
	CHECK(!selftest_add(&t, &v, 0));
	CHECK(t.false_calls == 2 * FAMILIES && t.compared == 4 * FAMILIES);
}

/* Work that was added and is called faster, or not at all, was not found. */
static void test_not_found(void)
{
	struct selftest t = { .compared = 1000, .nr_amounts = 1,
			      .amounts = { { .percent = 5, .families = 60, .found = 59 } } };
	struct verdicts v = session(VERDICT_FASTER, VERDICT_SAME);

	CHECK(!selftest_holds(&t));
	t.amounts[0] = (struct selftest_tally){ .percent = 5, .families = 58, .found = 58 };
	CHECK(!selftest_holds(&t));
	t.amounts[0] = (struct selftest_tally){ .percent = 1, .families = 59, .found = 59 };
	CHECK(!selftest_holds(&t));
	CHECK(!selftest_add(&t, &v, 1));
	CHECK(t.amounts[0].faster == FAMILIES && t.amounts[0].found == 59);
}

static void test_many_amounts(void)
{
	struct verdicts v = session(VERDICT_SAME, VERDICT_SAME);
	struct selftest t = { 0 };

	for (int i = 1; i <= SELFTEST_MAX_AMOUNTS; i++)
		CHECK(!selftest_add(&t, &v, i));
	CHECK(selftest_add(&t, &v, 99));
}

const struct test selftest_tests[] = {
	{ "holds", test_holds },
	{ "enough comparisons", test_enough_comparisons },
	{ "false calls", test_false_calls },
	{ "not found", test_not_found },
	{ "many amounts", test_many_amounts },
	{ NULL, NULL },
};
