// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matrix of rules against targets: collected from test results, printed after KTAP and as a
 * page.
 */
#include "kunit_run.h"
#include "judged_core.h"
#include "machine/machine.h"
#include "mutants.h"
#include "promises.h"
#include "rule_matrix.h"
#include "selection.h"
#include "suite.h"
#include "conformance/suites/feature_subsets.h"

static const struct {
	const char *source, *text;
} rules[PTLU_NR_RULES] = {
#define RULE(group, number, s, t) [RULE_##group##_##number] = { .source = s, .text = t },
#include "conformance/rules.def"
#undef RULE
};

#define for_each_rule(rule) \
	for (enum ptlu_rule rule = RULE_NONE + 1; rule < PTLU_NR_RULES; rule++)

/* A result replaces an earlier one that is before it in this list. */
enum verdict {
	NOT_RUN,
	NOT_APPLICABLE,
	UNPROMISED,
	PASS,
	TREE_DEFECT,
	FAIL,
};

static const char verdict_letters[] = " -n.XF";

/* Reason of a verdict, and the names of the tests that failed for it. */
struct reason {
	struct reason *next;
	char *text;
	char tests[256];
};

struct cell {
	enum verdict verdict;
	struct reason *reasons;
};

static struct cell *cells;

static struct cell *cell_at(enum ptlu_rule rule, unsigned int target)
{
	if (!cells) {
		cells = calloc(PTLU_NR_RULES * ptlu_nr_targets, sizeof(*cells));
		if (!cells) {
			fprintf(stderr, "ptlu-check: no memory for the matrix of rules\n");
			exit(2);
		}
	}
	return &cells[rule * ptlu_nr_targets + target];
}

/* Skip a number: reasons that differ in numbers only are the same. */
static const char *skip_number(const char *text)
{
	if (!strncmp(text, "0x", 2))
		return text + 2 + strspn(text + 2, "0123456789abcdef");
	return text + strspn(text, "0123456789");
}

static bool same_reason(const char *a, const char *b)
{
	while (*a && *b) {
		const char *after_a = skip_number(a), *after_b = skip_number(b);

		if (after_a != a && after_b != b) {
			a = after_a;
			b = after_b;
		} else if (*a++ != *b++) {
			return false;
		}
	}
	return *a == *b;
}

static struct reason *find_reason(const struct cell *cell, const char *text)
{
	struct reason *one = cell->reasons;

	while (one && !same_reason(one->text, text))
		one = one->next;
	return one;
}

/* A comment of KTAP is one line. */
static struct reason *add_reason(struct cell *cell, const char *text)
{
	struct reason **at = &cell->reasons, *one = find_reason(cell, text);

	if (one)
		return one;
	while (*at)
		at = &(*at)->next;
	*at = calloc(1, sizeof(**at));
	(*at)->text = strdup(text);
	for (char *c = (*at)->text; (c = strchr(c, '\n')); )
		*c = ' ';
	return *at;
}

/* The name of a case ends where its rules begin. */
static void add_test(struct reason *reason, const char *name)
{
	int length = strcspn(name, " ");
	size_t used = strlen(reason->tests);
	char test[128];

	snprintf(test, sizeof(test), "%.*s", length, name);
	if (!strstr(reason->tests, test))
		snprintf(reason->tests + used, sizeof(reason->tests) - used, "%s%s",
			 used ? " " : "", test);
}

static void free_reasons(struct cell *cell)
{
	while (cell->reasons) {
		struct reason *one = cell->reasons;

		cell->reasons = one->next;
		free(one->text);
		free(one);
	}
}

static enum verdict verdict_of(const struct kunit *test, const char *gap)
{
	if (test->failed)
		return FAIL;
	if (test->not_promised && gap)
		return UNPROMISED;
	if (test->skipped)
		return NOT_APPLICABLE;
	return test->tree_defect ? TREE_DEFECT : PASS;
}

