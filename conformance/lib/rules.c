// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of rules against targets: collected from test results, printed after KTAP, written as a page. */
#include "promises.h"
#include "rule_matrix.h"
#include "kunit_run.h"
#include "conformance/suites/feature_subsets.h"

static const struct rule {
	const char *id, *source, *text;
} rules[] = {
#define RULE(i, s, t) { .id = i, .source = s, .text = t },
#include "conformance/rules.def"
#undef RULE
};

/* In the order in which one result takes the place of another. */
enum verdict {
	NOT_RUN,
	NOT_APPLICABLE,
	UNPROMISED,
	PASS,
	TREE_DEFECT,
	FAIL,
};

static const char verdict_letters[] = " -n.XF";

struct cell {
	enum verdict verdict;
	char reason[160];
};

static struct cell *cells;

static struct cell *cell_at(unsigned int rule, unsigned int target)
{
	if (!cells)
		cells = calloc(ARRAY_SIZE(rules) * ptlu_nr_targets, sizeof(*cells));
	return &cells[rule * ptlu_nr_targets + target];
}

static enum verdict verdict_of(const struct kunit *test)
{
	if (test->failed)
		return FAIL;
	if (test->skipped)
		return strstr(test->message, NOT_PROMISED) == test->message ? UNPROMISED :
									      NOT_APPLICABLE;
	return test->tree_defect ? TREE_DEFECT : PASS;
}

static void note_one(unsigned int rule, unsigned int target, const struct kunit *test)
{
	struct cell *cell = cell_at(rule, target);
	enum verdict verdict = verdict_of(test);

	if (verdict <= cell->verdict)
		return;
	cell->verdict = verdict;
	snprintf(cell->reason, sizeof(cell->reason), "%.159s", test->message);
}

static bool names_rule(const struct kunit_case *ptlu_test_case, const struct rule *rule)
{
	const char *at = strchr(ptlu_test_case->name, '[');
	size_t length = strlen(rule->id);

	for (; at && *at != ']'; at = at + 1 + strcspn(at + 1, " ]"))
		if (!strncmp(at + 1, rule->id, length) && strchr(" ]", at[1 + length]))
			return true;
	return false;
}

/* A misspelt rule would be a rule that nobody checks. */
static void check_names(const struct kunit_case *ptlu_test_case)
{
	const char *at = strchr(ptlu_test_case->name, '[');
	unsigned int words = 0, known = 0;

	for (; at && *at != ']'; at = at + 1 + strcspn(at + 1, " ]"))
		words++;
	for (unsigned int i = 0; i < ARRAY_SIZE(rules); i++)
		known += names_rule(ptlu_test_case, &rules[i]);
	if (words == known)
		return;
	fprintf(stderr, "ptlu-check: '%s' names a rule that conformance/rules.def has not\n",
		ptlu_test_case->name);
	exit(2);
}

static bool has_test(const struct rule *rule)
{
	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next)
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			if (names_rule(one, rule))
				return true;
	return false;
}

/* Every rule has a test, and every test's rules exist; else the program ends. */
void ptlu_rules_check(void)
{
	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next)
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			check_names(one);
	for (unsigned int i = 0; i < ARRAY_SIZE(rules); i++) {
		if (has_test(&rules[i]))
			continue;
		fprintf(stderr, "ptlu-check: no test names %s of conformance/rules.def\n",
			rules[i].id);
		exit(2);
	}
}

/**
 * ptlu_rules_note() - take a test's result down for the rules that the test names
 * @suite: its suite
 * @ptlu_test_case: its case
 * @test: the test; a target's if it has a parameter, else all targets'
 */
void ptlu_rules_note(const struct kunit_suite *suite, const struct kunit_case *ptlu_test_case,
		const struct kunit *test)
{
	const struct ptlu_test_case *param = test->param_value;

	(void)suite;
	if (!strchr(ptlu_test_case->name, '['))
		return;
	for (unsigned int rule = 0; rule < ARRAY_SIZE(rules); rule++)
		for (unsigned int target = 0; target < ptlu_nr_targets; target++)
			if (names_rule(ptlu_test_case, &rules[rule]) &&
			    (!param || param->target == &ptlu_targets[target]))
				note_one(rule, target, test);
}

static unsigned int count(unsigned int rule, enum verdict verdict)
{
	unsigned int number = 0;

	for (unsigned int target = 0; target < ptlu_nr_targets; target++)
		number += cell_at(rule, target)->verdict == verdict;
	return number;
}

