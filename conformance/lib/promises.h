/* SPDX-License-Identifier: GPL-2.0-only */
/* What a core's design does not promise: such a rule is reported, and no test of it is run. */
#ifndef PTLU_CONFORMANCE_PROMISES_H
#define PTLU_CONFORMANCE_PROMISES_H

#include "domains.h"

/* How the reason begins with which a test of such a rule is skipped. */
#define NOT_PROMISED	"not promised by "

const char *ptlu_core_gap(enum ptlu_core_id core, const char *rule,
			  const struct ptlu_target *target);
void ptlu_test_need_promises(struct kunit *test);

#endif
