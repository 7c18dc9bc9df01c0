// SPDX-License-Identifier: GPL-2.0-only
/* Tests of histories: importing, merging, rebuilding, and files that are no history. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/history/fingerprint.h"
#include "results/history/schema.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)

static const struct made_night all_kinds = { .number = 1, .instructions = 1000, .failing = "" };

/* What ptlu history prints, with paths in the directory of the tests: "%" stands for it. */
static char *call(const char *words, int *status)
{
	char *text = NULL, *result;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs("ptlu-history ", out);
	for (const char *c = words; *c; c++)
		if (*c == '%')
			fprintf(out, "%s/", fuzz_directory());
		else
			fputc(*c, out);
	fclose(out);
	result = test_command(command_history, text, status);
	free(text);
	return result;
}

static void check_history(const char *words, int expected, const char *part)
{
	int status;
	char *text = call(words, &status);

	ktap_check(status == expected, __FILE__, __LINE__, "%s: status %d: %s", words, status, text);
	HAS(text, part);
	free(text);
}

static void check_equal(const char *a, const char *b)
{
	char *left = test_dump(test_path(a)), *right = test_dump(test_path(b));

	CHECK(*left && !strcmp(left, right));
	free(left);
	free(right);
}

static void test_import(void)
{
	char *once, *twice;

	CHECK(!fuzz_begin());
	night_write(&all_kinds);
	check_history("import --db=%a %night-1", 0,
		      "1 runs are new, 0 have changed, 0 were there; 33 samples, 2 tests");
	once = test_dump(test_path("a"));
	check_history("import --db=%a %night-1 %night-1", 0,
		      "0 runs are new, 0 have changed, 2 were there");
	twice = test_dump(test_path("a"));
	CHECK_TEXT(once, twice);
	HAS(once, "night-1 plain / ptlu-handover / test_one RESTORE-3 VA-1 0");
	HAS(once, "night-1 vtdss-48 1028 1000.0");
	free(once);
	free(twice);
	/* it was resumed, and has other results now */
	night_write(&(struct made_night){ .number = 1, .slower = 1, .instructions = 2000,
					  .failing = "two" });
	check_history("import --db=%a %night-1", 0, "0 runs are new, 1 have changed");
	once = test_dump(test_path("a"));
	HAS(once, "night-1 vtdss-48 1028 2000.0");
	HAS(once, "test_two  1");
	CHECK(!strstr(once, "1000.0"));
	free(once);
	check_history("list --db=%a", 0, "good");
	check_history("show --db=%a -s target=vtdss-48,variant=ours,tables=512", 0, "night-1");
	check_history("show --db=%a -s variant=ours,cache=cold", 0, "amdv1");
	check_history("show --db=%a -s target=none", 1, "no series matches");
	check_history("show --db=%a -m 2", 1, "no series matches");
	fuzz_end();
}

static void test_states(void)
{
	static const struct made_night nights[] = {
		{ .number = 1, .dirty = true }, { .number = 2, .outcome = "interrupted" },
		{ .number = 3, .tree = "0123456789ab-dirty" },
		{ .number = 4, .outcome = "failed", .failing = "one" },
		{ .number = 5, .outcome = "failed" },
	};
	static const char *const states[] = { "dirty", "failed", "dirty", "good", "failed" };
	char *dump, row[64];

	CHECK(!fuzz_begin());
	for (size_t i = 0; i < 5; i++)
		CHECK(!night_import(test_path("a"), &nights[i]));
	dump = test_dump(test_path("a"));
	for (size_t i = 0; i < 5; i++) {
		snprintf(row, sizeof(row), "night-%zu %s", i + 1, states[i]);
		HAS(dump, row);
	}
	free(dump);
	fuzz_end();
}

/* Clock and host name make no machine; a processor and its caches do. */
static void test_fingerprint(void)
{
	struct conditions c = { .cpu = "CPU", .cpus = 2, .cpus_configured = 2, .smt = "on",
				.memory_bytes = 25276502016.0 };
	char text[FINGERPRINT_TEXT], *dump;

	fingerprint_of(&c, text);
	CHECK_TEXT(text, "CPU, family -, model -, stepping -, processors 2 of 2, SMT on, caches -,"
			 " memory 24 GiB");
	CHECK(memory_class(0) == 0 && memory_class(1) == 1);
	CHECK(memory_class(15.4 * (1 << 30)) == 16 && memory_class(16.4 * (1 << 30)) == 24);
	CHECK(!fuzz_begin());
	CHECK(!night_import(test_path("a"), &(struct made_night){ .number = 1 }));
	CHECK(!night_import(test_path("a"), &(struct made_night){ .number = 2, .microcode = "2" }));
	CHECK(!night_import(test_path("a"), &(struct made_night){ .number = 3, .cpu = "Other" }));
	dump = test_dump(test_path("a"));
	HAS(dump, "CPU, family 25, model -, stepping -, processors 2 of 2, SMT not known, L1 Data 32K,"
		  " memory 24 GiB\nOther, family 25");
	free(dump);
	check_history("show --db=%a -s target=vtdss-48,variant=ours,tables=512 -m 1", 0, "night-2");
	check_history("show --db=%a -s target=vtdss-48,variant=ours,tables=512 -m 2", 0, "night-3");
	fuzz_end();
}

