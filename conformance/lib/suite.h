/* SPDX-License-Identifier: GPL-2.0-only */
/* Suites of ptlu: KUnit suites whose cases list the rules that they show. */
#ifndef PTLU_CONFORMANCE_SUITE_H
#define PTLU_CONFORMANCE_SUITE_H

#include <kunit/test.h>
#include "rules.h"

/**
 * struct ptlu_case - a test case
 * @kunit: KUnit's part
 * @rules: the rules that it shows, ends with RULE_NONE; NULL for none
 */
struct ptlu_case {
	struct kunit_case kunit;
	const enum ptlu_rule *rules;
};

/**
 * RULE_CASE() - a case that shows rules
 * @test: its function
 * @gen: its parameters, ptlu_test_gen_targets() or ptlu_test_gen_cases()
 *
 * Followed by enum ptlu_rule for each rule. Their ids become part of the KTAP description.
 */
#define RULE_CASE(test, gen, ...)                                                   \
	{                                                                           \
		.kunit = KUNIT_CASE_PARAM(test, gen),                               \
		.rules = (const enum ptlu_rule[]){ __VA_ARGS__, RULE_NONE },        \
	}

/* Cases that show no rule, with and without parameters. */
#define PLAIN_CASE_PARAM(test, gen)	{ .kunit = KUNIT_CASE_PARAM(test, gen) }
#define PLAIN_CASE(test)		{ .kunit = KUNIT_CASE(test) }

#define PTLU_CASE_NAME	128

/**
 * struct ptlu_suite - a suite
 * @kunit: KUnit's part, with @kunit_cases
 * @cases: the cases
 * @nr: number of cases
 * @kunit_cases: filled in by ptlu_suite_add(), as @names
 * @names: KTAP descriptions of the cases
 * @next: list of all suites that were added
 */
struct ptlu_suite {
	struct kunit_suite kunit;
	const struct ptlu_case *cases;
	unsigned int nr;
	struct kunit_case *kunit_cases;
	char (*names)[PTLU_CASE_NAME];
	struct ptlu_suite *next;
};

/**
 * PTLU_SUITE() - define a suite
 * @id: its variable
 * @suite_name: its name
 * @suite_cases: array of struct ptlu_case
 *
 * Followed by other initializers of struct kunit_suite.
 */
#define PTLU_SUITE(id, suite_name, suite_cases, ...)                                \
	static struct kunit_case id##_kunit_cases[ARRAY_SIZE(suite_cases) + 1];     \
	static char id##_names[ARRAY_SIZE(suite_cases)][PTLU_CASE_NAME];            \
	static struct ptlu_suite id = {                                             \
		.kunit = {                                                          \
			.name = suite_name,                                         \
			.test_cases = id##_kunit_cases,                             \
			__VA_ARGS__                                                 \
		},                                                                  \
		.cases = suite_cases,                                               \
		.nr = ARRAY_SIZE(suite_cases),                                      \
		.kunit_cases = id##_kunit_cases,                                    \
		.names = id##_names,                                                \
	};                                                                          \
	PTLU_REGISTER_SUITE(id)

/* The host tier's runner finds all suites, conformance/kernel/suites.c has a table. */
#ifndef PTLU_REGISTER_SUITE
#define PTLU_REGISTER_SUITE(id)                                                     \
	static __attribute__((constructor)) void id##_register(void)                \
	{                                                                           \
		ptlu_suite_add(&id);                                                \
		ptlu_kunit_register(&id.kunit);                                     \
	}
#endif

void ptlu_suite_add(struct ptlu_suite *suite);
const enum ptlu_rule *ptlu_case_rules(const char *name);
bool ptlu_case_shows(const char *name, enum ptlu_rule rule);

#endif
