// SPDX-License-Identifier: GPL-2.0-only
/*
 * LAVA's signals, which its dispatcher reads from the console of a test: a set for each suite, and
 * one for each operation. Times are in nanoseconds, for LAVA keeps ten digits behind the point.
 */
#include "formats.h"
#include "results/ptlu/names.h"

#include <stdio.h>
#include <string.h>

/* Characters of a test case's id besides those of words. */
#define OTHERS	"."

static const char *const results[NR_KTAP_RESULTS] = {
	[KTAP_PASSED] = "pass", [KTAP_FAILED] = "fail", [KTAP_XFAILED] = "pass",
	[KTAP_SKIPPED] = "skip", [KTAP_ERROR] = "fail",
};

/* The set that is open: its name, "" if there is none. */
struct set {
	char name[TEST_WORDS];
	FILE *out;
};

static void end_set(struct set *set)
{
	if (*set->name)
		fputs("<LAVA_SIGNAL_TESTSET STOP>\n", set->out);
	set->name[0] = '\0';
}

/* Ends the set that is open if it is another one. */
static void begin_set(struct set *set, const char *name)
{
	if (same(set->name, name))
		return;
	end_set(set);
	snprintf(set->name, sizeof(set->name), "%s", name);
	if (*name)
		fprintf(set->out, "<LAVA_SIGNAL_TESTSET START %s>\n", name);
}

static void put_test(const struct export_test *t, struct set *set)
{
	size_t above = t->nr > 2 ? 2 : t->nr - 1;
	char words[TEST_WORDS];

	test_words(t, 0, above, ".", OTHERS, words);
	begin_set(set, words);
	test_words(t, above, t->nr, ".", OTHERS, words);
	fprintf(set->out, "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=%s RESULT=%s>\n", words,
		results[t->result]);
}

/* Names of samples have few other characters. */
static void put_figure(const struct bench_sample *s, struct set *set)
{
	char id[POINT_NAME];

	begin_set(set, s->op);
	snprintf(id, sizeof(id), "%s.%s", s->case_id, s->variant);
	for (char *c = id; *c; c++)
		if (*c == '+' || *c == '~')
			*c = '_';
	fprintf(set->out,
		"<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=%s RESULT=pass MEASUREMENT=%.3f UNITS=ns>\n",
		id, s->ns_median);
}

int export_lava(const struct export *e, FILE *out)
{
	struct set set = { .out = out };

	for (size_t i = 0; i < e->nr_tests; i++)
		put_test(&e->tests[i], &set);
	for (size_t i = 0; i < e->nr_points; i++)
		put_figure(e->points[i], &set);
	end_set(&set);
	return 0;
}
