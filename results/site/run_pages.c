// SPDX-License-Identifier: GPL-2.0-only
/* A page for each run: its environment, what differs from the run before it, tests, logs, files. */
#define _GNU_SOURCE
#include "figures.h"
#include "history_data.h"
#include "page.h"
#include "results/ptlu/names.h"
#include "run_compare.h"
#include "run_parts.h"

#include <errno.h>
#include <math.h>

/* Families on one target that a page shows, those that differ most. */
#define MOST_FAMILIES	40

/* ---- environment ---- */

static void put_fact(FILE *out, const char *name, const char *value)
{
	if (*value)
		html_print(out, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, value);
}

static void read_fingerprint(const struct site_tree *t, long long machine, char *text, size_t size)
{
	struct history h = t->h;
	sqlite3_stmt *s = history_prepare(&h, "SELECT fingerprint FROM machine WHERE id = ?", "i",
					  machine);

	*text = '\0';
	if (history_step(&h, s) == 1)
		history_text(s, 0, text, size);
	sqlite3_finalize(s);
}

static void put_environment(struct page *p, const struct site_run *r)
{
	static const char *const columns[] = { "What", "Value", NULL };
	char date[32], text[1200], number[32];

	page_table(p, "Environment", columns);
	put_fact(p->out, "Begun (UTC)", site_date(r->start, date));
	put_fact(p->out, "State", r->state);
	put_fact(p->out, "Kernel tree", r->kernel);
	put_fact(p->out, "Version of the tree", r->tree);
	put_fact(p->out, "Revision of ptlu", r->ptlu);
	put_fact(p->out, "Tier", r->tier);
	put_fact(p->out, "Architecture", r->arch);
	put_fact(p->out, "Compiler", r->compiler);
	put_fact(p->out, "Flags", r->cflags);
	put_fact(p->out, "Profile", r->profile);
	snprintf(number, sizeof(number), "%lld", r->machine);
	put_fact(p->out, "Number of the machine", number);
	read_fingerprint(p->tree, r->machine, text, sizeof(text));
	put_fact(p->out, "Machine", text);
	put_fact(p->out, "Kernel of the machine", r->release);
	put_fact(p->out, "Microcode", r->microcode);
	snprintf(text, sizeof(text), "%lld times, %lld exact counts, %lld tests", r->times,
		 r->counts, r->tests);
	put_fact(p->out, "Holds", text);
	page_table_end(p);
}

/* ---- what differs ---- */

void put_run_link(const struct page *p, size_t run)
{
	const struct site_run *r = &p->tree->runs[run];

	html_print(p->out, "<a href=\"%strees/%s/runs/%s.html\">%s</a>", p->up, p->tree->file,
		   r->file, r->name);
}

static void put_change(FILE *out, const struct family_change *f)
{
	fprintf(out, "<td class=\"n\">%zu</td><td class=\"n\">%+.1f %%</td></tr>\n", f->points,
		100 * (exp(f->log_ratio) - 1));
}

static void put_wide(struct page *p, const struct family_changes *c)
{
	static const char *const columns[] = { "Operation", "Variant", ">Points", ">Change", NULL };

	page_table(p, "Operations on all targets", columns);
	for (size_t i = 0; i < c->nr_wide; i++) {
		const struct family_change *f = &c->wide[i];

		html_print(p->out, "<tr><td>%s</td><td>%s</td>", f->op, f->variant);
		put_change(p->out, f);
	}
	page_table_end(p);
}

static void put_families(struct page *p, const struct family_changes *c)
{
	static const char *const columns[] = { "Operation", "Target", "Variant", ">Points",
					       ">Change", NULL };
	char target[SITE_FILE], op[SITE_FILE];

	page_table(p, "Operations on one target that differ most", columns);
	for (size_t i = 0; i < c->nr && i < MOST_FAMILIES; i++) {
		const struct family_change *f = &c->all[i];

		site_file_name(f->target, target);
		site_file_name(f->op, op);
		html_print(p->out, "<tr><td><a href=\"%strees/%s/targets/%s/%s.html\">%s</a></td>"
			   "<td>%s</td><td>%s</td>", p->up, p->tree->file, target, op, f->op,
			   f->target, f->variant);
		put_change(p->out, f);
	}
	page_table_end(p);
}

