// SPDX-License-Identifier: GPL-2.0-only
/* Figures in a Markdown page, between markers that name their samples. */
#define _GNU_SOURCE
#include "page.h"
#include "names.h"
#include "select.h"
#include "tier_counts.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN		"<!--ptlu "
#define BEGIN_END	"-->"
#define END		"<!--/ptlu-->"

#define MAX_SPEC	1024
#define MAX_ROWS	64
#define MAX_COLUMNS	16

/* Where in a page the work is. */
struct page {
	const char *path;
	const char *text;	/* all of it */
	const char *at;		/* what comes next */
	FILE *out;
	struct page_runs *runs;
	struct page_result *result;
	char defaults[MAX_SPEC];
};

static size_t line_of(const struct page *p, const char *at)
{
	size_t line = 1;

	for (const char *c = p->text; c < at; c++)
		line += *c == '\n';
	return line;
}

static void __attribute__((format(printf, 3, 4))) fail(struct page *p, const char *at,
						       const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	warnx("%s:%zu: %s", p->path, line_of(p, at), text);
	p->result->errors++;
}

/* ---- runs ---- */

static const struct run *find_run(struct page *p, const char *dir)
{
	struct page_runs *runs = p->runs;

	for (size_t i = 0; i < runs->nr; i++)
		if (same(runs->dirs[i], dir))
			return &runs->runs[i];
	if (runs->nr == MAX_PAGE_RUNS)
		return NULL;
	runs->dirs[runs->nr] = strdup(dir);
	if (!runs->dirs[runs->nr])
		return NULL;
	if (run_read(&runs->runs[runs->nr], runs->dirs[runs->nr])) {
		free(runs->dirs[runs->nr]);
		return NULL;
	}
	return &runs->runs[runs->nr++];
}

void page_runs_free(struct page_runs *runs)
{
	while (runs->nr) {
		run_free(&runs->runs[--runs->nr]);
		free(runs->dirs[runs->nr]);
	}
}

/* ---- one figure ---- */

/* Takes the last run=DIR out of a list of key=value; the rest goes to @rest. */
static void split_run(const char *spec, char *dir, char *rest)
{
	char copy[MAX_SPEC], *next = NULL;
	size_t used = 0;

	snprintf(copy, sizeof(copy), "%s", spec);
	*rest = '\0';
	for (char *one = strtok_r(copy, ", \t\n", &next); one;
	     one = strtok_r(NULL, ", \t\n", &next)) {
		if (!strncmp(one, "run=", 4))
			snprintf(dir, MAX_SPEC, "%s", one + 4);
		else
			used += (size_t)snprintf(rest + used, MAX_SPEC - used, "%s ", one);
	}
}

/* The run of a figure: that of the last specification that names one, or the page's. */
static const struct run *run_of(struct page *p, const char *at, const char *const *specs, size_t nr)
{
	char dir[MAX_SPEC] = "", rest[MAX_SPEC];
	const struct run *run;

	split_run(p->defaults, dir, rest);
	for (size_t i = 0; i < nr; i++)
		split_run(specs[i], dir, rest);
	run = *dir ? find_run(p, dir) : NULL;
	if (!*dir)
		fail(p, at, "no run: name one by run=DIRECTORY");
	else if (!run)
		fail(p, at, "the run %s cannot be read", dir);
	return run;
}

/* The figure that the page's defaults and some specifications describe, the later ones first. */
static bool figure_of(struct page *p, const char *at, const char *const *specs, size_t nr,
		      char *text, size_t size)
{
	struct selection sel = SELECT_ALL;
	const struct run *run = run_of(p, at, specs, nr);
	char dir[MAX_SPEC], rest[MAX_SPEC];

	split_run(p->defaults, dir, rest);
	if (!run)
		return false;
	if (selection_add(&sel, rest, text, size)) {
		fail(p, at, "%s", text);
		return false;
	}
	for (size_t i = 0; i < nr; i++) {
		split_run(specs[i], dir, rest);
		if (selection_add(&sel, rest, text, size)) {
			fail(p, at, "%s", text);
			return false;
		}
	}
	if (!selection_figure(&sel, run, text, size))
		return true;
	fail(p, at, "%s (%s)", text, nr ? specs[nr - 1] : "");
	return false;
}

