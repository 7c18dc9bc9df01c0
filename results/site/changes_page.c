// SPDX-License-Identifier: GPL-2.0-only
/* The changes of a tree: in words, as a table, and the page that has all of each. */
#define _GNU_SOURCE
#include "change_text.h"
#include "results/history/report.h"
#include "results/ptlu/figure.h"
#include "results/ptlu/names.h"

#include <math.h>
#include <stdlib.h>

/* Points of a change that are listed, and changes that have more than a row, the newest ones. */
#define MOST_POINTS	30
#define MOST_DETAILED	100
/* Rows of the table of all changes. */
#define MOST_ROWS	1000

void change_subject(const struct site_change *c, char *text, size_t size)
{
	if (c->found)
		finding_subject(c->found, text, size);
	else if (c->kind == FINDING_RULE)
		snprintf(text, size, "%s", c->test);
	else if (same(c->target, ALL_TARGETS))
		snprintf(text, size, "%s of %s, all targets", c->op, c->variant);
	else
		snprintf(text, size, "%s of %s on %s", c->op, c->variant, c->target);
}

void change_size(const struct site_change *c, char *text, size_t size)
{
	if (c->found)
		finding_change(c->found, text, size);
	else if (c->kind == FINDING_RULE)
		snprintf(text, size, "fails");
	else
		snprintf(text, size, "%+.*f %% %s", c->kind == FINDING_COUNT ? 2 : 1,
			 100 * (c->ratio - 1), c->kind == FINDING_COUNT ? "instructions" : "time");
}

static const char *tree_of(const struct site_run *r)
{
	return *r->tree ? r->tree : r->kernel;
}

static void range_of(const char *before, const char *after, char *text, size_t size)
{
	if (same(before, after))
		snprintf(text, size, "%s", after);
	else
		snprintf(text, size, "%s..%s", before, after);
}

void change_range(const struct site_tree *t, const struct site_change *c, char *text, size_t size)
{
	const struct site_run *a, *b;
	char tree[2 * RUN_TEXT + 3], ptlu[40];

	*text = '\0';
	if (c->before == NO_RUN || c->first == NO_RUN)
		return;
	a = &t->runs[c->before];
	b = &t->runs[c->first];
	range_of(tree_of(a), tree_of(b), tree, sizeof(tree));
	range_of(a->ptlu, b->ptlu, ptlu, sizeof(ptlu));
	snprintf(text, size, "%s, ptlu %s", tree, ptlu);
}

static void put_run(const struct page *p, size_t run)
{
	const struct site_run *r = run == NO_RUN ? NULL : &p->tree->runs[run];

	if (r)
		html_print(p->out, "<a href=\"%strees/%s/runs/%s.html\">%s</a>", p->up,
			   p->tree->file, r->file, r->name);
	else
		fputs("older", p->out);
}

static void put_row(const struct page *p, size_t nr)
{
	const struct site_change *c = &p->tree->changes[nr];
	char date[32], number[24], subject[FINDING_TEXT], change[64], range[3 * RUN_TEXT];

	change_subject(c, subject, sizeof(subject));
	change_size(c, change, sizeof(change));
	change_range(p->tree, c, range, sizeof(range));
	snprintf(number, sizeof(number), "%zu", nr + 1);
	html_print(p->out, "<tr><td class=\"d\">%s</td><td>", site_date(c->since, date));
	if (nr < MOST_DETAILED)
		html_print(p->out, "<a href=\"%strees/%s/changes.html#change-%s\">%s</a>", p->up,
			   p->tree->file, number, subject);
	else
		html_print(p->out, "%s", subject);
	html_print(p->out, "</td><td class=\"n\">%s</td>", change);
	if (isnan(c->p))
		fputs("<td class=\"n\">exact</td>", p->out);
	else
		fprintf(p->out, "<td class=\"n\">%.1e</td>", c->p);
	html_print(p->out, "<td>%s</td><td>%s</td></tr>\n", range,
		   c->reported ? site_date(c->reported, date) : "not yet");
}

size_t put_changes(struct page *p, const char *title,
		   bool (*take)(const struct site_change *c, const void *arg), const void *arg,
		   size_t most)
{
	static const char *const columns[] = { "Since", "What", ">Change", ">p", "Commits",
					       "Reported", NULL };
	size_t nr = 0;

	for (size_t i = 0; i < p->tree->nr_changes; i++) {
		if (take && !take(&p->tree->changes[i], arg))
			continue;
		if (!nr++)
			page_table(p, title, columns);
		if (nr <= most)
			put_row(p, i);
	}
	if (nr)
		page_table_end(p);
	return nr;
}

