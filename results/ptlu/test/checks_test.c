// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the comparison of two trees' conformance. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/ptlu/compare_checks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KTAP(results)						\
	"KTAP version 1\n1..1\n"				\
	"    KTAP version 1\n    # Subtest: plain\n    1..1\n"	\
	"        KTAP version 1\n        # Subtest: ptlu-pages\n        1..3\n"	\
	results "    ok 1 ptlu-pages\nok 1 plain\n"

#define TEST(result)		"        " result "\n"

/* fuzz_directory()/cmp/<side>-check/ */
static void write_side(const char *side, const char *ktap)
{
	char path[300];
	int len = snprintf(path, sizeof(path), "%s/cmp", fuzz_directory());

	CHECK(!mkdir(path, 0777) || errno == EEXIST);
	len += snprintf(path + len, sizeof(path) - (size_t)len, "/%s-check", side);
	CHECK(!mkdir(path, 0777) || errno == EEXIST);
	strcpy(path + len, "/conformance.ktap");
	CHECK(!write_whole_file(path, ktap, strlen(ktap)));
	strcpy(path + len, "/.whole");
	CHECK(!write_whole_file(path, "", 0));
}

static const char *compared(void)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/cmp", fuzz_directory());
	return path;
}

static void test_changes(void)
{
	struct checks c;

	CHECK(!fuzz_begin());
	write_side("base", KTAP(TEST("ok 1 a [RESTORE-1]") TEST("not ok 2 b [RESTORE-2]")
				TEST("ok 3 c # XFAIL the tree leaves pages behind")));
	write_side("head", KTAP(TEST("ok 1 d") TEST("ok 2 b [RESTORE-2]")
				TEST("not ok 3 c")));
	CHECK(!checks_read(&c, compared()));
	CHECK(c.known && c.nr == 4 && c.newly_failing == 1);
	CHECK_TEXT(c.changes[0].path, "plain / ptlu-pages / c");
	CHECK(c.changes[0].base == KTAP_XFAILED && c.changes[0].head == KTAP_FAILED);
	CHECK_TEXT(c.changes[1].path, "plain / ptlu-pages / a [RESTORE-1]");
	CHECK(c.changes[1].base == KTAP_PASSED && c.changes[1].head == NR_KTAP_RESULTS);
	CHECK(c.changes[2].base == KTAP_FAILED && c.changes[2].head == KTAP_PASSED);
	CHECK(c.changes[3].base == NR_KTAP_RESULTS && c.changes[3].head == KTAP_PASSED);
	CHECK(c.base[KTAP_PASSED] == 1 && c.base[KTAP_FAILED] == 1 && c.base[KTAP_XFAILED] == 1);
	CHECK(c.head[KTAP_PASSED] == 2 && c.head[KTAP_FAILED] == 1);
	checks_free(&c);
	fuzz_end();
}

/* What is printed of one test on both sides; the caller frees it. */
static char *printed(const char *base, const char *head, size_t newly_failing)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct checks c;

	CHECK(!fuzz_begin());
	write_side("base", base);
	write_side("head", head);
	CHECK(!checks_read(&c, compared()));
	CHECK(c.known && c.newly_failing == newly_failing);
	checks_print(&c, out);
	fclose(out);
	checks_free(&c);
	fuzz_end();
	return text;
}

static void test_printed(void)
{
	char *text = printed(KTAP(TEST("ok 1 a [RESTORE-1]")), KTAP(TEST("not ok 1 a [RESTORE-1]")),
			     1);

	CHECK(strstr(text, "RESTORE-1  plain / ptlu-pages / a  passes  fails"));
	CHECK(strstr(text, "head: 0 passed, 1 failed, 0 known defects, 0 skipped"));
	free(text);
}

static void test_same(void)
{
	char *text = printed(KTAP(TEST("ok 1 a [RESTORE-1]")), KTAP(TEST("ok 1 a [RESTORE-1]")), 0);

	CHECK(strstr(text, "Conformance is the same"));
	free(text);
}

/* CHECK=0 */
static void test_not_checked(void)
{
	struct checks c;

	CHECK(!checks_read(&c, "/nonexistent"));
	CHECK(!c.known && !c.newly_failing);
	checks_free(&c);
}

const struct test checks_tests[] = {
	{ "changes", test_changes },
	{ "printed", test_printed },
	{ "same", test_same },
	{ "not checked", test_not_checked },
	{ NULL, NULL },
};
