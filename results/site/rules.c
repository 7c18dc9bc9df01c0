// SPDX-License-Identifier: GPL-2.0-only
/* Rules by target: what became of the tests that show a rule on a target. */
#define _GNU_SOURCE
#include "rules.h"
#include "results/ptlu/names.h"
#include "run_parts.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a table has at most; what is beyond that is counted in the last row or column. */
#define MOST_RULES	200
#define MOST_TARGETS	80
#define NAME		64
#define NR_RESULTS	4

enum { PASSED, FAILED, DEFECT, SKIPPED };

/**
 * struct names - rows or columns of a table
 * @all: their names; the first one is for what has none
 * @nr: number of @all
 * @most: the most
 */
struct names {
	char (*all)[NAME];
	size_t nr, most;
};

/**
 * struct matrix - tests by rule and target
 * @rules: rows
 * @targets: columns
 * @cells: of each row and column the number of tests by result
 */
struct matrix {
	struct names rules, targets;
	unsigned int (*cells)[MOST_TARGETS][NR_RESULTS];
};

static size_t index_of(struct names *n, const char *name)
{
	for (size_t i = 0; i < n->nr; i++)
		if (same(n->all[i], name))
			return i;
	if (n->nr == n->most)
		return 0;
	snprintf(n->all[n->nr], NAME, "%s", name);
	return n->nr++;
}

static int matrix_begin(struct matrix *m)
{
	*m = (struct matrix){ .rules.most = MOST_RULES, .targets.most = MOST_TARGETS };
	m->rules.all = calloc(MOST_RULES, NAME);
	m->targets.all = calloc(MOST_TARGETS, NAME);
	m->cells = calloc(MOST_RULES, sizeof(*m->cells));
	if (!m->rules.all || !m->targets.all || !m->cells) {
		warnx("out of memory");
		return -ENOMEM;
	}
	index_of(&m->rules, "no rule");
	index_of(&m->targets, "no target");
	return 0;
}

static void matrix_end(struct matrix *m)
{
	free(m->rules.all);
	free(m->targets.all);
	free(m->cells);
}

/* Of "plain / ptlu-handover / test_random_domain / vtdss-48" the last, unless it is the test's. */
static const char *target_of(const char *test)
{
	const char *slash = strrchr(test, '/');
	const char *name = slash && slash[1] == ' ' ? slash + 2 : "";

	return sample_name_is_valid(name) && strncmp(name, "test_", 5) ? name : "no target";
}

static void add_test(struct matrix *m, const char *test, char *rules, int result)
{
	size_t column = index_of(&m->targets, target_of(test));
	char *rule, *rest = rules;

	if (!*rules)
		m->cells[0][column][result]++;
	while ((rule = strsep(&rest, " ")))
		if (*rule)
			m->cells[index_of(&m->rules, rule)][column][result]++;
}

static int read_tests(struct matrix *m, struct history *h, long long run)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT name, rules, result FROM result "
					  "JOIN test t ON t.id = test WHERE run = ?", "i", run);
	char name[FINDING_TEXT], rules[256];
	int ret;

	while ((ret = history_step(h, s)) == 1) {
		int result = sqlite3_column_int(s, 2);

		history_text(s, 0, name, sizeof(name));
		history_text(s, 1, rules, sizeof(rules));
		if (result >= PASSED && result <= SKIPPED)
			add_test(m, name, rules, result);
	}
	sqlite3_finalize(s);
	return ret;
}

/* ---- the table ---- */

static void put_cell(FILE *out, const unsigned int *nr)
{
	if (nr[FAILED])
		fprintf(out, "<td class=\"n bad\">%u fail</td>", nr[FAILED]);
	else if (nr[DEFECT])
		fprintf(out, "<td class=\"n warn\">%u defect</td>", nr[DEFECT]);
	else if (nr[PASSED])
		fprintf(out, "<td class=\"n good\">%u</td>", nr[PASSED]);
	else if (nr[SKIPPED])
		fputs("<td class=\"n\">skipped</td>", out);
	else
		fputs("<td class=\"n\"></td>", out);
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct names *n = arg;

	return strcmp(n->all[*(const size_t *)a], n->all[*(const size_t *)b]);
}

/* By name, what has none at the end. */
static void sort(const struct names *n, size_t *order)
{
	for (size_t i = 0; i < n->nr; i++)
		order[i] = (i + 1) % n->nr;
	qsort_r(order, n->nr - 1, sizeof(*order), compare_names, (void *)n);
}

static void put_matrix(struct page *p, const struct matrix *m, const struct site_run *r)
{
	const char *columns[MOST_TARGETS + 2] = { "Rule" };
	size_t rules[MOST_RULES], targets[MOST_TARGETS];
	char heads[MOST_TARGETS][NAME + 1];
	char title[RUN_TEXT + 128];

	sort(&m->rules, rules);
	sort(&m->targets, targets);
	for (size_t i = 0; i < m->targets.nr; i++) {
		snprintf(heads[i], sizeof(heads[i]), ">%s", m->targets.all[targets[i]]);
		columns[i + 1] = heads[i];
	}
	snprintf(title, sizeof(title), "Tests by rule and target, %s %s", r->tier, r->arch);
	page_table(p, title, columns);
	for (size_t i = 0; i < m->rules.nr; i++) {
		html_print(p->out, "<tr><th scope=\"row\">%s</th>", m->rules.all[rules[i]]);
		for (size_t j = 0; j < m->targets.nr; j++)
			put_cell(p->out, m->cells[rules[i]][targets[j]]);
		fputs("</tr>\n", p->out);
	}
	page_table_end(p);
}

static int put_run(struct page *p, size_t run)
{
	const struct site_run *r = &p->tree->runs[run];
	struct history h = p->tree->h;
	struct matrix m;
	int ret = matrix_begin(&m);

	if (!ret)
		ret = read_tests(&m, &h, r->id);
	if (!ret) {
		fputs("<p>Tests that pass, or how many fail or show a known defect of the tree, of ",
		      p->out);
		put_run_link(p, run);
		fputs(".</p>\n", p->out);
		put_matrix(p, &m, r);
	}
	matrix_end(&m);
	return ret;
}

/* Whether a newer run has tests of the same tier and architecture. */
static bool is_newest(const struct site_tree *t, size_t run)
{
	for (size_t i = run + 1; i < t->nr_runs; i++)
		if (t->runs[i].tests && same(t->runs[i].tier, t->runs[run].tier) &&
		    same(t->runs[i].arch, t->runs[run].arch))
			return false;
	return true;
}

int put_rules(struct page *p)
{
	bool any = false;
	int ret = 0;

	for (size_t i = p->tree->nr_runs; !ret && i-- > 0;) {
		if (!p->tree->runs[i].tests || !is_newest(p->tree, i))
			continue;
		if (!any)
			fputs("<h2>Rules</h2>\n", p->out);
		any = true;
		ret = put_run(p, i);
	}
	return ret;
}
