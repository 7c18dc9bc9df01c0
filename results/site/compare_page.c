// SPDX-License-Identifier: GPL-2.0-only
/* The page that compares two runs; without scripts it compares each with the one before it. */
#include "history_data.h"
#include "page.h"
#include "run_parts.h"

static void put_run(struct page *p, size_t run)
{
	const struct run_change *c = &p->tree->compared[run];
	char date[32];

	if (c->before == NO_RUN)
		return;
	html_print(p->out, "<tr><td class=\"d\">%s</td><td>", site_date(p->tree->runs[run].start, date));
	put_run_link(p, run);
	fputs("</td><td>", p->out);
	put_run_link(p, c->before);
	fprintf(p->out, "</td><td class=\"n\">%zu</td><td class=\"n\">%+.1f %%</td></tr>\n", c->points,
		100 * (c->ratio - 1));
}

/* Of each run that has figures; @largest receives the bytes of the largest one. */
static int write_data(struct site *site, const struct site_tree *t, size_t *largest)
{
	char path[SITE_PATH];
	size_t size;
	int ret = 0;

	*largest = 0;
	for (size_t i = 0; !ret && i < t->nr_runs; i++) {
		if (!t->runs[i].times && !t->runs[i].counts)
			continue;
		snprintf(path, sizeof(path), "trees/%s/runs/%s.js", t->file, t->runs[i].file);
		ret = write_run_data(site, t, i, path, &size);
		*largest = size > *largest ? size : *largest;
	}
	return ret;
}

int write_compare_page(struct site *site, const struct site_tree *t)
{
	static const char *const columns[] = { "Begun", "Run", "Run before", ">Points", ">Change",
					       NULL };
	char path[SITE_PATH], points[SITE_PATH];
	size_t size = 0, largest;
	struct page p;
	int ret = write_data(site, t, &largest);

	snprintf(path, sizeof(path), "trees/%s/compare.html", t->file);
	snprintf(points, sizeof(points), "trees/%s/points.js", t->file);
	if (!ret)
		ret = write_points_script(site, t, points, &size);
	if (!ret)
		ret = page_begin(&p, site, t, path, "Compare two runs");
	if (ret)
		return ret;
	html_print(p.out, "<div id=\"compare\" data-runs=\"%strees/%s/runs/\"></div>\n", p.up, t->file);
	fputs("<h2>Each run and the one before</h2>\n<p>Geometric mean of the times over the points"
	      " that both have, lower bounds left out. The page of a run has the operations.</p>\n",
	      p.out);
	page_table(&p, "Each run compared with the one before it on the same machine", columns);
	for (size_t i = t->nr_runs; i-- > 0;)
		put_run(&p, i);
	page_table_end(&p);
	page_script(&p, "compare.js", 2 * largest);
	page_script(&p, t->runs_script, t->runs_script_size);
	page_script(&p, points, size);
	return page_end(&p, 0);
}
