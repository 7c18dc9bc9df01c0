/* SPDX-License-Identifier: GPL-2.0-only */
/* How a test program runs the KUnit suites that were linked into it. */
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
 * @wanted: a second opinion on which suites to run
 * @seconds_per_test: after which a test is given up and fails
 * @seed: what get_random_u64() starts from in every test
 * @catch_crashes: a bad memory access fails the test instead of ending the program; leave it off
 *	under the address sanitizer, which tells more
 * @before_each: called before every test, to boot a machine for it
 * @start: called at the start of every test, which it may skip
 * @after_each: called after every test that neither failed nor was skipped, to look for leaks
 * @after_result: called when a test's result is printed
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
	void (*after_result)(const struct kunit_suite *suite,
			     const struct kunit_case *ptlu_test_case, const struct kunit *test);
};

struct ktap_counts {
	unsigned int passed, failed, skipped, tree_defects;
};

struct ktap_counts ktap_run(const struct ktap_options *options);
bool ktap_has_suite(const char *patterns);
void ktap_list(FILE *to);
const struct kunit_suite *ktap_suites(void);

#endif
