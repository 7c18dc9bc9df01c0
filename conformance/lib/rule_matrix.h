/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix of rules against targets, of which ptlu-check makes KTAP comments and a page. */
#ifndef PTLU_CONFORMANCE_RULE_MATRIX_H
#define PTLU_CONFORMANCE_RULE_MATRIX_H

#include <stdio.h>
#include <kunit/test.h>

void ptlu_rules_check(void);
void ptlu_rules_note(const struct kunit_suite *suite, const struct kunit_case *ptlu_test_case,
		const struct kunit *test);
void ptlu_rules_print(FILE *to);
int ptlu_rules_write_page(const char *path);

#endif