static void note_one(enum ptlu_rule rule, unsigned int target, const struct kunit *test)
{
	/* the test may be skipped because of another rule that it shows */
	const char *gap = ptlu_core_gap(ptlu_test_core, rule, &ptlu_targets[target]);
	enum verdict verdict = verdict_of(test, gap);
	struct cell *cell = cell_at(rule, target);

	if (verdict < cell->verdict)
		return;
	if (verdict > cell->verdict)
		free_reasons(cell);
	cell->verdict = verdict;
	if (verdict == UNPROMISED) {
		add_reason(cell, gap);
	} else if (verdict == NOT_APPLICABLE && test->not_promised) {
		add_reason(cell, "all its tests show a rule that the core does not promise");
	} else if (verdict == FAIL) {
		add_test(add_reason(cell, test->message), test->name);
	} else if (verdict != PASS) {
		add_reason(cell, test->message);
	}
}

static bool has_test(enum ptlu_rule rule)
{
	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next)
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			if (ptlu_case_shows(one->name, rule))
				return true;
	return false;
}

/* End the program if a rule has no test. */
void ptlu_rules_check(void)
{
	for_each_rule(rule) {
		if (has_test(rule))
			continue;
		fprintf(stderr, "ptlu-check: no test shows %s of conformance/rules.def\n",
			ptlu_rule_id(rule));
		exit(2);
	}
}

/**
 * ptlu_rules_note() - note a test's result for the rules that it shows
 * @test: the test, of one target if it has a parameter, otherwise of all
 */
void ptlu_rules_note(const struct kunit *test)
{
	const struct ptlu_test_case *param = test->param_value;

	for (const enum ptlu_rule *rule = ptlu_case_rules(test->name); rule && *rule; rule++)
		for (unsigned int target = 0; target < ptlu_nr_targets; target++)
			if (!param || param->target == &ptlu_targets[target])
				note_one(*rule, target, test);
}

static unsigned int count(enum ptlu_rule rule, enum verdict verdict)
{
	unsigned int number = 0;

	for (unsigned int target = 0; target < ptlu_nr_targets; target++)
		number += cell_at(rule, target)->verdict == verdict;
	return number;
}

static bool printed_before(enum ptlu_rule rule, unsigned int target, enum verdict verdict,
			   const char *text)
{
	while (target--)
		if (cell_at(rule, target)->verdict == verdict &&
		    find_reason(cell_at(rule, target), text))
			return true;
	return false;
}

static void print_reason(FILE *to, const char *start, enum ptlu_rule rule, enum verdict verdict,
			 const struct reason *reason)
{
	fprintf(to, "%s%s: %s%s%s:", start, ptlu_rule_id(rule), reason->tests,
		*reason->tests ? ": " : "", reason->text);
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (cell_at(rule, i)->verdict == verdict &&
		    find_reason(cell_at(rule, i), reason->text))
			fprintf(to, " %s", ptlu_targets[i].name);
	fprintf(to, "\n");
}

/* One line for all targets of a rule that have the same reason. */
static void print_reasons(FILE *to, const char *start, enum verdict verdict)
{
	for_each_rule(rule)
		for (unsigned int i = 0; i < ptlu_nr_targets; i++) {
			const struct reason *one = cell_at(rule, i)->reasons;

			for (; one && cell_at(rule, i)->verdict == verdict; one = one->next)
				if (!printed_before(rule, i, verdict, one->text))
					print_reason(to, start, rule, verdict, one);
		}
}

static bool any_result(void)
{
	for_each_rule(rule)
		if (count(rule, NOT_RUN) != ptlu_nr_targets)
			return true;
	return false;
}

