// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the number of tests that a check must have. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/fuzz/output.h"
#include "results/ptlu/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES(tests)	"        KTAP version 1\n        # Subtest: ptlu-pages\n" tests	\
			"    ok 1 ptlu-pages\n"
#define TEST(name, cases)								\
	"            KTAP version 1\n            # Subtest: " name "\n" cases "        ok 1 " name "\n"
#define CASE(name)	"            ok 1 " name "\n"
#define JOB(name, suites)	"    KTAP version 1\n    # Subtest: " name "\n" suites "ok 1 " name "\n"
#define KTAP(jobs)	"KTAP version 1\n" jobs

static const char whole[] = KTAP(
	JOB("plain", PAGES(TEST("a", CASE("amdv1") CASE("vtdss-48 lower") CASE("vtdss-48 upper"))
			   TEST("b", CASE("amdv1") CASE("vtdss-48") CASE("riscv-48"))
			   "        ok 3 alone\n")));

static const char table[] = "# a comment\n"
	"plain\tptlu-pages\t1\t- riscv-48\n"
	"plain\tptlu-pages\t2\tamdv1\n"
	"plain\tptlu-pages\t3\tvtdss-48\n";

static FILE *open_text(const char *text)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");

	if (!file)
		abort();
	return file;
}

static int compare(const char *ktap, const char *expected, const char *suites,
		   const char *targets, const char *complaints)
{
	FILE *from = open_text(ktap), *wanted = open_text(expected);
	struct output o;
	int ret;

	output_begin(&o);
	ret = expect_compare(from, wanted, "expected", suites, targets, stdout);
	output_end(&o);
	fclose(from);
	fclose(wanted);
	CHECK_TEXT(o.text, complaints);
	output_free(&o);
	return ret;
}

static void test_written(void)
{
	FILE *from = open_text(whole);
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	CHECK(!expect_write(from, to));
	fclose(from);
	fclose(to);
	CHECK_TEXT(text, strchr(table, '\n') + 1);
	free(text);
}

static void test_whole(void)
{
	CHECK(!compare(whole, table, NULL, NULL, ""));
}

/* No target has an upper half any more, and one target is gone. */
static void test_gone(void)
{
	static const char ktap[] = KTAP(
		JOB("plain", PAGES(TEST("a", CASE("amdv1") CASE("vtdss-48 lower"))
				   TEST("b", CASE("amdv1") CASE("vtdss-48"))
				   "        ok 3 alone\n")));

	CHECK(compare(ktap, table, NULL, NULL,
		      "# plain: ptlu-pages has 0 tests of riscv-48, 1 are expected\n"
		      "# plain: ptlu-pages has 2 tests of vtdss-48, 3 are expected\n") == 2);
	CHECK(compare(ktap, table, NULL, "vtd*",
		      "# plain: ptlu-pages has 2 tests of vtdss-48, 3 are expected\n") == 1);
	CHECK(!compare(ktap, table, NULL, "amdv1", ""));
	CHECK(!compare(ktap, table, "ptlu-handover", NULL, ""));
}

/* A suite that is not there at all; a job that was not run. */
static void test_suite_gone(void)
{
	static const char ktap[] = KTAP(JOB("plain", "        ok 1 ptlu-handover\n"));

	CHECK(!compare(whole, "debug\tptlu-pages\t7\tamdv1\n", NULL, NULL, ""));
	CHECK(!compare(ktap, "plain\tptlu-pages\t7\tamdv1\n", NULL, NULL, ""));
	CHECK(compare(whole, "plain\tptlu-handover\t7\tamdv1\n", NULL, NULL,
		      "# plain: ptlu-handover has 0 tests of amdv1, 7 are expected\n") == 1);
}

/* More tests than expected are no mistake: someone adds one. */
static void test_more(void)
{
	CHECK(!compare(whole, "plain\tptlu-pages\t1\tamdv1 vtdss-48\n", NULL, NULL, ""));
}

static void test_no_table(void)
{
	CHECK(compare(whole, "plain ptlu-pages\n", NULL, NULL,
		      "ptlu-check-results: expected:1: no \"job, suite, number, targets\"\n") < 0);
}

const struct test expect_tests[] = {
	{ "written", test_written },
	{ "whole", test_whole },
	{ "gone", test_gone },
	{ "suite gone", test_suite_gone },
	{ "more", test_more },
	{ "no table", test_no_table },
	{ NULL, NULL },
};
