// SPDX-License-Identifier: GPL-2.0-only
/* A page for each operation on a target: its history, its changes, and all its figures. */
#define _GNU_SOURCE
#include "change_text.h"
#include "groups.h"
#include "history_data.h"
#include "results/ptlu/figure.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CHANGES	100
/* Rows of the table of all figures, and nights of that of one. */
#define MOST_FIGURES	1500
#define MOST_NIGHTS	500

static bool is_of_group(const struct site_change *c, const void *arg)
{
	const struct group *g = arg;

	return c->kind != FINDING_RULE && same(c->op, g->op) &&
	       (same(c->target, g->target) || same(c->target, ALL_TARGETS));
}

/* ---- the figures of the last nights ---- */

struct two_values {
	double last, before;
};

/* The last two runs that have a figure of a series; 0 for none. */
static struct two_values last_values(const struct site_tree *t, size_t series, bool exact)
{
	struct two_values v = { 0 };

	for (size_t run = t->nr_runs; run-- > 0 && !v.before;) {
		double x = series_value(t, series, exact, run);

		if (x > 0 && v.last)
			v.before = x;
		else if (x > 0)
			v.last = x;
	}
	return v;
}

static void value_text(double value, bool exact, char *text)
{
	if (!(value > 0))
		snprintf(text, FIGURE_TEXT, "-");
	else if (exact)
		snprintf(text, FIGURE_TEXT, "%.0f", value);
	else
		time_text(text, value);
}

static void put_difference(FILE *out, double before, double after)
{
	if (before > 0 && after > 0)
		fprintf(out, "<td class=\"n\">%+.1f %%</td>", 100 * (after / before - 1));
	else
		fputs("<td class=\"n\">-</td>", out);
}

static void put_figure(FILE *out, const struct site_tree *t, size_t series, bool exact)
{
	const struct bench_sample *k = &t->series.keys[series];
	struct two_values v = last_values(t, series, exact);
	char last[FIGURE_TEXT], before[FIGURE_TEXT];

	value_text(v.last, exact, last);
	value_text(v.before, exact, before);
	html_print(out, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td>", k->variant, k->leaf,
		   k->placement, k->cache);
	fprintf(out, "<td class=\"n\">%u</td><td class=\"n\">%llu</td>", k->order,
		(unsigned long long)k->tables);
	html_print(out, "<td>%s %s, machine %s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
		   k->tier, k->arch, k->run, before, last);
	put_difference(out, v.before, v.last);
	fputs("</tr>\n", out);
}

static void put_figures(struct page *p, const struct group *g)
{
	static const char *const columns[] = { "Variant", "Leaf", "Placement", "Cache", ">Order",
					       ">Tables", "Where", ">Run before", ">Last run",
					       ">Change", NULL };

	page_table(p, "All figures: fastest repetition, or instructions", columns);
	for (size_t i = 0; i < g->nr && i < MOST_FIGURES; i++) {
		if (p->tree->ns[g->series[i]])
			put_figure(p->out, p->tree, g->series[i], false);
		if (p->tree->counts[g->series[i]])
			put_figure(p->out, p->tree, g->series[i], true);
	}
	page_table_end(p);
	if (g->nr > MOST_FIGURES)
		fprintf(p->out, "<p>And %zu more.</p>\n", g->nr - MOST_FIGURES);
}

/* ---- the nights of one series ---- */

static void put_night(struct page *p, size_t run, double value, double before, bool exact)
{
	const struct site_run *r = &p->tree->runs[run];
	char date[32], text[FIGURE_TEXT];

	value_text(fabs(value), exact, text);
	html_print(p->out, "<tr><td class=\"d\">%s</td><td><a href=\"%strees/%s/runs/%s.html\">%s</a></td>"
		   "<td>%s</td><td>%s</td><td class=\"n\">%s</td>", site_date(r->start, date),
		   p->up, p->tree->file, r->file, r->name, *r->tree ? r->tree : r->kernel, r->ptlu,
		   text);
	put_difference(p->out, before, value);
	html_print(p->out, "<td>%s%s</td></tr>\n", r->state, value < 0 ? ", refused" : "");
}

