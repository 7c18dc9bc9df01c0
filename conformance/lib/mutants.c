// SPDX-License-Identifier: GPL-2.0-only
/* Which mutants a rule or a suite has: those that a test of it must find. */
#include <stdlib.h>
#include <linux/kernel.h>
#include "kunit_run.h"
#include "mutants.h"
#include "suite.h"

#define LIST	"conformance/mutants/list"

/* The columns of a line of the list that matter here. */
enum { NAME = 0, KILLER = 4, COLUMNS };

static bool split(char *line, char *column[COLUMNS])
{
	if (*line == '#')
		return false;
	for (unsigned int i = 0; i < COLUMNS; i++) {
		column[i] = strsep(&line, "\t");
		if (!line)
			return false;
	}
	return true;
}

static bool is_of_suite(const char *test, const struct kunit_suite *suite)
{
	size_t suite_len = strcspn(test, ":");

	return !strncmp(suite->name, test, suite_len) && !suite->name[suite_len];
}

/* Whether the test "suite:case" shows a rule. */
static bool shows(const char *test, enum ptlu_rule rule)
{
	const char *name = test + strcspn(test, ":") + 1;

	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next) {
		if (!is_of_suite(test, suite))
			continue;
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			if (strcspn(one->name, " ") == strlen(name) &&
			    !strncmp(one->name, name, strlen(name)) &&
			    ptlu_case_shows(one->name, rule))
				return true;
	}
	return false;
}

/**
 * ptlu_mutants_write() - write the mutants of a rule or of a suite, the first few by name
 * @page: where to
 * @rule: the rule, RULE_NONE for those of a suite
 * @suite: the suite
 *
 * Return: 0, or -EIO without a list, with the reason in errno.
 */
int ptlu_mutants_write(FILE *page, enum ptlu_rule rule, const struct kunit_suite *suite)
{
	enum { BY_NAME = 3 };
	FILE *list = fopen(LIST, "r");
	char *line = NULL, *column[COLUMNS];
	unsigned int nr = 0;
	size_t size = 0;

	if (!list)
		return -EIO;
	while (getline(&line, &size, list) > 0) {
		if (!split(line, column) ||
		    !(rule == RULE_NONE ? is_of_suite(column[KILLER], suite) :
					  shows(column[KILLER], rule)))
			continue;
		if (nr++ < BY_NAME)
			fprintf(page, "%s%s", nr > 1 ? "<br>" : "", column[NAME]);
	}
	if (nr > BY_NAME)
		fprintf(page, "<br>%u more", nr - BY_NAME);
	if (!nr)
		fprintf(page, "none");
	free(line);
	return fclose(list) ? -EIO : 0;
}
