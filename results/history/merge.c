// SPDX-License-Identifier: GPL-2.0-only
/* Two histories into one: rows are copied under the row numbers that they get in the other one. */
#include "merge.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS	24

/* ---- copying rows ---- */

/* Row numbers of one table in both histories; 0 for one that is not copied. */
struct row_map {
	long long *to;
	size_t size;
};

static long long mapped(const struct row_map *map, long long row)
{
	return row >= 0 && (size_t)row < map->size ? map->to[row] : 0;
}

static int map_row(struct row_map *map, long long from, long long to)
{
	size_t size = map->size ? map->size : 64;
	long long *more;

	/* far more rows than anyone has: the file is not one of ptlu */
	if (from < 0 || from > 1LL << 32)
		return -EINVAL;
	while (size <= (size_t)from)
		size *= 2;
	if (size != map->size) {
		more = reallocarray(map->to, size, sizeof(*more));
		if (!more)
			return -ENOMEM;
		memset(more + map->size, 0, (size - map->size) * sizeof(*more));
		map->to = more;
		map->size = size;
	}
	map->to[from] = to;
	return 0;
}

/*
 * Bind the columns of the current row of @s from @first on as parameters of @to, from the first one
 * on; those that @maps has a map for get their new number. False if that is none.
 */
static bool bind_row(sqlite3_stmt *to, sqlite3_stmt *s, int first,
		     const struct row_map *const *maps)
{
	sqlite3_reset(to);
	for (int i = first; i < sqlite3_column_count(s); i++) {
		const struct row_map *map = maps[i - first];
		long long row = map ? mapped(map, sqlite3_column_int64(s, i)) : 1;

		if (!row)
			return false;
		if (map)
			sqlite3_bind_int64(to, i - first + 1, row);
		else
			sqlite3_bind_value(to, i - first + 1, sqlite3_column_value(s, i));
	}
	return true;
}

/**
 * struct table_copy - how the rows of a table are copied that others point to
 * @from: selects id and the columns
 * @add: inserts the columns, unless such a row is there
 * @find: selects the id by the columns of the key, which come first
 * @maps: maps of the columns that are row numbers
 * @to: receives the map of this table
 */
struct table_copy {
	const char *from, *add, *find;
	const struct row_map *maps[MAX_COLUMNS];
	struct row_map *to;
};

/* The row that has the same key, by the first columns of the current row. */
static long long find_row(struct history *h, sqlite3_stmt *find, sqlite3_stmt *s,
			  const struct table_copy *t)
{
	sqlite3_reset(find);
	for (int i = 0; i < sqlite3_bind_parameter_count(find); i++) {
		if (t->maps[i])
			sqlite3_bind_int64(find, i + 1,
					   mapped(t->maps[i], sqlite3_column_int64(s, i + 1)));
		else
			sqlite3_bind_value(find, i + 1, sqlite3_column_value(s, i + 1));
	}
	return history_step(h, find) == 1 ? sqlite3_column_int64(find, 0) : -EIO;
}