/* Each has a run of its own and one that both have; in the other order it is the same. */
static void test_merge(void)
{
	CHECK(!fuzz_begin());
	CHECK(!night_import(test_path("a"), &all_kinds));
	CHECK(!night_import(test_path("b"), &all_kinds));
	CHECK(!night_import(test_path("b"), &(struct made_night){ .number = 2, .cpu = "Other",
								  .instructions = 5, .failing = "one" }));
	CHECK(!night_import(test_path("a"), &(struct made_night){ .number = 3, .cpu = "Third" }));
	check_history("merge %ab %a", 0, "2 runs are new, 0 have changed, 0 were there");
	check_history("merge %ab %b", 0, "1 runs are new, 0 have changed, 1 were there");
	check_history("merge %ba %b", 0, "2 runs are new");
	check_history("merge %ba %a", 0, "1 runs are new");
	check_equal("ab", "ba");
	check_history("merge %ab %b", 0, "0 runs are new, 0 have changed, 2 were there; 0 changes");
	check_equal("ab", "ba");
	/* a run that differs: the same one stays, whatever the order */
	CHECK(!night_import(test_path("b"), &(struct made_night){ .number = 1, .slower = 1 }));
	check_history("merge %c %a", 0, "2 runs are new");
	check_history("merge %c %b", 0, "1 runs are new");
	check_history("merge %d %b", 0, "2 runs are new");
	check_history("merge %d %a", 0, "1 runs are new");
	check_equal("c", "d");
	check_history("merge %a %none", 1, "there is no history in");
	fuzz_end();
}

static void test_rebuild(void)
{
	char *dump;

	CHECK(!fuzz_begin());
	for (unsigned int i = 1; i <= 4; i++)
		CHECK(!night_import(test_path("a"), &(struct made_night){
			.number = i, .cpu = i > 2 ? "Other" : NULL, .instructions = 1000 + i,
			.failing = i == 4 ? "two" : "" }));
	check_history("rebuild --db=%b %", 0, "4 runs, 132 samples, 8 tests");
	check_equal("a", "b");
	check_history("rebuild --db=%b %", 0, "there were 4 runs, 0 could not be imported");
	check_equal("a", "b");
	/* a run that cannot be read is named, and the others are there */
	CHECK(!write_whole_file(test_path("night-2/samples.jsonl"), "{}\n", 3));
	check_history("rebuild --db=%b %", 1, "3 runs, 99 samples");
	dump = test_dump(test_path("b"));
	HAS(dump, "night-4");
	CHECK(!strstr(dump, "night-2"));
	free(dump);
	check_history("rebuild --db=%b %none", 1, "cannot read");
	fuzz_end();
}

static void run_sql(const char *name, const char *sql)
{
	sqlite3 *db;

	CHECK(!sqlite3_open(test_path(name), &db));
	CHECK(!sqlite3_exec(db, sql, NULL, NULL, NULL));
	sqlite3_close(db);
}

/* A history of the first schema has no table of changes; it gets one and keeps its runs. */
static void test_migration(void)
{
	char *before, *after;

	CHECK(!fuzz_begin());
	CHECK(!night_import(test_path("a"), &all_kinds));
	before = test_dump(test_path("a"));
	run_sql("a", "DROP TABLE change; PRAGMA user_version = 1");
	after = test_dump(test_path("a"));
	CHECK_TEXT(before, after);
	free(before);
	free(after);
	run_sql("a", "PRAGMA user_version = 99");
	check_history("list --db=%a", 1, "made by a newer ptlu (schema 99");
	check_history("import --db=%a %night-1", 1, "made by a newer ptlu");
	fuzz_end();
}

