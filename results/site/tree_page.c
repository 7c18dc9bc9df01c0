// SPDX-License-Identifier: GPL-2.0-only
/* The first page of a tree: its last night, what changed, operations by target, rules by target. */
#define _GNU_SOURCE
#include "change_text.h"
#include "groups.h"
#include "night_text.h"
#include "no_changes.h"
#include "results/ptlu/figure.h"
#include "results/ptlu/names.h"
#include "rules.h"
#include "run_parts.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Changes on the first page. */
#define MOST_CHANGES	20
/* Operations that have a column. */
#define MOST_OPS	40

static void put_stage_row(struct page *p, const struct night_stage *s)
{
	const char *slash = strrchr(s->run, '/');
	const char *name = slash ? slash + 1 : s->run;
	size_t run = NO_RUN;

	for (size_t i = p->tree->nr_runs; run == NO_RUN && i-- > 0;)
		if (same(p->tree->runs[i].name, name))
			run = i;
	html_print(p->out, "<tr><td>%s</td>", s->name);
	html_print(p->out, same(s->outcome, "ok") ? "<td class=\"good\">%s</td>" :
		   "<td class=\"bad\">%s</td>", s->outcome);
	fprintf(p->out, "<td class=\"n\">%lld:%02lld:%02lld</td><td>", s->seconds / 3600,
		s->seconds / 60 % 60, s->seconds % 60);
	if (run != NO_RUN)
		put_run_link(p, run);
	html_print(p->out, "</td><td>%s</td></tr>\n", same(s->note, "-") ? "" : s->note);
}

static void put_night(struct page *p)
{
	static const char *const columns[] = { "Stage", "Outcome", ">Time", "Run", "Note", NULL };
	const char *night = NULL;
	const struct night_tree *t = nights_last(&p->site->nights, p->tree->label, &night);
	char status[64];

	fputs("<h2>The last night</h2>\n", p->out);
	if (!t) {
		fputs("<p>The newest run is ", p->out);
		put_run_link(p, p->tree->nr_runs - 1);
		fputs(".</p>\n", p->out);
		return;
	}
	night_status(&p->site->nights, night, status, sizeof(status));
	html_print(p->out, "<p>Night %s: %s. Tree %s, ptlu %s%s.</p>\n", night, status, t->version,
		   t->ptlu, t->unchanged ? "; neither has changed since the night before" : "");
	if (!t->nr_stages)
		return;
	page_table(p, "Stages", columns);
	for (size_t i = 0; i < t->nr_stages; i++)
		put_stage_row(p, &t->stages[i]);
	page_table_end(p);
	put_no_changes(p, night);
}

static void put_all_changes(struct page *p)
{
	size_t nr;

	fputs("<h2>Changes</h2>\n", p->out);
	nr = put_changes(p, "Newest changes", NULL, NULL, MOST_CHANGES);
	if (!nr)
		fputs("<p>Nothing has changed.</p>\n", p->out);
	else if (nr > MOST_CHANGES)
		html_print(p->out, "<p><a href=\"%strees/%s/changes.html\">All changes</a></p>\n",
			   p->up, p->tree->file);
	if (p->tree->findings.unjudged > 0)
		fprintf(p->out, "<p>%lld runs are not compared: they failed, were dirty or disturbed."
			"</p>\n", p->tree->findings.unjudged);
}

/* ---- operations by target ---- */

static size_t find_ops(const struct groups *g, const char **ops)
{
	size_t nr = 0;

	for (size_t i = 0; i < g->nr; i++) {
		size_t j = 0;

		while (j < nr && !same(ops[j], g->all[i].op))
			j++;
		if (j == nr && nr < MOST_OPS)
			ops[nr++] = g->all[i].op;
	}
	return nr;
}

/* What its page shows at first, of the last run that has it. */
static void put_figure(struct page *p, const struct group *g)
{
	const struct site_tree *t = p->tree;
	size_t series = group_default(t, g);
	bool exact = !t->ns[series];
	char text[FIGURE_TEXT] = "-";

	for (size_t run = t->nr_runs; run-- > 0;) {
		double x = series_value(t, series, exact, run);

		if (x <= 0)
			continue;
		if (exact)
			snprintf(text, sizeof(text), "%.0f", x);
		else
			time_text(text, x);
		break;
	}
	html_print(p->out, "<td class=\"n\"><a href=\"%s%s\">%s</a></td>", p->up, g->path, text);
}

static const struct group *find_group(const struct groups *g, const char *target, const char *op)
{
	for (size_t i = 0; i < g->nr; i++)
		if (same(g->all[i].target, target) && same(g->all[i].op, op))
			return &g->all[i];
	return NULL;
}

static void put_target(struct page *p, const struct groups *g, const char *target,
		       const char *const *ops, size_t nr)
{
	html_print(p->out, "<tr><th scope=\"row\">%s</th>",
		   same(target, "any") ? "any target" : target);
	for (size_t i = 0; i < nr; i++) {
		const struct group *one = find_group(g, target, ops[i]);

		if (one)
			put_figure(p, one);
		else
			fputs("<td></td>", p->out);
	}
	fputs("</tr>\n", p->out);
}

static int put_targets(struct page *p)
{
	const char *columns[MOST_OPS + 2] = { "Target" }, *ops[MOST_OPS];
	char heads[MOST_OPS][SAMPLE_NAME_MAX + 2];
	struct groups g;
	size_t nr;
	int ret = groups_find(&g, p->tree);

	if (ret)
		return ret;
	nr = find_ops(&g, ops);
	for (size_t i = 0; i < nr; i++) {
		snprintf(heads[i], sizeof(heads[i]), ">%s", ops[i]);
		columns[i + 1] = heads[i];
	}
	fputs("<h2>Targets and operations</h2>\n<p>The last time of the largest domain that more than"
	      " one run has, of the variant that is judged. Each leads to its history.</p>\n",
	      p->out);
	page_table(p, "Time of an operation on a target", columns);
	for (size_t i = 0; i < g.nr; i++)
		if (!i || !same(g.all[i].target, g.all[i - 1].target))
			put_target(p, &g, g.all[i].target, ops, nr);
	page_table_end(p);
	groups_free(&g);
	return 0;
}

int write_tree_page(struct site *site, struct site_tree *t)
{
	char path[SITE_PATH];
	struct page p;
	int ret;

	snprintf(path, sizeof(path), "trees/%s/index.html", t->file);
	ret = page_begin(&p, site, t, path, t->label);
	if (ret)
		return ret;
	put_night(&p);
	put_all_changes(&p);
	ret = put_targets(&p);
	if (!ret)
		ret = put_rules(&p);
	return page_end(&p, ret);
}