static int copy_table(struct history *to, struct history *from, const struct table_copy *t)
{
	sqlite3_stmt *s = history_prepare(from, t->from, "");
	sqlite3_stmt *add = history_prepare(to, t->add, "");
	sqlite3_stmt *find = history_prepare(to, t->find, "");
	int ret = s && add && find ? 0 : -EIO, row;

	while (!ret && (row = history_step(from, s))) {
		long long id;

		ret = row < 0 ? row : 0;
		if (ret || !bind_row(add, s, 1, t->maps))
			continue;
		ret = history_step(to, add);
		id = ret ? ret : find_row(to, find, s, t);
		ret = id < 0 ? (int)id : map_row(t->to, sqlite3_column_int64(s, 0), id);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(add);
	sqlite3_finalize(find);
	return ret;
}

/* Rows that nothing points to; those whose run is not copied are left out. */
static int copy_rows(struct history *to, struct history *from, const char *select,
		     const char *insert, const struct row_map *const *maps,
		     unsigned long long *added)
{
	sqlite3_stmt *s = history_prepare(from, select, "");
	sqlite3_stmt *add = history_prepare(to, insert, "");
	int ret = s && add ? 0 : -EIO, row;

	while (!ret && (row = history_step(from, s))) {
		ret = row < 0 ? row : 0;
		if (ret || !bind_row(add, s, 0, maps))
			continue;
		ret = history_step(to, add);
		*added += ret ? 0 : (unsigned long long)sqlite3_changes(to->db);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(add);
	return ret;
}

/* ---- the tables ---- */

#define SERIES	"machine, tier, arch, target, op, variant, leaf, placement, cache, page_order, " \
		"tables, iova_bytes"
#define RUN	"machine, start, name, state, sessions, digest, tier, arch, kernel, tree, "	\
		"tree_hash, ptlu, compiler, cflags, kernel_release, microcode, profile, times, counts, "	\
		"tests"
#define CHANGE	"kind, machine, tier, arch, target, op, variant, test, before, first, ratio, p, "	\
		"reported"

/**
 * struct merge - two histories that are merged
 * @to: history that is written
 * @from: the one that is read
 * @machines: row numbers
 * @series: likewise
 * @tests: likewise
 * @runs: likewise, of the runs that both have by now
 * @copied: likewise, of the runs whose results are copied
 * @sum: what was brought
 */
struct merge {
	struct history *to, *from;
	struct row_map machines, series, tests, runs, copied;
	struct merge_sum *sum;
};

static int copy_machines(struct merge *m)
{
	const struct table_copy t = {
		.from = "SELECT id, fingerprint FROM machine",
		.add = "INSERT OR IGNORE INTO machine (fingerprint) VALUES (?)",
		.find = "SELECT id FROM machine WHERE fingerprint = ?", .to = &m->machines,
	};

	return copy_table(m->to, m->from, &t);
}

static int copy_series(struct merge *m)
{
	const struct table_copy t = {
		.from = "SELECT id, " SERIES " FROM series",
		.add = "INSERT INTO series (" SERIES ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		       "?) ON CONFLICT DO NOTHING",
		.find = "SELECT id FROM series WHERE machine = ? AND tier = ? AND arch = ? AND "
			"target = ? AND op = ? AND variant = ? AND leaf = ? AND placement = ? AND "
			"cache = ? AND page_order = ? AND tables = ?",
		.maps = { &m->machines }, .to = &m->series,
	};

	return copy_table(m->to, m->from, &t);
}

static int copy_tests(struct merge *m)
{
	const struct table_copy t = {
		.from = "SELECT id, tier, arch, name, rules FROM test",
		.add = "INSERT INTO test (tier, arch, name, rules) VALUES (?, ?, ?, ?) "
		       "ON CONFLICT DO NOTHING",
		.find = "SELECT id FROM test WHERE tier = ? AND arch = ? AND name = ?",
		.to = &m->tests,
	};

	return copy_table(m->to, m->from, &t);
}

static int delete_results(struct history *h, long long run)
{
	static const char *const deletions[] = {
		"DELETE FROM time WHERE run = ?", "DELETE FROM count WHERE run = ?",
		"DELETE FROM result WHERE run = ?",
	};
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(deletions) / sizeof(deletions[0]); i++) {
		sqlite3_stmt *s = history_prepare(h, deletions[i], "i", run);

		ret = history_step(h, s);
		sqlite3_finalize(s);
	}
	return ret;
}

/* A run that both have: whether that of the other history is the later one. */
static int compare_run(struct merge *m, sqlite3_stmt *s, long long machine, long long *run)
{
	sqlite3_stmt *find = history_prepare(m->to, "SELECT id, sessions, digest FROM run WHERE "
		"machine = ? AND start = ? AND name = ?", "iit", machine,
		(long long)sqlite3_column_int64(s, 2), (const char *)sqlite3_column_text(s, 3));
	int ret = history_step(m->to, find), later = 0;

	*run = 0;
	if (ret == 1) {
		long long there = sqlite3_column_int64(find, 1), here = sqlite3_column_int64(s, 5);
		int digests = strcmp((const char *)sqlite3_column_text(s, 6),
				     (const char *)sqlite3_column_text(find, 2));

		*run = sqlite3_column_int64(find, 0);
		later = digests && (here > there || (here == there && digests > 0));
	}
	sqlite3_finalize(find);
	return ret < 0 ? ret : later;
}

static int copy_run(struct merge *m, sqlite3_stmt *s, sqlite3_stmt *add)
{
	const struct row_map *const maps[MAX_COLUMNS] = { &m->machines };
	long long id = sqlite3_column_int64(s, 0), run;
	int later = compare_run(m, s, mapped(&m->machines, sqlite3_column_int64(s, 1)), &run), ret;

	if (later < 0)
		return later;
	if (run && !later) {
		m->sum->there++;
		return map_row(&m->runs, id, run);
	}
	ret = bind_row(add, s, 1, maps) ? history_step(m->to, add) : -EINVAL;
	if (ret == 1) {
		run = sqlite3_column_int64(add, 0);
		ret = history_step(m->to, add);
	}
	if (!ret && later)
		ret = delete_results(m->to, run);
	m->sum->replaced += later;
	m->sum->added += !later;
	ret = ret ? ret : map_row(&m->runs, id, run);
	return ret ? ret : map_row(&m->copied, id, run);
}

static int copy_runs(struct merge *m)
{
	sqlite3_stmt *s = history_prepare(m->from, "SELECT id, " RUN " FROM run ORDER BY start, id",
					  "");
	sqlite3_stmt *add = history_prepare(m->to,
		"INSERT INTO run (" RUN ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		"?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, sessions = "
		"excluded.sessions, digest = excluded.digest, times = excluded.times, "
		"counts = excluded.counts, tests = excluded.tests RETURNING id", "");
	int ret = s && add ? 0 : -EIO, row;

	while (!ret && (row = history_step(m->from, s)))
		ret = row < 0 ? row : copy_run(m, s, add);
	sqlite3_finalize(s);
	sqlite3_finalize(add);
	return ret;
}

static int copy_results(struct merge *m)
{
	const struct row_map *const of_series[MAX_COLUMNS] = { &m->copied, &m->series };
	const struct row_map *const of_tests[MAX_COLUMNS] = { &m->copied, &m->tests };
	unsigned long long rows = 0;
	int ret = copy_rows(m->to, m->from, "SELECT * FROM time",
			    "INSERT INTO time VALUES (?, ?, ?, ?, ?, ?, ?)", of_series, &rows);

	if (!ret)
		ret = copy_rows(m->to, m->from, "SELECT * FROM count",
				"INSERT INTO count VALUES (?, ?, ?, ?, ?)", of_series, &rows);
	if (!ret)
		ret = copy_rows(m->to, m->from, "SELECT * FROM result",
				"INSERT INTO result VALUES (?, ?, ?)", of_tests, &rows);
	return ret;
}

static int copy_changes(struct merge *m)
{
	const struct row_map *const maps[MAX_COLUMNS] = { [1] = &m->machines, [8] = &m->runs,
							  [9] = &m->runs };

	return copy_rows(m->to, m->from, "SELECT " CHANGE " FROM change ORDER BY id",
			 "INSERT INTO change (" CHANGE ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
			 "?, ?) ON CONFLICT DO NOTHING", maps, &m->sum->changes);
}

static void free_maps(struct merge *m)
{
	free(m->machines.to);
	free(m->series.to);
	free(m->tests.to);
	free(m->runs.to);
	free(m->copied.to);
}

int history_merge(struct history *to, struct history *from, struct merge_sum *sum)
{
	int (*const parts[])(struct merge *m) = {
		copy_machines, copy_series, copy_tests, copy_runs, copy_results, copy_changes,
	};
	struct merge m = { .to = to, .from = from, .sum = sum };
	int ret = 0;

	*sum = (struct merge_sum){ 0 };
	for (size_t i = 0; !ret && i < sizeof(parts) / sizeof(parts[0]); i++)
		ret = parts[i](&m);
	free_maps(&m);
	return ret;
}
