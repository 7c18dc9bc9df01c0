// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the programs that read runs, reported as KTAP. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/ptlu/patterns.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Four blanks a level, as the kernel's KUNIT_INDENT_LEN. */
#define INDENT	"    "

/* The checks print after the test: a test may have its standard output elsewhere. */
static char failures[4096];
static size_t used;
static unsigned int failed_checks;

void ktap_check(bool ok, const char *file, int line, const char *format, ...)
{
	va_list ap;

	if (ok)
		return;
	failed_checks++;
	if (used + 600 > sizeof(failures))
		return;
	used += (size_t)snprintf(failures + used, 128, INDENT "# %.80s:%d: ", file, line);
	va_start(ap, format);
	vsnprintf(failures + used, 400, format, ap);
	va_end(ap);
	/* KTAP has no line breaks in a diagnostic line. */
	for (; failures[used]; used++)
		if (failures[used] == '\n')
			failures[used] = ' ';
	failures[used++] = '\n';
	failures[used] = '\0';
}

/* Each pattern must match a suite; otherwise say which one does not. */
static bool all_known(const struct suite *suites, const char *patterns)
{
	char pattern[96];

	while ((patterns = next_pattern(patterns, pattern, sizeof(pattern)))) {
		bool known = false;

		for (unsigned int i = 0; suites[i].name; i++)
			known |= matches_any(pattern, suites[i].name);
		if (!known) {
			fprintf(stderr, "no suite is called '%s'; there are:\n", pattern);
			return false;
		}
	}
	return true;
}

static void print_names(const struct suite *suites, FILE *to)
{
	for (unsigned int i = 0; suites[i].name; i++)
		fprintf(to, "%s\n", suites[i].name);
}

static unsigned int count_tests(const struct suite *suite)
{
	unsigned int nr = 0;

	while (suite->tests[nr].name)
		nr++;
	return nr;
}

/* The number of tests that failed. */
static unsigned int run_suite(const struct suite *suite)
{
	unsigned int failed = 0;

	printf(INDENT "KTAP version 1\n" INDENT "# Subtest: %s\n" INDENT "1..%u\n", suite->name,
	       count_tests(suite));
	for (unsigned int i = 0; suite->tests[i].name; i++) {
		used = failed_checks = 0;
		failures[0] = '\0';
		suite->tests[i].run();
		printf("%s" INDENT "%s %u %s\n", failures, failed_checks ? "not ok" : "ok", i + 1,
		       suite->tests[i].name);
		fflush(stdout);
		failed += !!failed_checks;
	}
	return failed;
}

int ktap_run(const struct suite *suites, const char *patterns, bool list)
{
	unsigned int chosen = 0, number = 0, failed = 0, tests = 0;

	if (!all_known(suites, patterns)) {
		print_names(suites, stderr);
		return 2;
	}
	if (list) {
		print_names(suites, stdout);
		return 0;
	}
	for (unsigned int i = 0; suites[i].name; i++)
		chosen += matches_any(patterns, suites[i].name);
	printf("KTAP version 1\n1..%u\n", chosen);
	for (unsigned int i = 0; suites[i].name; i++) {
		unsigned int failures_here;

		if (!matches_any(patterns, suites[i].name))
			continue;
		failures_here = run_suite(&suites[i]);
		printf("%s %u %s\n", failures_here ? "not ok" : "ok", ++number, suites[i].name);
		failed += failures_here;
		tests += count_tests(&suites[i]);
	}
	printf("# Totals: pass:%u fail:%u xfail:0 xpass:0 skip:0 error:0\n", tests - failed,
	       failed);
	return failed ? 1 : 0;
}
