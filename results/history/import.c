// SPDX-License-Identifier: GPL-2.0-only
/* The files of runs into a history. */
#define _GNU_SOURCE
#include "import.h"
#include "fingerprint.h"
#include "read_ahead.h"
#include "results/format/printable.h"
#include "results/ptlu/names.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* The statements that a run's rows are written by. */
enum statement {
	FIND_SERIES, ADD_SERIES, ADD_TIME, ADD_COUNT, FIND_TEST, ADD_TEST, ADD_RESULT,
	NR_STATEMENTS,
};

static const char *const statements[NR_STATEMENTS] = {
	[FIND_SERIES] = ("SELECT id FROM series WHERE machine = ? AND tier = ? AND arch = ? AND "
			"target = ? AND op = ? AND variant = ? AND leaf = ? AND placement = ? AND "
			"cache = ? AND page_order = ? AND tables = ?"),
	[ADD_SERIES] = ("INSERT INTO series (machine, tier, arch, target, op, variant, leaf, "
		       "placement, cache, page_order, tables, iova_bytes) "
		       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
	/* of a size that was measured twice the last one stays */
	[ADD_TIME] = "INSERT OR REPLACE INTO time VALUES (?, ?, ?, ?, ?, ?, ?)",
	[ADD_COUNT] = "INSERT OR REPLACE INTO count VALUES (?, ?, ?, ?, ?)",
	[FIND_TEST] = "SELECT id FROM test WHERE tier = ? AND arch = ? AND name = ?",
	[ADD_TEST] = "INSERT INTO test (tier, arch, name, rules) VALUES (?, ?, ?, ?)",
	/* of tests with one name the one that failed stays */
	[ADD_RESULT] = ("INSERT INTO result VALUES (?, ?, ?) "
		       "ON CONFLICT DO UPDATE SET result = 1 WHERE excluded.result = 1"),
};

/**
 * struct import - a run on its way into a history
 * @h: the history
 * @files: the run's files
 * @s: the statements
 * @run: its row
 * @machine: row of the machine
 * @emulator: row of the emulator, for samples that count its instructions; 0 if there are none
 * @tests: number of results
 * @ret: the first error of a visitor
 */
struct import {
	struct history *h;
	struct run_files *files;
	struct sqlite3_stmt *s[NR_STATEMENTS];
	long long run, machine, emulator;
	unsigned long long tests;
	int ret;
};

static bool counts_in_emulator(const struct bench_sample *s)
{
	return same(s->clock, "icount");
}

/* Row of a machine, which is made if there is none. */
static long long machine_row(struct history *h, const char *fingerprint)
{
	sqlite3_stmt *s = history_prepare(h, "INSERT OR IGNORE INTO machine (fingerprint) VALUES (?)",
					  "t", fingerprint);
	long long row = -EIO;

	if (!history_step(h, s)) {
		sqlite3_finalize(s);
		s = history_prepare(h, "SELECT id FROM machine WHERE fingerprint = ?", "t",
				    fingerprint);
		if (history_step(h, s) == 1)
			row = sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
	return row;
}

static int find_machines(struct import *i)
{
	char text[FINGERPRINT_TEXT];

	fingerprint_of(&i->files->conditions, text);
	i->machine = machine_row(i->h, text);
	for (size_t n = 0; n < i->files->samples.nr && !i->emulator; n++)
		if (counts_in_emulator(&i->files->samples.samples[n])) {
			fingerprint_of_emulator(&i->files->conditions, text);
			i->emulator = machine_row(i->h, text);
		}
	return i->machine < 0 || i->emulator < 0 ? -EIO : 0;
}

/* ---- samples ---- */

static long long series_of(struct import *i, const struct bench_sample *s)
{
	long long machine = counts_in_emulator(s) ? i->emulator : i->machine;
	sqlite3_stmt *find = i->s[FIND_SERIES], *add = i->s[ADD_SERIES];
	int ret;

	history_bind(find, "ittttttttii", machine, s->tier, s->arch, s->target, s->op,
		     s->variant, s->leaf, s->placement, s->cache, (long long)s->order,
		     (long long)s->tables);
	ret = history_step(i->h, find);
	if (ret)
		return ret < 0 ? ret : sqlite3_column_int64(find, 0);
	history_bind(add, "ittttttttiii", machine, s->tier, s->arch, s->target, s->op,
		     s->variant, s->leaf, s->placement, s->cache, (long long)s->order,
		     (long long)s->tables, (long long)(s->iova_bytes & INT64_MAX));
	ret = history_step(i->h, add);
	return ret < 0 ? ret : sqlite3_last_insert_rowid(i->h->db);
}

static double known(double count)
{
	return count < 0 ? NAN : count;
}

static int add_sample(struct import *i, const struct bench_sample *s)
{
	bool exact = counts_in_emulator(s) || same(s->clock, "callgrind");
	sqlite3_stmt *add = i->s[exact ? ADD_COUNT : ADD_TIME];
	long long series = exact && s->instructions < 0 ? 0 : series_of(i, s);

	/* an operation that could not be counted */
	if (!series)
		return 0;
	if (series < 0)
		return (int)series;
	if (exact)
		history_bind(add, "iiddd", i->run, series, s->instructions, known(s->reads),
			     known(s->writes));
	else
		history_bind(add, "iidddii", i->run, series, s->ns_min, s->ns_median, s->ns_mad,
			     (long long)s->reps, (long long)!!s->refused);
	return history_step(i->h, add);
}

static int add_samples(struct import *i, const struct sample_set *set)
{
	int ret = 0;

	for (size_t n = 0; !ret && n < set->nr; n++)
		ret = add_sample(i, &set->samples[n]);
	return ret;
}

/* ---- tests ---- */

/*
 * "plain / ptlu-handover / test_random [RESTORE-1 VA-1] / vtdss-48" without the rules, which may be
 * others tomorrow; @rules receives them.
 */
static void split_rules(char *path, char *rules, size_t size)
{
	char *begin = strstr(path, " ["), *end = begin ? strchr(begin, ']') : NULL;

	*rules = '\0';
	if (!end)
		return;
	snprintf(rules, size, "%.*s", (int)(end - begin) - 2, begin + 2);
	memmove(begin, end + 1, strlen(end));
}

static long long test_of(struct import *i, const char *name, const char *rules)
{
	const struct conditions *c = &i->files->conditions;
	int ret;

	history_bind(i->s[FIND_TEST], "ttt", c->tier, c->arch, name);
	ret = history_step(i->h, i->s[FIND_TEST]);
	if (ret)
		return ret < 0 ? ret : sqlite3_column_int64(i->s[FIND_TEST], 0);
	history_bind(i->s[ADD_TEST], "tttt", c->tier, c->arch, name, rules);
	ret = history_step(i->h, i->s[ADD_TEST]);
	return ret < 0 ? ret : sqlite3_last_insert_rowid(i->h->db);
}

static void add_result(const struct ktap_leaf *leaf, void *data)
{
	char name[2200], rules[256];
	struct import *i = data;
	long long test;

	if (i->ret || leaf->result == KTAP_ERROR)
		return;
	snprintf(name, sizeof(name), "%s", leaf->path);
	make_printable(name);
	split_rules(name, rules, sizeof(rules));
	test = test_of(i, name, rules);
	if (test > 0) {
		history_bind(i->s[ADD_RESULT], "iii", i->run, test, (long long)leaf->result);
		test = history_step(i->h, i->s[ADD_RESULT]);
		i->tests++;
	}
	i->ret = (int)test;
}

static int add_results(struct import *i)
{
	if (i->files->ktap)
		ktap_visit(i->files->ktap, strcmp(i->files->conditions.tier, "host") != 0,
			   add_result, i);
	return i->ret;
}

/* ---- the run ---- */

static int remove_rows(struct import *i)
{
	static const char *const deletions[] = {
		"DELETE FROM time WHERE run = ?", "DELETE FROM count WHERE run = ?",
		"DELETE FROM result WHERE run = ?",
	};
	int ret = 0;

	for (size_t n = 0; !ret && n < sizeof(deletions) / sizeof(deletions[0]); n++) {
		sqlite3_stmt *s = history_prepare(i->h, deletions[n], "i", i->run);

		ret = history_step(i->h, s);
		sqlite3_finalize(s);
	}
	return ret;
}

/* The run's row is kept when it has changed: changes that were reported point to it. */
static int write_run(struct import *i)
{
	const struct conditions *c = &i->files->conditions;
	sqlite3_stmt *s = history_prepare(i->h,
		"INSERT INTO run (machine, start, name, state, sessions, digest, tier, arch, "
		"kernel, tree, tree_hash, ptlu, compiler, cflags, kernel_release, microcode, "
		"profile, times, counts, tests) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0) "
		"ON CONFLICT DO UPDATE SET state = excluded.state, sessions = excluded.sessions, "
		"digest = excluded.digest RETURNING id",
		"iittitttttttttttt", i->machine, (long long)c->begun, c->run,
		run_state(i->files), (long long)c->sessions, i->files->digest, c->tier, c->arch,
		c->kernel, c->tree, c->tree_hash, c->revision, c->compiler, c->cflags,
		c->kernel_release, c->microcode, c->profile);
	int ret = history_step(i->h, s);

	i->run = ret == 1 ? sqlite3_column_int64(s, 0) : 0;
	ret = ret == 1 ? history_step(i->h, s) : -EIO;
	sqlite3_finalize(s);
	return ret ? ret : remove_rows(i);
}

/* How much of each kind there is, so that nobody has to count. */
static int write_numbers(struct import *i)
{
	sqlite3_stmt *s = history_prepare(i->h, "UPDATE run SET "
		"times = (SELECT count(*) FROM time WHERE run = ?1), "
		"counts = (SELECT count(*) FROM count WHERE run = ?1), "
		"tests = (SELECT count(*) FROM result WHERE run = ?1) WHERE id = ?1", "i", i->run);
	int ret = history_step(i->h, s);

	sqlite3_finalize(s);
	return ret;
}

/* Whether it is there: an enum imported, or a negative errno value. */
static int find_run(struct import *i)
{
	const struct conditions *c = &i->files->conditions;
	sqlite3_stmt *s = history_prepare(i->h, "SELECT digest = ? FROM run WHERE machine = ? AND "
					  "start = ? AND name = ?", "tiit", i->files->digest,
					  i->machine, (long long)c->begun, c->run);
	int ret = history_step(i->h, s);

	if (ret == 1)
		ret = sqlite3_column_int(s, 0) ? IMPORT_THERE : IMPORT_CHANGED;
	else if (!ret)
		ret = IMPORT_NEW;
	sqlite3_finalize(s);
	return ret;
}

static int write_rows(struct import *i)
{
	int ret = write_run(i);

	for (int n = 0; !ret && n < NR_STATEMENTS; n++) {
		i->s[n] = history_prepare(i->h, statements[n], "");
		ret = i->s[n] ? 0 : -EIO;
	}
	if (!ret)
		ret = add_samples(i, &i->files->samples);
	if (!ret)
		ret = add_samples(i, &i->files->counts);
	if (!ret)
		ret = add_results(i);
	if (!ret)
		ret = write_numbers(i);
	for (int n = 0; n < NR_STATEMENTS; n++)
		sqlite3_finalize(i->s[n]);
	return ret;
}

int import_run(struct history *h, struct run_files *files, struct import_sum *sum)
{
	struct import i = { .h = h, .files = files };
	int ret = find_machines(&i), what = 0;

	if (!ret) {
		what = find_run(&i);
		ret = what < 0 ? what : 0;
	}
	if (!ret && what != IMPORT_THERE)
		ret = write_rows(&i);
	if (ret)
		return ret;
	sum->runs[what]++;
	sum->tests += i.tests;
	if (what != IMPORT_THERE)
		sum->samples += files->samples.nr + files->counts.nr;
	return 0;
}

static int import_next(struct history *h, struct read_ahead *ahead, struct import_sum *sum)
{
	struct run_files files;
	int ret = read_ahead_next(ahead, &files);

	if (ret)
		return ret;
	ret = history_begin(h);
	if (!ret)
		ret = history_end(h, import_run(h, &files, sum));
	run_files_free(&files);
	return ret;
}

int import_runs(struct history *h, char *const *dirs, size_t nr, struct import_sum *sum)
{
	struct read_ahead *ahead = read_ahead_begin(dirs, nr);
	int failed = 0;

	for (size_t i = 0; ahead && i < nr; i++)
		failed += !!import_next(h, ahead, sum);
	read_ahead_end(ahead);
	return ahead ? failed : -ENOMEM;
}
