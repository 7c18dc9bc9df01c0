// SPDX-License-Identifier: GPL-2.0-only
/* Parts of a run's page: tests, the stage of the night, files. */
#define _GNU_SOURCE
#include "run_parts.h"
#include "results/ptlu/names.h"
#include "run_compare.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Tests that a page lists. */
#define MOST_TESTS	200
/* A larger file is named and not copied. */
#define MOST_BYTES	1000000

static const char *const results[] = { "passed", "failed", "known defect", "skipped" };

static const char *result_text(int result)
{
	return result >= 0 && (size_t)result < sizeof(results) / sizeof(results[0]) ?
	       results[result] : "?";
}

/* ---- tests ---- */

static int put_numbers(struct page *p, struct history *h, const struct site_run *r)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT result, count(*) FROM result WHERE run = ? "
					  "GROUP BY result", "i", r->id);
	int ret, rows = 0;

	while ((ret = history_step(h, s)) == 1)
		fprintf(p->out, "%s%lld %s", rows++ ? ", " : "<p>", sqlite3_column_int64(s, 1),
			result_text(sqlite3_column_int(s, 0)));
	if (rows)
		fputs(".</p>\n", p->out);
	sqlite3_finalize(s);
	return ret;
}

/* Rows: name, rules, and one or two results. */
static int put_test_table(struct page *p, struct history *h, sqlite3_stmt *s, const char *title,
			  const char *const *columns)
{
	char name[FINDING_TEXT], rules[256];
	int ret, rows = 0;

	while ((ret = history_step(h, s)) == 1) {
		if (!rows++)
			page_table(p, title, columns);
		history_text(s, 0, name, sizeof(name));
		history_text(s, 1, rules, sizeof(rules));
		html_print(p->out, "<tr><td>%s</td><td>%s</td>", name, rules);
		for (int i = 2; i < sqlite3_column_count(s); i++)
			html_print(p->out, "<td>%s</td>", result_text(sqlite3_column_int(s, i)));
		fputs("</tr>\n", p->out);
	}
	if (rows)
		page_table_end(p);
	if (rows == MOST_TESTS)
		fprintf(p->out, "<p>These are the first %d.</p>\n", MOST_TESTS);
	sqlite3_finalize(s);
	return ret;
}

static int put_changed_tests(struct page *p, struct history *h, size_t run)
{
	static const char *const columns[] = { "Test", "Rules", "Before", "Now", NULL };
	size_t before = run_before(p->tree, run, BY_TESTS);

	if (before == NO_RUN)
		return 0;
	fputs("<p>The run before: ", p->out);
	put_run_link(p, before);
	fputs(".</p>\n", p->out);
	return put_test_table(p, h, history_prepare(h, "SELECT name, rules, a.result, b.result "
		"FROM result b JOIN result a ON a.test = b.test JOIN test t ON t.id = b.test "
		"WHERE a.run = ? AND b.run = ? AND a.result != b.result ORDER BY name LIMIT ?",
		"iii", p->tree->runs[before].id, p->tree->runs[run].id, (long long)MOST_TESTS),
		"Tests that had another result in the run before", columns);
}

int put_tests(struct page *p, size_t run)
{
	static const char *const columns[] = { "Test", "Rules", "Result", NULL };
	const struct site_run *r = &p->tree->runs[run];
	struct history h = p->tree->h;
	int ret;

	if (!r->tests)
		return 0;
	fputs("<h2>Tests</h2>\n", p->out);
	ret = put_numbers(p, &h, r);
	if (!ret)
		ret = put_changed_tests(p, &h, run);
	if (!ret)
		ret = put_test_table(p, &h, history_prepare(&h, "SELECT name, rules, result FROM "
			"result JOIN test t ON t.id = test WHERE run = ? AND result IN (1, 2) "
			"ORDER BY result, name LIMIT ?", "ii", r->id, (long long)MOST_TESTS),
			"Tests that fail, or show a known defect of the tree", columns);
	return ret;
}

/* ---- files ---- */

/* A browser shows text, and saves what it has no name for. */
static void put_file(struct page *p, size_t run, const char *from, const char *name, int *ret)
{
	bool is_text = strlen(name) > 4 && same(name + strlen(name) - 4, ".txt");
	char path[SITE_PATH], file[SITE_FILE];
	size_t size;
	int copied;

	site_file_name(name, file);
	snprintf(path, sizeof(path), "trees/%s/files/%s/%s%s", p->tree->file,
		 p->tree->runs[run].file, file, is_text ? "" : ".txt");
	copied = folder_copy(&p->site->out, path, from, MOST_BYTES, &size);
	if (copied > 0)
		html_print(p->out, "<li><a href=\"%s%s\">%s</a>", p->up, path, name);
	else if (!copied && size)
		html_print(p->out, "<li>%s, too large for this site", name);
	if (copied > 0 || (!copied && size))
		fprintf(p->out, ", %zu bytes</li>\n", size);
	if (copied < 0)
		*ret = copied;
}

int put_stage(struct page *p, size_t run)
{
	const char *night = NULL, *label = p->tree->label;
	const struct night_stage *s = nights_stage(&p->site->nights, label,
						   p->tree->runs[run].name, &night);
	char path[PATH_MAX], name[160];
	int ret = 0;

	if (!s)
		return 0;
	html_print(p->out, "<h2>Stage</h2>\n<p>Stage %s of night %s: %s", s->name, night, s->outcome);
	fprintf(p->out, " after %lld s", s->seconds);
	html_print(p->out, "%s%s.</p>\n", same(s->note, "-") ? "" : ": ",
		   same(s->note, "-") ? "" : s->note);
	if (!sample_name_is_valid(s->name) || !sample_name_is_valid(label))
		return 0;
	snprintf(name, sizeof(name), "%s-%s.log", label, s->name);
	snprintf(path, sizeof(path), "%s/%s/%s", p->site->nights.dir, night, name);
	fputs("<ul>\n", p->out);
	put_file(p, run, path, name, &ret);
	fputs("</ul>\n", p->out);
	return ret;
}

static int is_raw_file(const struct dirent *entry)
{
	static const char *const names[] = {
		"env.json", "summary.txt", "samples.jsonl", "counts.jsonl", "conformance.ktap",
		"bench.json", "bench-medians.json",
	};
	const char *dot = strrchr(entry->d_name, '.');

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (same(entry->d_name, names[i]))
			return 1;
	return sample_name_is_valid(entry->d_name) && dot && same(dot, ".log");
}

int put_files(struct page *p, size_t run)
{
	const struct site_run *r = &p->tree->runs[run];
	char dir[PATH_MAX], path[PATH_MAX + 256];
	struct dirent **entries = NULL;
	int nr = 0, ret = 0;

	if (!sample_name_is_valid(r->name))
		return 0;
	snprintf(dir, sizeof(dir), "%s/%s", p->site->runs_dir, r->name);
	nr = scandir(dir, &entries, is_raw_file, versionsort);
	if (nr > 0)
		fputs("<h2>Files</h2>\n<ul>\n", p->out);
	for (int i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, entries[i]->d_name);
		if (!ret)
			put_file(p, run, path, entries[i]->d_name, &ret);
		free(entries[i]);
	}
	if (nr > 0)
		fputs("</ul>\n", p->out);
	free(entries);
	return ret;
}
