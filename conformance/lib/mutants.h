/* SPDX-License-Identifier: GPL-2.0-only */
/* Which mutants a rule or a suite has: those that a test of it must find. */
#ifndef PTLU_CONFORMANCE_MUTANTS_H
#define PTLU_CONFORMANCE_MUTANTS_H

#include <stdio.h>
#include "rules.h"

struct kunit_suite;

int ptlu_mutants_write(FILE *page, enum ptlu_rule rule, const struct kunit_suite *suite);

#endif