/* The newest first, as far as a page has room. */
static void put_nights(struct page *p, size_t series)
{
	static const char *const columns[] = { "Begun", "Run", "Tree", "ptlu", ">Value", ">Change",
					       "State", NULL };
	const struct site_tree *t = p->tree;
	bool exact = !t->ns[series];
	double last = 0;
	size_t last_run = NO_RUN, rows = 0;

	page_table(p, "Runs of this series", columns);
	for (size_t run = t->nr_runs; run-- > 0 && rows < MOST_NIGHTS;) {
		double x = series_value(t, series, exact, run);

		if (!x)
			continue;
		if (last_run != NO_RUN) {
			put_night(p, last_run, last, x, exact);
			rows++;
		}
		last = x;
		last_run = run;
	}
	if (last_run != NO_RUN && rows < MOST_NIGHTS)
		put_night(p, last_run, last, 0, exact);
	page_table_end(p);
}

static void put_series_name(FILE *out, const struct bench_sample *k)
{
	html_print(out, "<p id=\"series\">Variant %s, leaf %s, placement %s, cache %s, ", k->variant,
		   k->leaf, k->placement, k->cache);
	fprintf(out, "%llu tables", (unsigned long long)k->tables);
	html_print(out, ", %s %s, machine %s.</p>\n", k->tier, k->arch, k->run);
}

static void put_history(struct page *p, const struct group *g)
{
	size_t series = group_default(p->tree, g);

	html_print(p->out, "<h2>History</h2>\n<div id=\"history\" data-runs=\"%strees/%s/runs/\" "
		   "data-changes=\"%strees/%s/changes.html\">\n", p->up, p->tree->file, p->up,
		   p->tree->file);
	put_series_name(p->out, &p->tree->series.keys[series]);
	fputs("<div id=\"nights\">\n", p->out);
	put_nights(p, series);
	fputs("</div>\n</div>\n", p->out);
}

/* ---- pages ---- */

static void put_operations(struct page *p, const struct groups *all, const struct group *g)
{
	html_print(p->out, "<p>Operations on %s:", g->target);
	for (size_t i = 0; i < all->nr; i++) {
		const struct group *other = &all->all[i];

		if (!same(other->target, g->target))
			continue;
		if (other == g)
			html_print(p->out, " <b>%s</b>", other->op);
		else
			html_print(p->out, " <a href=\"%s%s\">%s</a>", p->up, other->path, other->op);
	}
	fputs("</p>\n", p->out);
}

static int write_page(struct site *site, const struct site_tree *t, const struct groups *all,
		      const struct group *g)
{
	char title[RUN_TEXT], data[SITE_PATH];
	struct page p;
	size_t size;
	int ret;

	snprintf(title, sizeof(title), "%s on %s", g->op,
		 same(g->target, "any") ? "any target" : g->target);
	ret = page_begin(&p, site, t, g->path, title);
	if (ret)
		return ret;
	put_operations(&p, all, g);
	put_changes(&p, "Changes", is_of_group, g, MOST_CHANGES);
	put_history(&p, g);
	fputs("<h2>Figures</h2>\n", p.out);
	put_figures(&p, g);
	if (site->charts) {
		snprintf(data, sizeof(data), "%.*s.js", (int)(strlen(g->path) - strlen(".html")),
			 g->path);
		ret = write_history_data(site, t, g, data, &size);
		page_chart(&p);
		page_script(&p, "history.js", 0);
		page_script(&p, t->runs_script, t->runs_script_size);
		page_script(&p, data, size);
	}
	return page_end(&p, ret);
}

int write_target_pages(struct site *site, const struct site_tree *t)
{
	struct groups groups;
	int ret = groups_find(&groups, t);

	for (size_t i = 0; !ret && i < groups.nr; i++)
		ret = write_page(site, t, &groups, &groups.all[i]);
	groups_free(&groups);
	return ret;
}
