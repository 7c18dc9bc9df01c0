/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the KUnit suites that are linked into a program. */
#ifndef PTLU_KUNIT_RUN_H
#define PTLU_KUNIT_RUN_H

#include <stdio.h>
#include <linux/types.h>

struct kunit;
struct kunit_case;
struct kunit_suite;

/**
 * struct ktap_options - what to run and how
 * @only_suite: shell patterns for suite names, separated by blanks
 * @wanted: called for these suites, returns true to run one
 * @seconds_per_test: limit of CPU time after which a test is aborted and fails; of elapsed time ten
 *	times as much
 * @seed: seed of get_random_u64() in every test
 * @catch_crashes: a bad memory access fails the test instead of ending the program; not for the
 *	address sanitizer, whose report has more details
 * @before_each: called before every test, to boot a machine for it
 * @start: called at the start of every test, which it may skip
 * @after_each: called after every test that was not aborted or skipped, to check for leaks
 * @excuse: returns the reason why a warning is not a failure of the test, or NULL; optional
 * @after_result: called when the result of a test was printed
 */
struct ktap_options {
	const char *only_suite;
	bool (*wanted)(const struct kunit_suite *suite);
	unsigned int seconds_per_test;
	u64 seed;
	bool catch_crashes;
	void (*before_each)(void);
	void (*start)(struct kunit *test);
	void (*after_each)(struct kunit *test);
	const char *(*excuse)(const struct kunit *test, const char *warning);
	void (*after_result)(const struct kunit *test);
};

struct ktap_counts {
	unsigned int passed, failed, skipped, tree_defects;
};

struct ktap_counts ktap_run(const struct ktap_options *options);
bool ktap_has_suite(const char *patterns);
void ktap_list(FILE *to);
const struct kunit_suite *ktap_suites(void);

#endif