/* Targets of a rule for which the same was said, in one line each. */
static void print_reasons(FILE *to, const char *start, enum verdict verdict)
{
	for (unsigned int rule = 0; rule < ARRAY_SIZE(rules); rule++) {
		for (unsigned int first = 0; first < ptlu_nr_targets; first++) {
			const struct cell *cell = cell_at(rule, first);
			bool told = false;

			if (cell->verdict != verdict)
				continue;
			for (unsigned int i = 0; i < first; i++)
				told |= cell_at(rule, i)->verdict == verdict &&
					!strcmp(cell_at(rule, i)->reason, cell->reason);
			if (told)
				continue;
			fprintf(to, "%s%s: %s:", start, rules[rule].id, cell->reason);
			for (unsigned int i = first; i < ptlu_nr_targets; i++)
				if (cell_at(rule, i)->verdict == verdict &&
				    !strcmp(cell_at(rule, i)->reason, cell->reason))
					fprintf(to, " %s", ptlu_targets[i].name);
			fprintf(to, "\n");
		}
	}
}

static bool anything(void)
{
	for (unsigned int rule = 0; rule < ARRAY_SIZE(rules); rule++)
		if (count(rule, NOT_RUN) != ptlu_nr_targets)
			return true;
	return false;
}

/* The matrix in KTAP's comments: a row per rule, a column per target. */
void ptlu_rules_print(FILE *to)
{
	size_t longest = 0;

	if (!anything())
		return;
	fprintf(to, "# rules against targets: . pass, F fail, X defect of the tree, "
		    "- not applicable, n not promised by the core\n");
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		longest = max(longest, strlen(ptlu_targets[i].name));
	for (size_t row = 0; row < longest; row++) {
		fprintf(to, "# %-14s", "");
		for (unsigned int i = 0; i < ptlu_nr_targets; i++) {
			const char *name = ptlu_targets[i].name;

			fprintf(to, " %c", row < strlen(name) ? name[row] : ' ');
		}
		fprintf(to, "\n");
	}
	for (unsigned int rule = 0; rule < ARRAY_SIZE(rules); rule++) {
		if (count(rule, NOT_RUN) == ptlu_nr_targets)
			continue;
		fprintf(to, "# %-14s", rules[rule].id);
		for (unsigned int i = 0; i < ptlu_nr_targets; i++)
			fprintf(to, " %c", verdict_letters[cell_at(rule, i)->verdict]);
		fprintf(to, "\n");
	}
	print_reasons(to, "# - ", NOT_APPLICABLE);
	print_reasons(to, "# n ", UNPROMISED);
	print_reasons(to, "# X ", TREE_DEFECT);
	print_reasons(to, "# F ", FAIL);
}

static void write_tests(FILE *page, const struct rule *rule)
{
	const char *separator = "";

	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next)
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			if (names_rule(one, rule)) {
				fprintf(page, "%s`%s`: %.*s", separator, suite->name,
					(int)strcspn(one->name, " "), one->name);
				separator = "<br>";
			}
}

static void write_targets(FILE *page, unsigned int rule)
{
	unsigned int not_run = count(rule, NOT_RUN), not_applicable = count(rule, NOT_APPLICABLE) +
							       count(rule, UNPROMISED);
	const char *separator = "all but ";

	if (not_run == ptlu_nr_targets) {
		fprintf(page, "not run");
	} else if (!not_run && !not_applicable) {
		fprintf(page, "all");
	} else if (not_applicable + not_run > ptlu_nr_targets / 2) {
		separator = "";
		for (unsigned int i = 0; i < ptlu_nr_targets; i++)
			if (cell_at(rule, i)->verdict >= PASS) {
				fprintf(page, "%s%s", separator, ptlu_targets[i].name);
				separator = ", ";
			}
	} else {
		for (unsigned int i = 0; i < ptlu_nr_targets; i++)
			if (cell_at(rule, i)->verdict < PASS) {
				fprintf(page, "%s%s", separator, ptlu_targets[i].name);
				separator = ", ";
			}
	}
}

static void write_rules(FILE *page)
{
	fprintf(page,
		"# Rules\n\n"
		"What every tree, format and core must do, and what shows it. Written by `make rules` from\n"
		"[rules.def](rules.def), from the tests' descriptions and from what was measured: do not edit.\n"
		"\"Targets\" are those for which the rule was run and passed or failed; why it does not apply to\n"
		"another is told by `make check`.\n\n"
		"| id | rule | source | tests | targets |\n|---|---|---|---|---|\n");
	for (unsigned int rule = 0; rule < ARRAY_SIZE(rules); rule++) {
		fprintf(page, "| %s | %s | %s | ", rules[rule].id, rules[rule].text,
			rules[rule].source);
		write_tests(page, &rules[rule]);
		fprintf(page, " | ");
		write_targets(page, rule);
		fprintf(page, " |\n");
	}
	fprintf(page, "\n");
}

/**
 * ptlu_rules_write_page() - conformance/RULES.md as measured by this run
 * @path: where to; a file that is there already gets the trim matrix of this build appended
 *
 * Return: 0 or -EIO, with the reason in errno.
 */
int ptlu_rules_write_page(const char *path)
{
	FILE *page = fopen(path, "a");

	if (!page)
		return -EIO;
	if (!ftell(page))
		write_rules(page);
	ptlu_subset_write_page(page);
	return fclose(page) ? -EIO : 0;
}
