// SPDX-License-Identifier: GPL-2.0-only
/* JUnit XML: what Jenkins and GitLab both read. A KTAP has no times, so there are none. */
#include "formats.h"
#include "results/ptlu/markup.h"
#include "results/ptlu/names.h"

#include <stdio.h>
#include <string.h>

/* Characters of words: a '.' separates packages and classes. */
#define OTHERS	"+~ "

static void put_attribute(const char *name, const char *value, FILE *out)
{
	fprintf(out, " %s=\"", name);
	put_markup(value, out);
	fputc('"', out);
}

static void put_property(const char *name, const char *value, FILE *out)
{
	fputs("      <property", out);
	put_attribute("name", name, out);
	put_attribute("value", value, out);
	fputs("/>\n", out);
}

static void put_element(const char *name, const char *message, const char *text, FILE *out)
{
	fprintf(out, "      <%s", name);
	if (*message)
		put_attribute("message", message, out);
	fputc('>', out);
	put_markup(text, out);
	fprintf(out, "</%s>\n", name);
}

/* The first line of a test's diagnostics. */
static const char *first_line(const struct export_test *t, char *text, size_t size)
{
	snprintf(text, size, "%.*s", (int)strcspn(t->log, "\n"), t->log);
	return *text ? text : "failed";
}

static void put_result(const struct export_test *t, FILE *out)
{
	char message[256], text[512];

	switch (t->result) {
	case KTAP_FAILED:
		put_element("failure", first_line(t, message, sizeof(message)), t->log, out);
		return;
	case KTAP_ERROR:
		put_element("error", t->reason, t->log, out);
		return;
	case KTAP_SKIPPED:
		put_element("skipped", t->reason, "", out);
		return;
	case KTAP_XFAILED:
		snprintf(text, sizeof(text), "known defect of the tree: %s\n", t->reason);
		put_element("system-out", "", text, out);
		return;
	default:
		return;
	}
}

static void put_test(const struct export_test *t, FILE *out)
{
	char words[TEST_WORDS];

	test_words(t, 0, t->nr - 1, ".", OTHERS, words);
	fputs("    <testcase", out);
	put_attribute("classname", t->nr > 1 ? words : "ptlu", out);
	put_attribute("name", t->parts[t->nr - 1], out);
	if (t->result == KTAP_PASSED) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n", out);
	put_result(t, out);
	fputs("    </testcase>\n", out);
}

/* Program and suite, or what there is above the test. */
static size_t suite_parts(const struct export_test *t)
{
	return t->nr > 2 ? 2 : t->nr - 1;
}

static bool same_suite(const struct export_test *a, const struct export_test *b)
{
	if (suite_parts(a) != suite_parts(b))
		return false;
	for (size_t i = 0; i < suite_parts(a); i++)
		if (!same(a->parts[i], b->parts[i]))
			return false;
	return true;
}

static void put_properties(const struct export *e, FILE *out)
{
	const struct conditions *c = &e->conditions;

	fputs("    <properties>\n", out);
	put_property("run", e->run, out);
	put_property("tree", c->tree, out);
	put_property("revision", c->revision, out);
	put_property("compiler", c->compiler, out);
	put_property("cpu", c->cpu, out);
	fputs("    </properties>\n", out);
}

static void put_numbers(const size_t *numbers, FILE *out)
{
	size_t tests = 0;

	for (size_t i = 0; i < NR_KTAP_RESULTS; i++)
		tests += numbers[i];
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tests, numbers[KTAP_FAILED],
		numbers[KTAP_ERROR]);
}

static void put_suite(const struct export *e, size_t from, size_t to, FILE *out)
{
	const struct export_test *first = &e->tests[from];
	size_t numbers[NR_KTAP_RESULTS] = { 0 };
	char words[TEST_WORDS];

	for (size_t i = from; i < to; i++)
		numbers[e->tests[i].result]++;
	test_words(first, 0, suite_parts(first), ".", OTHERS, words);
	fputs("  <testsuite", out);
	put_attribute("name", *words ? words : "ptlu", out);
	put_numbers(numbers, out);
	fprintf(out, " skipped=\"%zu\"", numbers[KTAP_SKIPPED]);
	if (*e->start)
		fprintf(out, " timestamp=\"%.19s\"", e->start);
	fputs(">\n", out);
	put_properties(e, out);
	for (size_t i = from; i < to; i++)
		put_test(&e->tests[i], out);
	fputs("  </testsuite>\n", out);
}

int export_junit(const struct export *e, FILE *out)
{
	size_t end;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ptlu\"", out);
	put_numbers(e->numbers, out);
	fputs(">\n", out);
	for (size_t i = 0; i < e->nr_tests; i = end) {
		end = i + 1;
		while (end < e->nr_tests && same_suite(&e->tests[i], &e->tests[end]))
			end++;
		put_suite(e, i, end, out);
	}
	fputs("</testsuites>\n", out);
	return 0;
}