/* Writes a figure, and says whether it was another one. */
static void put_figure(struct page *p, const char *at, const char *old, size_t old_len,
		       const char *value)
{
	p->result->figures++;
	fputs(value, p->out);
	if (strlen(value) == old_len && !strncmp(old, value, old_len))
		return;
	printf("%s:%zu: \"%.*s\" is %s in the sample\n", p->path, line_of(p, at), (int)old_len, old,
	       value);
	p->result->changed++;
}

/* ---- markers ---- */

/* Copies the page up to @to. */
static void copy_to(struct page *p, const char *to)
{
	fwrite(p->at, 1, (size_t)(to - p->at), p->out);
	p->at = to;
}

/* A comment at the begin of a line would end the paragraph. */
static bool begins_line(const struct page *p, const char *at)
{
	while (at > p->text && at[-1] == ' ')
		at--;
	return at == p->text || at[-1] == '\n';
}

static void fill_inline(struct page *p, const char *begin, const char *spec)
{
	const char *end = strstr(p->at, END);
	const char *newline = strchr(p->at, '\n');
	char value[256];

	if (!end || (newline && newline < end)) {
		fail(p, begin, "%s has no " END " in its line", spec);
		return;
	}
	if (begins_line(p, begin)) {
		fail(p, begin, "a figure's marker begins a line, where Markdown takes it for HTML");
		return;
	}
	if (!figure_of(p, begin, &spec, 1, value, sizeof(value)))
		return;
	put_figure(p, begin, p->at, (size_t)(end - p->at), value);
	p->at = end;
}

/* The part of a page between a marker of several lines and its end; NULL after a message. */
static const char *block_end(struct page *p, const char *begin)
{
	const char *end = strstr(p->at, END);

	if (end && begins_line(p, end))
		return end;
	fail(p, begin, "the marker has no " END " at the begin of a line");
	return NULL;
}

static void fill_tiers(struct page *p, const char *begin, const char *spec)
{
	const struct run *run = run_of(p, begin, (const char *const[]){ spec }, 1);
	const char *end = block_end(p, begin);
	char *text = NULL;
	size_t len = 0;
	bool printed;
	FILE *out = run && end ? open_memstream(&text, &len) : NULL;

	if (!out)
		return;
	fputc('\n', out);
	printed = print_tiers(&run->counts, &run->set, out);
	if (fclose(out) || !printed) {
		fail(p, begin, "%s has no counts of both tiers", run->dir);
	} else {
		p->result->figures++;
		if (len != (size_t)(end - p->at) || memcmp(text, p->at, len)) {
			printf("%s:%zu: the table differs from the samples\n", p->path,
			       line_of(p, begin));
			p->result->changed++;
		}
		fwrite(text, 1, len, p->out);
		p->at = end;
	}
	free(text);
}

/* ---- tables ---- */

/* The specification of a table: the common part, its rows and its columns. */
struct table_spec {
	char text[4 * MAX_SPEC];
	const char *common;
	const char *rows[MAX_ROWS];
	const char *columns[MAX_COLUMNS];
	size_t nr_rows, nr_columns;
};

static bool parse_table(struct page *p, const char *begin, const char *spec, struct table_spec *t)
{
	char *next = t->text, *line;

	snprintf(t->text, sizeof(t->text), "%s", spec);
	t->common = strsep(&next, "\n");
	while ((line = strsep(&next, "\n"))) {
		line += strspn(line, " \t");
		if (!strncmp(line, "row ", 4) && t->nr_rows < MAX_ROWS) {
			t->rows[t->nr_rows++] = line + 4;
		} else if (!strncmp(line, "column ", 7) && t->nr_columns < MAX_COLUMNS) {
			t->columns[t->nr_columns++] = line + 7;
		} else if (*line) {
			fail(p, begin,
			     "\"%.60s\" is neither a row nor a column, or is one too many", line);
			return false;
		}
	}
	return true;
}

/* A cell between two bars: its text without the blanks around it. */
static const char *trim(const char *from, const char *to, size_t *len)
{
	while (from < to && *from == ' ')
		from++;
	while (to > from && to[-1] == ' ')
		to--;
	*len = (size_t)(to - from);
	return from;
}

