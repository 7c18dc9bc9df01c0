/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules of conformance/rules.def, by number. */
#ifndef PTLU_CONFORMANCE_RULES_H
#define PTLU_CONFORMANCE_RULES_H

enum ptlu_rule {
	RULE_NONE,	/* end of a list */
#define RULE(group, number, source, text) RULE_##group##_##number,
#include "conformance/rules.def"
#undef RULE
	PTLU_NR_RULES,
};

const char *ptlu_rule_id(enum ptlu_rule rule);

#endif
