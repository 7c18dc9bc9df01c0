/* SPDX-License-Identifier: GPL-2.0-only */
/* The targets that tests run for, and the halves of their addresses: parameters of tests. */
#ifndef PTLU_CONFORMANCE_SELECTION_H
#define PTLU_CONFORMANCE_SELECTION_H

#include <kunit/test.h>
#include "formats/targets.h"

/* The halves of a target's addresses that a test maps. */
enum ptlu_test_halves {
	PTLU_TEST_LOWER = 1,
	PTLU_TEST_UPPER = 2,
	PTLU_TEST_BOTH = PTLU_TEST_LOWER | PTLU_TEST_UPPER,
};

/**
 * struct ptlu_test_case - parameter of most tests
 * @target: the target
 * @halves: the halves that are mapped
 */
struct ptlu_test_case {
	const struct ptlu_target *target;
	enum ptlu_test_halves halves;
};

bool ptlu_test_select_targets(const char *patterns);
bool ptlu_test_selects_format(enum ptlu_format_id id);
bool ptlu_test_selects_suite(const char *name);
const void *ptlu_test_gen_targets(struct kunit *test, const void *prev, char *desc);
const void *ptlu_test_gen_cases(struct kunit *test, const void *prev, char *desc);
const struct ptlu_test_case *ptlu_test_case(struct kunit *test);
enum ptlu_test_halves ptlu_test_all_halves(const struct ptlu_target *target);
enum ptlu_test_halves ptlu_test_first_half(const struct ptlu_target *target);
bool ptlu_test_is_first(const struct ptlu_target *target, unsigned int features);
void ptlu_test_skip_in_other_builds(struct kunit *test);

#endif
