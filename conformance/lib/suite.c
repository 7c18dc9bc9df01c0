// SPDX-License-Identifier: GPL-2.0-only
/* Suites of ptlu: their KTAP descriptions, and the rules that a case shows. */
#include "suite.h"

static const char * const rule_ids[] = {
#define RULE(group, number, source, text) [RULE_##group##_##number] = #group "-" #number,
#include "conformance/rules.def"
#undef RULE
};

const char *ptlu_rule_id(enum ptlu_rule rule)
{
	return rule_ids[rule];
}

static struct ptlu_suite *suites;

/* "name [rule rule]" */
static void describe(const struct ptlu_case *one, char *name)
{
	size_t used = snprintf(name, PTLU_CASE_NAME, "%s", one->kunit.name);

	for (const enum ptlu_rule *rule = one->rules; rule && *rule; rule++)
		used += snprintf(name + used, PTLU_CASE_NAME - used, "%s%s%s",
				 rule == one->rules ? " [" : " ", ptlu_rule_id(*rule),
				 rule[1] ? "" : "]");
}

/**
 * ptlu_suite_add() - fill in KUnit's cases of a suite
 * @suite: the suite, added once
 */
void ptlu_suite_add(struct ptlu_suite *suite)
{
	for (unsigned int i = 0; i < suite->nr; i++) {
		describe(&suite->cases[i], suite->names[i]);
		suite->kunit_cases[i] = suite->cases[i].kunit;
		suite->kunit_cases[i].name = suite->names[i];
	}
	suite->next = suites;
	suites = suite;
}

/**
 * ptlu_case_rules() - find the rules that a case shows
 * @name: the case's name: the very string that struct kunit_case and struct kunit point to
 *
 * Return: rules that end with RULE_NONE, or NULL if the case shows none or is not a case of ptlu.
 */
const enum ptlu_rule *ptlu_case_rules(const char *name)
{
	for (const struct ptlu_suite *suite = suites; suite; suite = suite->next)
		for (unsigned int i = 0; i < suite->nr; i++)
			if (suite->kunit_cases[i].name == name)
				return suite->cases[i].rules;
	return NULL;
}

/* Check that a case shows a rule. @name as in ptlu_case_rules() */
bool ptlu_case_shows(const char *name, enum ptlu_rule rule)
{
	for (const enum ptlu_rule *at = ptlu_case_rules(name); at && *at; at++)
		if (*at == rule)
			return true;
	return false;
}