static int put_difference(struct page *p, size_t run, enum compared_by by)
{
	size_t before = run_before(p->tree, run, by);
	struct family_changes c;
	int ret;

	if (before == NO_RUN)
		return 0;
	ret = compare_families(&c, p->tree, before, run, by);
	if (ret)
		return ret;
	fprintf(p->out, "<h2>%s</h2>\n<p>Compared with ",
		by == BY_TIMES ? "Times since the run before" : "Counts since the run before");
	put_run_link(p, before);
	fputs(": geometric means over the points that both have. Nothing is judged here: two runs of"
	      " one code differ, too.</p>\n", p->out);
	if (c.nr) {
		put_wide(p, &c);
		put_families(p, &c);
	} else {
		fputs("<p>They have no point in common.</p>\n", p->out);
	}
	family_changes_free(&c);
	return 0;
}

/* ---- pages ---- */

static int write_run_page(struct site *site, const struct site_tree *t, size_t run)
{
	const struct site_run *r = &t->runs[run];
	char path[SITE_PATH], title[RUN_TEXT];
	struct page p;
	int ret;

	snprintf(path, sizeof(path), "trees/%s/runs/%s.html", t->file, r->file);
	snprintf(title, sizeof(title), "Run %.150s", r->name);
	ret = page_begin(&p, site, t, path, title);
	if (ret)
		return ret;
	put_environment(&p, r);
	ret = put_figure_links(&p, run);
	if (!ret)
		ret = put_difference(&p, run, BY_TIMES);
	if (!ret)
		ret = put_difference(&p, run, BY_COUNTS);
	if (!ret)
		ret = put_tests(&p, run);
	if (!ret)
		ret = put_stage(&p, run);
	if (!ret)
		ret = put_files(&p, run);
	return page_end(&p, ret);
}

static void put_run_row(struct page *p, size_t run)
{
	const struct site_run *r = &p->tree->runs[run];
	const struct run_change *c = &p->tree->compared[run];
	char date[32];

	html_print(p->out, "<tr><td class=\"d\">%s</td><td>", site_date(r->start, date));
	put_run_link(p, run);
	html_print(p->out, "</td><td>%s</td><td>%s</td>", *r->tree ? r->tree : r->kernel, r->ptlu);
	fprintf(p->out, "<td class=\"n\">%lld</td><td class=\"n\">%lld</td><td class=\"n\">%lld</td>"
		"<td class=\"n\">%lld</td>", r->machine, r->times, r->counts, r->tests);
	if (c->points)
		fprintf(p->out, "<td class=\"n\">%+.1f %%</td>", 100 * (c->ratio - 1));
	else
		fputs("<td class=\"n\">-</td>", p->out);
	html_print(p->out, "<td>%s</td></tr>\n", r->state);
}

static int write_index(struct site *site, const struct site_tree *t)
{
	static const char *const columns[] = { "Begun", "Run", "Tree", "ptlu", ">Machine", ">Times",
					       ">Counts", ">Tests", ">Times changed", "State", NULL };
	char path[SITE_PATH];
	struct page p;
	int ret;

	snprintf(path, sizeof(path), "trees/%s/runs.html", t->file);
	ret = page_begin(&p, site, t, path, "Runs");
	if (ret)
		return ret;
	fputs("<p>The newest first. Times changed: geometric mean over all points that the run before"
	      " it on the same machine has, lower bounds left out.</p>\n", p.out);
	page_table(&p, "All runs", columns);
	for (size_t i = t->nr_runs; i-- > 0;)
		put_run_row(&p, i);
	page_table_end(&p);
	return page_end(&p, 0);
}

int write_run_pages(struct site *site, const struct site_tree *t)
{
	int ret = draw_figures(site, t);

	for (size_t i = 0; !ret && i < t->nr_runs; i++)
		ret = write_run_page(site, t, i);
	return ret ? ret : write_index(site, t);
}
