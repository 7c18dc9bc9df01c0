// SPDX-License-Identifier: GPL-2.0-only
/* The first page of a site: its trees, and how their last nights ended. */
#define _GNU_SOURCE
#include "change_text.h"
#include "night_text.h"
#include "results/format/json_file.h"
#include "results/format/printable.h"

#include <jansson.h>
#include <limits.h>

void night_status(const struct nights *n, const char *night, char *text, size_t size)
{
	char path[PATH_MAX];
	const char *status;
	json_t *report;

	snprintf(path, sizeof(path), "%s/%s/report.json", n->dir, night);
	report = load_json_file(path, NULL);
	status = json_string_value(json_object_get(report, "status"));
	snprintf(text, size, "%s", status ? status : "not ended");
	make_printable(text);
	json_decref(report);
}

static void put_night(struct page *p, const struct site_tree *t)
{
	const char *night = NULL;
	char status[64];

	if (!nights_last(&p->site->nights, t->label, &night)) {
		fputs("<td>-</td><td>-</td>", p->out);
		return;
	}
	night_status(&p->site->nights, night, status, sizeof(status));
	html_print(p->out, "<td>%s</td><td>%s</td>", night, status);
}

static void put_tree(struct page *p, const struct site_tree *t)
{
	const struct site_run *last = &t->runs[t->nr_runs - 1];
	char date[32], subject[FINDING_TEXT], size[64];

	html_print(p->out, "<tr><th scope=\"row\"><a href=\"trees/%s/index.html\">%s</a></th>", t->file,
		   t->label);
	put_night(p, t);
	html_print(p->out, "<td>%s</td><td>%s</td>", *last->tree ? last->tree : last->kernel,
		   site_date(last->start, date));
	fprintf(p->out, "<td class=\"n\">%zu</td><td class=\"n\">%zu</td><td>", t->nr_runs,
		t->nr_changes);
	if (t->nr_changes) {
		change_subject(&t->changes[0], subject, sizeof(subject));
		change_size(&t->changes[0], size, sizeof(size));
		html_print(p->out, "<a href=\"trees/%s/changes.html\">%s: %s</a>", t->file, subject,
			   size);
	}
	fputs("</td></tr>\n", p->out);
}

int write_first_page(struct site *site)
{
	static const char *const columns[] = { "Tree", "Last night", "It ended", "Version",
					       "Newest run", ">Runs", ">Changes", "Newest change",
					       NULL };
	struct page p;
	int ret = page_begin(&p, site, NULL, "index.html", "Live update of IOMMU page tables");

	if (ret)
		return ret;
	fputs("<p>What ptlu has measured and checked, night by night: times and exact counts of the"
	      " operations on preserved page tables, tests of their rules, and what changed.</p>\n",
	      p.out);
	page_table(&p, "Trees", columns);
	for (size_t i = 0; i < site->nr_trees; i++)
		put_tree(&p, &site->trees[i]);
	page_table_end(&p);
	return page_end(&p, 0);
}
