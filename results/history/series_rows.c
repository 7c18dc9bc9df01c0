// SPDX-License-Identifier: GPL-2.0-only
/* The series of a history, and the nights of one. */
#define _GNU_SOURCE
#include "series_rows.h"

#include <err.h>
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_strings(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* One copy of each name; NULL without memory. */
static const char *intern(void **names, sqlite3_stmt *s, int column)
{
	char text[SAMPLE_NAME_MAX + 1], *copy, **there;

	history_text(s, column, text, sizeof(text));
	there = tfind(text, names, compare_strings);
	if (there)
		return *there;
	copy = strdup(text);
	if (!copy || !tsearch(copy, names, compare_strings)) {
		free(copy);
		return NULL;
	}
	return copy;
}

static bool read_key(struct bench_sample *key, void **names, sqlite3_stmt *s)
{
	const char **const fields[] = { &key->run, &key->tier, &key->arch, &key->target, &key->op,
					&key->variant, &key->leaf, &key->placement, &key->cache };
	bool ok = true;

	*key = (struct bench_sample){ .case_id = "", .kernel = "", .format = "", .clock = "",
				      .tree = "", .ptlu = "", SAMPLE_NOT_COUNTED };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		*fields[i] = intern(names, s, (int)i + 1);
		ok = ok && *fields[i];
	}
	key->order = (unsigned int)sqlite3_column_int64(s, 10);
	key->tables = (uint64_t)sqlite3_column_int64(s, 11);
	key->iova_bytes = (uint64_t)sqlite3_column_int64(s, 12);
	return ok;
}

static int grow(struct series_rows *r)
{
	size_t room = r->nr ? 2 * r->nr : 1024;

	if (r->nr >= 1024 ? r->nr & (r->nr - 1) : r->nr)
		return 0;
	r->keys = reallocarray(r->keys, room, sizeof(*r->keys));
	r->ids = reallocarray(r->ids, room, sizeof(*r->ids));
	r->machines = reallocarray(r->machines, room, sizeof(*r->machines));
	return r->keys && r->ids && r->machines ? 0 : -ENOMEM;
}

int series_rows_read(struct series_rows *r, struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT id, machine, tier, arch, target, op, variant, "
		"leaf, placement, cache, page_order, tables, iova_bytes FROM series ORDER BY machine, "
		"tier, arch, target, op, variant, leaf, placement, cache, page_order, tables", "");
	int ret;

	*r = (struct series_rows){ 0 };
	while ((ret = history_step(h, s)) == 1) {
		if (grow(r) || !read_key(&r->keys[r->nr], &r->names, s)) {
			warnx("out of memory");
			ret = -ENOMEM;
			break;
		}
		r->ids[r->nr] = sqlite3_column_int64(s, 0);
		r->machines[r->nr++] = sqlite3_column_int64(s, 1);
	}
	sqlite3_finalize(s);
	if (ret)
		series_rows_free(r);
	return ret;
}

void series_rows_free(struct series_rows *r)
{
	free(r->keys);
	free(r->ids);
	free(r->machines);
	tdestroy(r->names, free);
	*r = (struct series_rows){ 0 };
}

long long series_row(const struct series_rows *r, const struct bench_sample *key)
{
	return r->ids[key - r->keys];
}

const struct bench_sample *series_key(const struct series_rows *r, long long row)
{
	for (size_t i = 0; i < r->nr; i++)
		if (r->ids[i] == row)
			return &r->keys[i];
	return NULL;
}

static void read_night(struct series_night *n, sqlite3_stmt *s)
{
	*n = (struct series_night){
		.start = sqlite3_column_int64(s, 0),
		.has_time = sqlite3_column_type(s, 5) != SQLITE_NULL,
		.ns_min = sqlite3_column_double(s, 5), .ns_median = sqlite3_column_double(s, 6),
		.refused = sqlite3_column_int(s, 7),
		.has_count = sqlite3_column_type(s, 8) != SQLITE_NULL,
		.instructions = sqlite3_column_double(s, 8),
	};
	history_text(s, 1, n->run, sizeof(n->run));
	history_text(s, 2, n->tree, sizeof(n->tree));
	history_text(s, 3, n->ptlu, sizeof(n->ptlu));
	history_text(s, 4, n->state, sizeof(n->state));
}

struct series_night *series_nights(struct history *h, long long series, size_t *nr)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT start, name, tree, substr(ptlu, 1, 12), state, "
		"ns_min, ns_median, refused, instructions FROM run r "
		"LEFT JOIN time t ON t.run = r.id AND t.series = ?1 "
		"LEFT JOIN count c ON c.run = r.id AND c.series = ?1 "
		"WHERE t.run IS NOT NULL OR c.run IS NOT NULL ORDER BY start, name", "i", series);
	struct series_night *nights = malloc(sizeof(*nights)), *more = nights;
	int ret = 0;

	*nr = 0;
	while (more && (ret = history_step(h, s)) == 1) {
		read_night(&nights[(*nr)++], s);
		more = reallocarray(nights, *nr + 1, sizeof(*nights));
		nights = more ? more : nights;
	}
	sqlite3_finalize(s);
	if (!more)
		warnx("out of memory");
	if (more && !ret)
		return nights;
	free(nights);
	return NULL;
}
