/* SPDX-License-Identifier: GPL-2.0-only */
/* Which mutants a rule has: those that a test of the rule must find. */
#ifndef PTLU_CONFORMANCE_MUTANTS_H
#define PTLU_CONFORMANCE_MUTANTS_H

#include <stdio.h>
#include "rules.h"

int ptlu_mutants_write(FILE *page, enum ptlu_rule rule);

#endif
