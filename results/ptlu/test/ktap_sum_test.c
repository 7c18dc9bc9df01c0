// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the sum of a KTAP: leaves alone, and what programs leave behind that crash. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/ptlu/ktap_sum.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD	"KTAP version 1\n1..2\n# kernel: 7.3.4\n"
#define SUM	"    "
#define TEST	"        "
#define CASE	"            "
#define LIST(blanks, name, nr)							\
	blanks "KTAP version 1\n" blanks "# Subtest: " name "\n" blanks "1.." #nr "\n"
#define PROGRAM(name, suites)	LIST(SUM, name, suites)
#define SUITE(name, tests)	LIST(TEST, name, tests)
#define CASES(name, nr)		LIST(CASE, name, nr)
/* A program with a suite of one test. */
#define SHORT(name, number)						\
	PROGRAM(name, 1) SUITE("s", 1) TEST "ok 1 a\n" SUM "ok 1 s\n"	\
	"ok " #number " " name "\n"

static struct ktap_sum sum_of(const char *text, bool alone, const char *complaints)
{
	FILE *from = fmemopen((void *)text, strlen(text), "r");
	char *said = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&said, &size);
	struct ktap_sum sum;

	if (!from || !to)
		abort();
	ktap_sum_read(from, alone, to, &sum);
	fclose(from);
	fclose(to);
	CHECK_TEXT(said, complaints);
	free(said);
	return sum;
}

static void check_sum(struct ktap_sum sum, unsigned int passed, unsigned int failed,
		      unsigned int xfailed, unsigned int skipped, unsigned int errors)
{
	CHECK(sum.passed == passed);
	CHECK(sum.failed == failed);
	CHECK(sum.xfailed == xfailed);
	CHECK(sum.skipped == skipped);
	CHECK(sum.errors == errors);
}

/* A test that is skipped since all of its cases were is no sixth one. */
static void test_leaves(void)
{
	static const char text[] = HEAD PROGRAM("plain", 1) SUITE("s", 4)
		CASES("a", 2) CASE "ok 1 x\n" CASE "not ok 2 y\n" TEST "not ok 1 a\n"
		CASES("b", 2) CASE "ok 1 x # SKIP not here\n" CASE "ok 2 y # SKIP nor there\n"
		TEST "ok 2 b # SKIP every case of it was skipped\n"
		TEST "ok 3 c # XFAIL the tree leaves pages behind\n"
		CASES("d", 0) TEST "ok 4 d # SKIP no case of it was asked for\n"
		SUM "not ok 1 s\n" "not ok 1 plain\n" SHORT("debug", 2);

	check_sum(sum_of(text, false, ""), 2, 1, 1, 3, 0);
}

/* What was tested before a crash counts, and the crash is no test. */
static void test_crash(void)
{
	static const char in_case[] = HEAD PROGRAM("plain", 2) SUITE("s", 2)
		TEST "ok 1 a\n" CASES("b", 3) CASE "ok 1 x\n" "not ok 1 plain\n" SHORT("debug", 2);
	static const char in_test[] = HEAD PROGRAM("plain", 2) SUITE("s", 2) TEST "not ok 1 a\n"
		"not ok 1 plain\n" SHORT("debug", 2);
	static const char between[] = HEAD PROGRAM("plain", 2) SUITE("s", 1) TEST "ok 1 a\n"
		SUM "ok 1 s\n" "ok 1 plain\n" SHORT("debug", 2);

	check_sum(sum_of(in_case, false, "# plain ended inside b\n"), 3, 0, 0, 0, 1);
	check_sum(sum_of(in_test, false, "# plain ended inside s\n"), 1, 1, 0, 0, 1);
	check_sum(sum_of(between, false, "# plain ended inside plain\n"), 2, 0, 0, 0, 1);
}

/* As after a leak that a sanitizer finds at the end. */
static void test_bad_status(void)
{
	static const char text[] = HEAD PROGRAM("plain", 1) SUITE("s", 1) TEST "ok 1 a\n"
		SUM "ok 1 s\n" "not ok 1 plain\n" SHORT("debug", 2);

	check_sum(sum_of(text, false, "# plain failed, though none of its tests did\n"),
		  2, 0, 0, 0, 1);
}

static void test_silence(void)
{
	check_sum(sum_of(HEAD "not ok 1 plain\n" SHORT("debug", 2), false,
			 "# plain failed without a test\n"), 1, 0, 0, 0, 1);
	check_sum(sum_of(HEAD "ok 1 plain\n" SHORT("debug", 2), false,
			 "# plain ended without a test\n"), 1, 0, 0, 0, 1);
	check_sum(sum_of(HEAD SHORT("plain", 1), false, "# it ended before all of its tests\n"),
		  1, 0, 0, 0, 1);
	check_sum(sum_of("ptlu: no kernel tree\n", false, "# it has no test\n"), 0, 0, 0, 0, 1);
}

/* A guest without tests of its own is one; a console has carriage returns and several KTAPs. */
static void test_guests(void)
{
	static const char text[] = HEAD
		SUM "KTAP version 1\r\n" SUM "1..1\r\n" SUITE("s", 1) TEST "ok 1 a\r\n"
		SUM "ok 1 s\r\n"
		SUM "KTAP version 1\r\n" SUM "1..0\r\n"
		SUM "KTAP version 1\r\n" SUM "1..1\r\n" SUM "ok 1 t\r\n"
		"ok 1 x86_64 suites\n" "ok 2 x86_64 without-module\n";

	check_sum(sum_of(text, true, ""), 3, 0, 0, 0, 0);
}

struct seen {
	char text[512];
};

static void see(const struct ktap_leaf *leaf, void *data)
{
	struct seen *seen = data;
	size_t used = strlen(seen->text);

	snprintf(seen->text + used, sizeof(seen->text) - used, "%s|%d|%s|%s;", leaf->path,
		 leaf->result, leaf->reason, leaf->log);
}

/* Diagnostics are those since the last result, and an error has a reason. */
static void test_visit(void)
{
	static const char text[] = HEAD PROGRAM("plain", 1) SUITE("s", 4)
		TEST "# of a\n" TEST "ok 1 a\n" TEST "# b.c:3: wrong\n" TEST "#  more\n"
		TEST "not ok 2 b\n" TEST "ok 3 c # SKIP not here\n" "not ok 1 plain\n"
		SHORT("debug", 2);
	FILE *from = fmemopen((void *)text, strlen(text), "r");
	struct seen seen = { "" };

	ktap_visit(from, false, see, &seen);
	fclose(from);
	CHECK_TEXT(seen.text, "plain / s / a|0||of a\n;plain / s / b|1||b.c:3: wrong\nmore\n;"
		   "plain / s / c|3|not here|;plain|4|ended inside s|;debug / s / a|0||;");
}

const struct test ktap_sum_tests[] = {
	{ "leaves", test_leaves },
	{ "crash", test_crash },
	{ "bad status", test_bad_status },
	{ "silence", test_silence },
	{ "guests", test_guests },
	{ "visit", test_visit },
	{ NULL, NULL },
};
