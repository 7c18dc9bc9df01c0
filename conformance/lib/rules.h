/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules: what a test shows. */
#ifndef PTLU_CONFORMANCE_RULES_H
#define PTLU_CONFORMANCE_RULES_H

#include <kunit/test.h>

/**
 * RULE_CASE() - a KUnit case that shows rules
 * @test: its function
 * @gen: its parameters, ptlu_test_gen_targets() or ptlu_test_gen_cases()
 * @rules: ids from rules.def, separated by blanks; they become part of the KTAP description
 */
#define RULE_CASE(test, gen, rules) \
	{ .run_case = test, .name = #test " [" rules "]", .generate_params = gen }

#endif
