// SPDX-License-Identifier: GPL-2.0-only
/* What differs between the conformance of two trees, which make compare checks. */
#define _GNU_SOURCE
#include "compare_checks.h"
#include "names.h"
#include "table.h"
#include "results/format/file.h"
#include "results/format/printable.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Changes that the text shows; JSON has all. */
#define MAX_SHOWN	30

/* A side's test while the sides are read. */
struct leaf {
	char *path;
	enum ktap_result result;
};

struct leaves {
	struct leaf *all;
	size_t nr, room;
	bool failed;
};

static void add_leaf(const struct ktap_leaf *leaf, void *data)
{
	struct leaves *l = data;

	if (leaf->result == KTAP_ERROR)
		return;
	if (l->nr == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct leaf *more = reallocarray(l->all, room, sizeof(*more));

		l->failed |= !more;
		if (!more)
			return;
		l->all = more;
		l->room = room;
	}
	l->all[l->nr] = (struct leaf){ strdup(leaf->path), leaf->result };
	if (l->all[l->nr].path)
		make_printable(l->all[l->nr++].path);
	else
		l->failed = true;
}

static int by_path(const void *a, const void *b)
{
	const struct leaf *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static void free_leaves(struct leaves *l)
{
	for (size_t i = 0; i < l->nr; i++)
		free(l->all[i].path);
	free(l->all);
}

/* 1 if the side was not checked. */
static int read_leaves(struct leaves *l, const char *dir, const char *side, size_t *numbers)
{
	char path[1200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s-check/.whole", dir, side);
	if (access(path, F_OK))
		return 1;
	snprintf(path, sizeof(path), "%s/%s-check/conformance.ktap", dir, side);
	file = open_regular_file(path);
	if (!file)
		return 1;
	ktap_visit(file, false, add_leaf, l);
	fclose(file);
	if (l->failed)
		return -ENOMEM;
	if (l->nr)
		qsort(l->all, l->nr, sizeof(*l->all), by_path);
	for (size_t i = 0; i < l->nr; i++)
		numbers[l->all[i].result]++;
	return 0;
}

static int add_change(struct checks *c, const char *path, enum ktap_result base,
		      enum ktap_result head)
{
	struct check_change *change = &c->changes[c->nr];

	if (base == head)
		return 0;
	*change = (struct check_change){ strdup(path), base, head };
	if (!change->path)
		return -ENOMEM;
	c->nr++;
	c->newly_failing += head == KTAP_FAILED;
	return 0;
}

static bool newly_fails(const struct check_change *c)
{
	return c->head == KTAP_FAILED;
}

static int by_importance(const void *a, const void *b)
{
	const struct check_change *left = a, *right = b;

	if (newly_fails(left) != newly_fails(right))
		return newly_fails(left) ? -1 : 1;
	return strcmp(left->path, right->path);
}

/* Both are sorted by path. */
static int merge(struct checks *c, const struct leaves *base, const struct leaves *head)
{
	size_t b = 0, h = 0;
	int ret = 0;

	c->changes = calloc(base->nr + head->nr + 1, sizeof(*c->changes));
	if (!c->changes)
		return -ENOMEM;
	while (!ret && (b < base->nr || h < head->nr)) {
		int order = b == base->nr ? 1 : h == head->nr ? -1 :
			    strcmp(base->all[b].path, head->all[h].path);
		const char *path = order <= 0 ? base->all[b].path : head->all[h].path;
		enum ktap_result left = NR_KTAP_RESULTS, right = NR_KTAP_RESULTS;

		if (order <= 0)
			left = base->all[b++].result;
		if (order >= 0)
			right = head->all[h++].result;
		ret = add_change(c, path, left, right);
	}
	qsort(c->changes, c->nr, sizeof(*c->changes), by_importance);
	return ret;
}

int checks_read(struct checks *c, const char *dir)
{
	struct leaves base = { 0 }, head = { 0 };
	int ret;

	*c = (struct checks){ 0 };
	ret = read_leaves(&base, dir, "base", c->base);
	if (!ret)
		ret = read_leaves(&head, dir, "head", c->head);
	if (!ret)
		ret = merge(c, &base, &head);
	c->known = !ret;
	free_leaves(&base);
	free_leaves(&head);
	if (ret >= 0)
		return 0;
	warnx("out of memory");
	checks_free(c);
	return ret;
}

void checks_free(struct checks *c)
{
	for (size_t i = 0; i < c->nr; i++)
		free(c->changes[i].path);
	free(c->changes);
	*c = (struct checks){ 0 };
}

static const char *result_text(enum ktap_result result)
{
	static const char *const texts[] = {
		[KTAP_PASSED] = "passes", [KTAP_FAILED] = "fails", [KTAP_XFAILED] = "known defect",
		[KTAP_SKIPPED] = "skipped", [KTAP_ERROR] = "error", [NR_KTAP_RESULTS] = "-",
	};

	return texts[result];
}

/* The rules stand in brackets behind a test's name. */
static void put_rules(struct table *t, const char *path)
{
	const char *begin = strrchr(path, '['), *end = begin ? strchr(begin, ']') : NULL;

	if (end)
		table_cell(t, "%.*s", (int)(end - begin - 1), begin + 1);
	else
		table_cell(t, "-");
}

static void put_path(struct table *t, const char *path)
{
	const char *begin = strrchr(path, '['), *end = begin ? strchr(begin, ']') : NULL;

	if (end)
		table_cell(t, "%.*s%s", (int)(begin - path > 0 ? begin - path - 1 : 0), path, end + 1);
	else
		table_cell(t, "%s", path);
}

static void print_side(const char *name, const size_t *numbers, FILE *out)
{
	fprintf(out, "%s: %zu passed, %zu failed, %zu known defects, %zu skipped\n", name,
		numbers[KTAP_PASSED], numbers[KTAP_FAILED], numbers[KTAP_XFAILED],
		numbers[KTAP_SKIPPED]);
}

void checks_print(const struct checks *c, FILE *out)
{
	static const char *const columns[] = { "rules", "test", "base", "head", NULL };
	struct table *t;

	if (!c->known)
		return;
	fputc('\n', out);
	t = table_begin(columns);
	for (size_t i = 0; i < c->nr && i < MAX_SHOWN; i++) {
		table_row(t);
		put_rules(t, c->changes[i].path);
		put_path(t, c->changes[i].path);
		table_cell(t, "%s", result_text(c->changes[i].base));
		table_cell(t, "%s", result_text(c->changes[i].head));
	}
	if (!table_end(t, out, "Conformance: tests whose results differ"))
		fputs("Conformance is the same: no test has another result.\n", out);
	if (c->nr > MAX_SHOWN)
		fprintf(out, "and %zu more, see compare.json\n", c->nr - MAX_SHOWN);
	print_side("base", c->base, out);
	print_side("head", c->head, out);
}

void checks_markdown(const struct checks *c, FILE *out)
{
	if (!c->nr)
		return;
	fputs("\n| test | base | head |\n|---|---|---|\n", out);
	for (size_t i = 0; i < c->nr; i++)
		fprintf(out, "| %s | %s | %s |\n", c->changes[i].path,
			result_text(c->changes[i].base), result_text(c->changes[i].head));
}

static json_t *numbers_to_json(const size_t *numbers)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "passed", (json_int_t)numbers[KTAP_PASSED],
			 "failed", (json_int_t)numbers[KTAP_FAILED], "known_defects",
			 (json_int_t)numbers[KTAP_XFAILED], "skipped",
			 (json_int_t)numbers[KTAP_SKIPPED]);
}

json_t *checks_json(const struct checks *c)
{
	json_t *changes;

	if (!c->known)
		return json_null();
	changes = json_array();
	for (size_t i = 0; i < c->nr; i++)
		json_array_append_new(changes, json_pack(
			"{s:s, s:s, s:s}", "test", c->changes[i].path, "base",
			result_text(c->changes[i].base), "head",
			result_text(c->changes[i].head)));
	return json_pack("{s:o, s:o, s:I, s:o}", "base", numbers_to_json(c->base), "head",
			 numbers_to_json(c->head), "newly_failing", (json_int_t)c->newly_failing,
			 "changes", changes);
}
