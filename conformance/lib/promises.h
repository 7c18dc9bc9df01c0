/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules that the design of a core does not promise: they are reported, and their tests are skipped.
 */
#ifndef PTLU_CONFORMANCE_PROMISES_H
#define PTLU_CONFORMANCE_PROMISES_H

#include "formats/targets.h"
#include "suite.h"

const char *ptlu_core_gap(enum ptlu_core_id core, enum ptlu_rule rule,
			  const struct ptlu_target *target);
const char *ptlu_core_excuse(enum ptlu_core_id core, const struct ptlu_target *target,
			     const char *warning);
void ptlu_test_need_promises(struct kunit *test);

#endif