/* The cells behind the first one; an empty one stays empty. */
static void fill_row(struct page *p, const struct table_spec *t, size_t row, const char *end)
{
	const char *bar = strchr(p->at + 1, '|');
	size_t column = 0;

	while (bar && bar < end && column < t->nr_columns) {
		const char *next = strchr(bar + 1, '|'), *cell;
		const char *specs[] = { t->common, t->rows[row], t->columns[column] };
		char value[256];
		size_t len;

		if (!next || next > end)
			break;
		copy_to(p, bar + 1);
		cell = trim(bar + 1, next, &len);
		if (len && figure_of(p, bar, specs, 3, value, sizeof(value))) {
			fputc(' ', p->out);
			put_figure(p, bar, cell, len, value);
			fputc(' ', p->out);
			p->at = next;
		}
		bar = next;
		column++;
	}
	if (column != t->nr_columns || (bar && strchr(bar + 1, '|') &&
					strchr(bar + 1, '|') < end))
		fail(p, end, "the row has not as many cells as the marker has columns, %zu",
		     t->nr_columns);
	copy_to(p, end);
}

static void fill_table(struct page *p, const char *begin, const char *spec)
{
	struct table_spec t = { 0 };
	const char *end = block_end(p, begin);
	size_t line = 0, rows = 0;

	if (!end || !parse_table(p, begin, spec, &t))
		return;
	while (p->at < end) {
		const char *newline = strchr(p->at, '\n');

		newline = newline && newline < end ? newline : end;
		/* The first line of a table is its head, the second says how it is aligned. */
		if (*p->at == '|' && line++ >= 2) {
			if (rows < t.nr_rows)
				fill_row(p, &t, rows, newline);
			rows++;
		}
		copy_to(p, newline < end ? newline + 1 : end);
	}
	if (rows != t.nr_rows)
		fail(p, begin, "the table has %zu rows and its marker %zu", rows, t.nr_rows);
}

/* ---- pages ---- */

/* The next marker that is not shown as code, in a fenced block or behind a backtick. */
static const char *next_marker(const char *at, bool *fenced)
{
	char before = '\n';

	for (; *at; before = *at++) {
		if (before == '\n' && !strncmp(at, "```", 3))
			*fenced = !*fenced;
		if (!*fenced && before != '`' && !strncmp(at, BEGIN, strlen(BEGIN)))
			return at;
	}
	return NULL;
}

static bool takes(const char **spec, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*spec, word, len) || ((*spec)[len] && !strchr(" \n", (*spec)[len])))
		return false;
	*spec += len;
	return true;
}

static void fill_marker(struct page *p, const char *begin)
{
	const char *end = strstr(begin, BEGIN_END), *spec;
	char text[4 * MAX_SPEC];
	size_t len = end ? (size_t)(end - begin) - strlen(BEGIN) : 0;

	if (!end || len >= sizeof(text)) {
		fail(p, begin, "the marker does not end, or is too long");
		copy_to(p, begin + strlen(BEGIN));
		return;
	}
	snprintf(text, sizeof(text), "%.*s", (int)len, begin + strlen(BEGIN));
	copy_to(p, end + strlen(BEGIN_END));
	spec = text;
	if (takes(&spec, "set"))
		snprintf(p->defaults, sizeof(p->defaults), "%s", spec);
	else if (takes(&spec, "table"))
		fill_table(p, begin, spec);
	else if (takes(&spec, "tiers"))
		fill_tiers(p, begin, spec);
	else
		fill_inline(p, begin, spec);
}

void page_fill(const char *text, const char *path, struct page_runs *runs,
	       struct page_result *result)
{
	struct page p = { .path = path, .text = text, .at = text, .runs = runs,
			  .result = result };
	const char *marker;
	bool fenced = false;

	*result = (struct page_result){ 0 };
	p.out = open_memstream(&result->text, &result->len);
	if (!p.out) {
		fail(&p, text, "out of memory");
		return;
	}
	while ((marker = next_marker(p.at, &fenced))) {
		copy_to(&p, marker);
		fill_marker(&p, marker);
	}
	copy_to(&p, p.at + strlen(p.at));
	if (fclose(p.out))
		fail(&p, text, "out of memory");
}
