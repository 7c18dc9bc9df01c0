/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix of rules against targets, which ptlu-check prints as KTAP comments and as a page. */
#ifndef PTLU_CONFORMANCE_RULE_MATRIX_H
#define PTLU_CONFORMANCE_RULE_MATRIX_H

#include <stdio.h>
#include <kunit/test.h>

void ptlu_rules_check(void);
void ptlu_rules_note(const struct kunit *test);
void ptlu_rules_print(FILE *to);
int ptlu_rules_write_page(const char *path);

#endif
