// SPDX-License-Identifier: GPL-2.0-only
/*
 * KTAP 1, without what consoles and programs print between results. Four blanks a level and the
 * name of each level are what readers of TAP 14 need.
 */
#include "formats.h"
#include "results/ptlu/names.h"

#include <string.h>

#define INDENT	4

/* Tests with numbers from @from to before @to, which have their first @depth parts in common. */
struct span {
	size_t from, to, depth;
};

/* A '#' would begin a directive. */
static void put_text(const char *text, FILE *out)
{
	for (; *text; text++)
		fputc(*text == '#' ? '_' : *text, out);
}

static bool is_leaf(const struct export_test *t, size_t depth)
{
	return t->nr == depth + 1;
}

/* The end of the test or the list that begins a span. */
static size_t end_of_first(const struct export *e, const struct span *s)
{
	const struct export_test *first = &e->tests[s->from];
	size_t i = s->from + 1;

	if (is_leaf(first, s->depth))
		return i;
	while (i < s->to && !is_leaf(&e->tests[i], s->depth) &&
	       same(e->tests[i].parts[s->depth], first->parts[s->depth]))
		i++;
	return i;
}

static size_t count(const struct export *e, struct span s)
{
	size_t nr = 0;

	for (; s.from < s.to; s.from = end_of_first(e, &s))
		nr++;
	return nr;
}

/* The lines must not look like the name of a list. */
static void put_log(const char *log, int indent, FILE *out)
{
	while (*log) {
		size_t len = strcspn(log, "\n");
		bool header = !strncmp(log, "Subtest", 7);

		fprintf(out, "%*s# %s%.*s\n", indent, "", header ? "- " : "", (int)len, log);
		log += len + (log[len] == '\n');
	}
}

static void put_test(const struct export_test *t, size_t number, int indent, FILE *out)
{
	static const char *const directives[NR_KTAP_RESULTS] = {
		[KTAP_SKIPPED] = "SKIP", [KTAP_XFAILED] = "XFAIL",
	};

	put_log(t->log, indent, out);
	if (t->result == KTAP_ERROR)
		put_log(t->reason, indent, out);
	fprintf(out, "%*s%s %zu ", indent, "", test_is_bad(t) ? "not ok" : "ok", number);
	put_text(t->parts[t->nr - 1], out);
	if (directives[t->result]) {
		fprintf(out, " # %s ", directives[t->result]);
		put_text(t->reason, out);
	}
	fputc('\n', out);
}

static bool any_is_bad(const struct export *e, size_t from, size_t to)
{
	while (from < to && !test_is_bad(&e->tests[from]))
		from++;
	return from < to;
}

static void put_span(const struct export *e, struct span s, FILE *out)
{
	int indent = (int)s.depth * INDENT;
	size_t number = 1, end;

	fprintf(out, "%*sKTAP version 1\n", indent, "");
	if (s.depth) {
		fprintf(out, "%*s# Subtest: ", indent, "");
		put_text(e->tests[s.from].parts[s.depth - 1], out);
		fputc('\n', out);
	}
	fprintf(out, "%*s1..%zu\n", indent, "", count(e, s));
	for (; s.from < s.to; s.from = end, number++) {
		const struct export_test *first = &e->tests[s.from];

		end = end_of_first(e, &s);
		if (is_leaf(first, s.depth)) {
			put_test(first, number, indent, out);
			continue;
		}
		put_span(e, (struct span){ s.from, end, s.depth + 1 }, out);
		fprintf(out, "%*s%s %zu ", indent, "",
			any_is_bad(e, s.from, end) ? "not ok" : "ok", number);
		put_text(first->parts[s.depth], out);
		fputc('\n', out);
	}
}

int export_ktap(const struct export *e, FILE *out)
{
	const size_t *nr = e->numbers;

	put_span(e, (struct span){ 0, e->nr_tests, 0 }, out);
	fprintf(out, "# Totals: pass:%zu fail:%zu xfail:%zu xpass:0 skip:%zu error:%zu\n",
		nr[KTAP_PASSED], nr[KTAP_FAILED], nr[KTAP_XFAILED], nr[KTAP_SKIPPED],
		nr[KTAP_ERROR]);
	return 0;
}
