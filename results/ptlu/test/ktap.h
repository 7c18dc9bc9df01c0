/* SPDX-License-Identifier: GPL-2.0-only */
/* Tests of the programs that read runs, reported as KTAP. */
#ifndef RESULTS_TEST_KTAP_H
#define RESULTS_TEST_KTAP_H

#include <stdbool.h>

/* A test: it fails when one of its checks does. */
struct test {
	const char *name;
	void (*run)(void);
};

/* Tests of one subject; @tests ends with an empty one. */
struct suite {
	const char *name;
	const struct test *tests;
};

/**
 * ktap_check() - note the result of a check
 * @ok: whether it holds
 * @file: source file
 * @line: its line
 * @format: what was checked, as for printf(); printed if it does not hold
 */
void ktap_check(bool ok, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * ktap_run() - run suites and print KTAP and a line of totals
 * @suites: suites, ended by one without a name
 * @patterns: shell patterns of the suites to run, separated by blanks
 * @list: print the names of all suites instead
 *
 * Return: exit status, 0 if all tests pass, 2 if a pattern matches no suite.
 */
int ktap_run(const struct suite *suites, const char *patterns, bool list);

#define CHECK(condition)	ktap_check(condition, __FILE__, __LINE__, "%s", #condition)

#define CHECK_TEXT(text, expected)                                                                 \
	ktap_check(!strcmp(text, expected), __FILE__, __LINE__, "%s is \"%s\", expected \"%s\"",   \
		   #text, text, expected)

/* Equal to a billionth of the expected value. */
#define CHECK_NEAR(value, expected)                                                            \
	ktap_check(fabs((value) - (double)(expected)) <= 1e-9 * fabs((double)(expected)),      \
		   __FILE__, __LINE__, "%s is %.12g, expected %.12g", #value, (double)(value), \
		   (double)(expected))

extern const struct test file_tests[];
extern const struct test figure_tests[];
extern const struct test fit_tests[];
extern const struct test extrapolation_tests[];
extern const struct test sample_tests[];
extern const struct test log_tests[];
extern const struct test environment_tests[];
extern const struct test ktap_sum_tests[];
extern const struct test cases_tests[];
extern const struct test paired_tests[];
extern const struct test verdict_tests[];
extern const struct test selftest_tests[];
extern const struct test checks_tests[];
extern const struct test expect_tests[];
extern const struct test noise_tests[];
extern const struct test series_tests[];
extern const struct test select_tests[];
extern const struct test page_tests[];
extern const struct test report_tests[];
extern const struct test plot_tests[];
extern const struct test stacks_tests[];
extern const struct test export_tests[];
extern const struct test commands_tests[];
extern const struct test history_tests[];
extern const struct test edivisive_tests[];
extern const struct test changes_tests[];
extern const struct test nightly_tests[];
extern const struct test again_tests[];
extern const struct test site_tests[];
extern const struct test corpus_tests[];

#endif /* RESULTS_TEST_KTAP_H */