/* The matrix in KTAP's comments: a row per rule, a column per target. */
void ptlu_rules_print(FILE *to)
{
	size_t longest = 0;

	if (!any_result())
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
	for_each_rule(rule) {
		if (count(rule, NOT_RUN) == ptlu_nr_targets)
			continue;
		fprintf(to, "# %-14s", ptlu_rule_id(rule));
		for (unsigned int i = 0; i < ptlu_nr_targets; i++)
			fprintf(to, " %c", verdict_letters[cell_at(rule, i)->verdict]);
		fprintf(to, "\n");
	}
	print_reasons(to, "# - ", NOT_APPLICABLE);
	print_reasons(to, "# n ", UNPROMISED);
	print_reasons(to, "# X ", TREE_DEFECT);
	print_reasons(to, "# F ", FAIL);
}

static void write_tests(FILE *page, enum ptlu_rule rule)
{
	const char *separator = "";

	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next)
		for (const struct kunit_case *one = suite->test_cases; one->run_case; one++)
			if (ptlu_case_shows(one->name, rule)) {
				fprintf(page, "%s`%s`: %.*s", separator, suite->name,
					(int)strcspn(one->name, " "), one->name);
				separator = "<br>";
			}
}

static void write_targets(FILE *page, enum ptlu_rule rule)
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

static int write_rules(FILE *page)
{
	fprintf(page,
		"# Rules\n\n"
		"What every tree, format and core must do, and the tests that show it. Do not edit: `make rules`\n"
		"writes this page from [rules.def](rules.def) and from the results of the tests. \"Targets\" are\n"
		"those for which the tests passed or failed; `make check` prints why a rule does not apply to\n"
		"another target. \"Mutants\" are the mistakes that one of the tests must find, from\n"
		"[mutants](mutants/README.md); a rule without one fails `make lint`. Sources: \"posted\n"
		"series\" is what the [posted series](../docs/posted-series.md) promises, \"review\" what its\n"
		"reviewers asked for, \"ABI\" `formats/liveupdate/domain_ser.h`, \"driver\" the tree's IOMMU\n"
		"drivers, \"KHO\" the tree's kexec_handover.c, \"architecture manuals\" those that\n"
		"`conformance/walkers/` name.\n\n"
		"| id | rule | source | tests | targets | mutants |\n|---|---|---|---|---|---|\n");
	for_each_rule(rule) {
		fprintf(page, "| %s | %s | %s | ", ptlu_rule_id(rule), rules[rule].text,
			rules[rule].source);
		write_tests(page, rule);
		fprintf(page, " | ");
		write_targets(page, rule);
		fprintf(page, " | ");
		if (ptlu_mutants_write(page, rule, NULL))
			return -EIO;
		fprintf(page, " |\n");
	}
	fprintf(page, "\n");
	return 0;
}

/* Suites that show defects of the tree judge nothing of ours. */
static int write_suites(FILE *page)
{
	fprintf(page,
		"## Suites\n\n"
		"The mutants that each suite must find; a suite without one fails `make lint`.\n\n"
		"| suite | mutants |\n|---|---|\n");
	for (const struct kunit_suite *suite = ktap_suites(); suite; suite = suite->ptlu_next) {
		if (strncmp(suite->name, "ptlu-", 5) || strstr(suite->name, "-defects"))
			continue;
		fprintf(page, "| `%s` | ", suite->name);
		if (ptlu_mutants_write(page, RULE_NONE, suite))
			return -EIO;
		fprintf(page, " |\n");
	}
	fprintf(page, "\n");
	return 0;
}

/**
 * ptlu_rules_write_page() - write conformance/RULES.md from the results of this run
 * @path: the file; if it exists the feature subsets of this build are appended
 *
 * Return: 0 or -EIO, with the reason in errno.
 */
int ptlu_rules_write_page(const char *path)
{
	FILE *page = fopen(path, "a");

	if (!page)
		return -EIO;
	if (!ftell(page) && (write_rules(page) || write_suites(page))) {
		fclose(page);
		return -EIO;
	}
	ptlu_subset_write_page(page);
	return fclose(page) ? -EIO : 0;
}