/* ---- the page ---- */

static void value_text(const struct finding *f, double value, char *text)
{
	if (f->kind == FINDING_TIME)
		time_text(text, value);
	else
		snprintf(text, FIGURE_TEXT, "%.0f", value);
}

static void put_points(struct page *p, const struct finding *f, const char *number)
{
	static const char *const columns[] = { "Target", "Leaf", "Placement", "Cache", ">Order",
					       ">Tables", ">Before", ">Since", ">Change", NULL };
	char before[FIGURE_TEXT], after[FIGURE_TEXT], title[64];

	if (!f->nr_points)
		return;
	snprintf(title, sizeof(title), "Sizes and cases of change %s", number);
	page_table(p, title, columns);
	for (size_t i = 0; i < f->nr_points && i < MOST_POINTS; i++) {
		const struct finding_point *point = &f->points[i];

		value_text(f, point->before, before);
		value_text(f, point->after, after);
		html_print(p->out, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td>",
			   point->key->target, point->key->leaf, point->key->placement,
			   point->key->cache);
		fprintf(p->out, "<td class=\"n\">%u</td><td class=\"n\">%llu</td>"
			"<td class=\"n\">%s</td><td class=\"n\">%s</td>"
			"<td class=\"n\">%+.1f %%</td></tr>\n", point->key->order,
			(unsigned long long)point->key->tables, before, after,
			100 * (point->after / point->before - 1));
	}
	page_table_end(p);
	if (f->nr_points > MOST_POINTS)
		fprintf(p->out, "<p>And %zu more.</p>\n", f->nr_points - MOST_POINTS);
}

static void put_found(struct page *p, const struct finding *f, const char *number)
{
	char text[FINDING_TEXT];

	finding_cause(f, text, sizeof(text));
	if (*text)
		html_print(p->out, "<p>Also other: %s.</p>\n", text);
	if (f->blackout) {
		html_print(p->out, "<p>Blackout: restore of 1 TiB on %s takes ",
			   f->blackout->key->target);
		fprintf(p->out, "%.2f ms, was %.2f ms.</p>\n",
			finding_blackout_ms(f, f->blackout->after),
			finding_blackout_ms(f, f->blackout->before));
	}
	finding_command(f, NULL, text, sizeof(text));
	html_print(p->out, "<p>To see it again:</p>\n<pre tabindex=\"0\">%s</pre>\n", text);
	put_points(p, f, number);
}

static void put_change(struct page *p, size_t nr)
{
	const struct site_change *c = &p->tree->changes[nr];
	char number[24], subject[FINDING_TEXT], change[64], range[3 * RUN_TEXT], date[32];

	snprintf(number, sizeof(number), "%zu", nr + 1);
	change_subject(c, subject, sizeof(subject));
	change_size(c, change, sizeof(change));
	change_range(p->tree, c, range, sizeof(range));
	html_print(p->out, "<section aria-labelledby=\"change-%s\">\n<h2 id=\"change-%s\">%s: %s</h2>\n"
		   "<p>Since %s; %s. Runs ", number, number, subject, change,
		   site_date(c->since, date), *range ? range : "older than this site");
	put_run(p, c->before);
	fputs(" and ", p->out);
	put_run(p, c->first);
	fputs(".</p>\n", p->out);
	if (c->found)
		put_found(p, c->found, number);
	else
		fputs("<p>It is older than what is looked at, so its sizes are not listed.</p>\n",
		      p->out);
	fputs("</section>\n", p->out);
}

int write_changes_page(struct site *site, const struct site_tree *t)
{
	char path[SITE_PATH];
	struct page p;
	int ret;

	snprintf(path, sizeof(path), "trees/%s/changes.html", t->file);
	ret = page_begin(&p, site, t, path, "Changes");
	if (ret)
		return ret;
	if (!put_changes(&p, "All changes", NULL, NULL, MOST_ROWS))
		fputs("<p>Nothing has changed.</p>\n", p.out);
	for (size_t i = 0; i < t->nr_changes && i < MOST_DETAILED; i++)
		put_change(&p, i);
	return page_end(&p, 0);
}