/* In one of the second schema nothing was refuted; what was reported stays so. */
static void test_migration_of_changes(void)
{
	struct made_night n = { .number = 1, .instructions = 1000 };
	char *before, *after, *sql = NULL, words[600];
	int status;

	CHECK(!fuzz_begin());
	CHECK(!night_import(test_path("a"), &n));
	n = (struct made_night){ .number = 2, .instructions = 1100 };
	CHECK(!night_import(test_path("a"), &n));
	snprintf(words, sizeof(words), "ptlu-changes --db=%s", test_path("a"));
	free(test_command(command_changes, words, &status));
	CHECK(status == 1);
	before = test_dump(test_path("a"));
	CHECK(asprintf(&sql, "ALTER TABLE change RENAME TO change_3; %s "
		       "INSERT INTO change SELECT * FROM change_3; DROP TABLE change_3; "
		       "PRAGMA user_version = 2", schema_migrations[1]) > 0);
	run_sql("a", sql);
	free(sql);
	after = test_dump(test_path("a"));
	CHECK_TEXT(before, after);
	free(before);
	free(after);
	free(test_command(command_changes, words, &status));
	CHECK(!status);
	fuzz_end();
}

static void test_no_history(void)
{
	CHECK(!fuzz_begin());
	night_write(&all_kinds);
	check_history("list --db=%none", 1, "there is no history in");
	run_sql("other", "CREATE TABLE t (x)");
	check_history("import --db=%other %night-1", 1, "this is no history of ptlu");
	CHECK(!write_whole_file(test_path("text"), "text, and more of it than a header\n", 35));
	check_history("list --db=%text", 1, "file is not a database");
	CHECK(!night_import(test_path("a"), &all_kinds));
	run_sql("a", "CREATE VIEW v AS SELECT 1");
	check_history("list --db=%a", 1, "its tables are not those of a history of ptlu");
	check_history("merge %b %a", 1, "its tables are not those of a history of ptlu");
	check_history("import --db=%directory/a %night-1", 1, "unable to open");
	fuzz_end();
}

/* Nothing of a run that is refused stays. */
static void test_refused(void)
{
	char *dump;

	CHECK(!fuzz_begin());
	night_write(&all_kinds);
	check_history("import --db=%a %night-9", 1, "is no run: it has no env.json");
	CHECK(!write_whole_file(test_path("night-1/counts.jsonl"), "[]\n", 3));
	check_history("import --db=%a %night-1", 1, "0 runs are new");
	CHECK(!write_whole_file(test_path("night-1/env.json"), "{}", 2));
	check_history("import --db=%a %night-1", 1, "lacks run, machine.cpu");
	CHECK(!write_whole_file(test_path("night-1/env.json"), "{", 1));
	check_history("import --db=%a %night-1", 1, "env.json");
	night_write(&(struct made_night){ .number = 2 });
	unlink(test_path("night-2/samples.jsonl"));
	check_history("import --db=%a %night-2", 1, "has no results");
	dump = test_dump(test_path("a"));
	CHECK_TEXT(dump, "");
	free(dump);
	/* one that is good is imported beside it */
	night_write(&(struct made_night){ .number = 3 });
	check_history("import --db=%a %night-2 %night-3", 1, "1 runs are new");
	fuzz_end();
}

/* Texts of a run and of a file from elsewhere reach the terminal as printable text alone. */
static void test_hostile_text(void)
{
	char *text;
	int status;

	CHECK(!fuzz_begin());
	CHECK(!night_import(test_path("a"), &(struct made_night){ .number = 1,
		.cpu = "C\\u001b[31mPU'; DROP TABLE run; --", .tree = "\\u001b]0;x\\u0007" }));
	text = call("list --db=%a", &status);
	CHECK(!status && !strchr(text, '\x1b') && !strchr(text, '\a'));
	HAS(text, "C?[31mPU'; DROP TABLE run; --");
	free(text);
	run_sql("a", "PRAGMA ignore_check_constraints = 1; UPDATE run SET tree = char(27, 91, 109)");
	text = call("list --db=%a", &status);
	CHECK(!status && !strchr(text, '\x1b'));
	free(text);
	check_history("merge %b %a", 1, "CHECK constraint failed");
	fuzz_end();
}

const struct test history_tests[] = {
	{ "import", test_import },
	{ "states", test_states },
	{ "fingerprint", test_fingerprint },
	{ "merge", test_merge },
	{ "rebuild", test_rebuild },
	{ "migration", test_migration },
	{ "migration_of_changes", test_migration_of_changes },
	{ "no history", test_no_history },
	{ "refused", test_refused },
	{ "hostile text", test_hostile_text },
	{ NULL, NULL },
};
