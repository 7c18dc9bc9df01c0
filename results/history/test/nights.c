// SPDX-License-Identifier: GPL-2.0-only
/* Runs of made nights, for tests of histories. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"
#include "results/ptlu/test/ktap.h"
#include "results/ptlu/test/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SIZES	8

const char *test_path(const char *name)
{
	static char paths[4][256];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", fuzz_directory(), name);
	return path;
}

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	CHECK(!write_whole_file(path, text, strlen(text)));
}

static const char *or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static void write_env(const struct made_night *n, const char *dir)
{
	char *text = NULL, tree[64];

	snprintf(tree, sizeof(tree), "v7.3-%u-g0123456789ab", n->number);
	CHECK(asprintf(&text,
		"{\"schema\": 1, \"run\": \"night-%u\","
		" \"ptlu\": {\"revision\": \"0123456789abcdef\", \"dirty\": %s},"
		" \"tree\": {\"kernel\": \"7.3.%u\", \"version\": \"%s\", \"hash\": null,"
		" \"tier\": \"host\", \"arch\": \"x86_64\"},"
		" \"build\": {\"compiler\": \"gcc 12\", \"cflags\": \"-O2\", \"libraries\": null},"
		" \"options\": {\"PROFILE\": \"full\"},"
		" \"machine\": {\"cpu\": \"%s\", \"cpu_family\": \"25\", \"cpu_microcode\": \"%s\","
		" \"cpu_mhz\": \"2600.%u\", \"cpus\": 2, \"cpus_online\": 2, \"memory_bytes\": 25276502016,"
		" \"caches\": [{\"level\": \"1\", \"type\": \"Data\", \"size\": \"32K\"}]},"
		" \"sessions\": [{\"start\": \"2026-%02u-%02uT01:00:00Z\", \"outcome\": \"%s\"}]}",
		n->number, n->dirty ? "true" : "false", n->number, or(n->tree, tree),
		or(n->cpu, "CPU"), or(n->microcode, "1"), n->number, 1 + n->number / 28,
		1 + n->number % 28, or(n->outcome, "complete")) > 0);
	write_text(dir, "env.json", text);
	free(text);
}

/* Uniform between -1 and 1, the same for each night and sample. */
static double noise(unsigned int night, unsigned int sample)
{
	unsigned int seed = 2654435761U * (night * 64 + sample + 1);

	seed ^= seed >> 15;
	seed = seed * 2246822519U;
	seed ^= seed >> 13;
	return (double)(seed & 0xffff) / 0x8000 - 1;
}

static void put_sample(FILE *out, const struct bench_sample *s)
{
	char *line = sample_to_line(s);

	CHECK(line && fputs(line, out) >= 0);
	free(line);
}

static void write_samples(const struct made_night *n, const char *dir)
{
	static const char *const targets[] = { "vtdss-48", "amdv1" };
	static const char *const variants[] = { "ours", "posted" };
	const unsigned int nr = 4 * SIZES + (n->sparse ? 4 : 0);
	char path[320];
	FILE *out;

	snprintf(path, sizeof(path), "%s/samples.jsonl", dir);
	out = fopen(path, "we");
	CHECK(out);
	for (unsigned int i = 0; out && i < nr; i++) {
		bool sparse = i >= 4 * SIZES;
		unsigned int kind = sparse ? i - 4 * SIZES : i / SIZES;
		uint64_t tables = sparse ? 33 : 512ULL << (i % SIZES);
		double reps[3], ns = (double)tables * 20 * (1 + 0.005 * noise(n->number, i)) *
				     (kind ? 1 : 1 + n->slower);
		struct bench_sample s = test_sample(tables, ns);

		s.case_samples = nr;
		s.target = targets[kind / 2];
		s.variant = variants[kind % 2];
		if (sparse) {
			s.leaf = "sparse-1g";
			s.iova_bytes = tables << 39;
		}
		s.tree = s.ptlu = "";
		for (size_t r = 0; r < 3; r++)
			reps[r] = ns;
		s.ns_reps = reps;
		s.reps = 3;
		s.ns_mad = 0;
		s.timer_ns = 1;
		put_sample(out, &s);
	}
	if (out)
		fclose(out);
}

static void write_counts(const struct made_night *n, const char *dir)
{
	struct bench_sample s = test_sample(1028, 0);
	char path[320];
	FILE *out;

	snprintf(path, sizeof(path), "%s/counts.jsonl", dir);
	out = fopen(path, "we");
	CHECK(out);
	if (!out)
		return;
	s.clock = "callgrind";
	s.cache = "warm";
	s.tree = s.ptlu = "";
	s.reps = 0;
	s.instructions = n->instructions;
	s.refused = "counted, not timed";
	put_sample(out, &s);
	fclose(out);
}

static void write_tests(const struct made_night *n, const char *dir)
{
	char *text = NULL;

	CHECK(asprintf(&text, "KTAP version 1\n1..1\n"
		"    KTAP version 1\n    # Subtest: plain\n    1..2\n"
		"        KTAP version 1\n        # Subtest: ptlu-handover\n        1..2\n"
		"        %sok 1 test_one [RESTORE-3 VA-1]\n"
		"        %sok 2 test_two\n"
		"    ok 1 ptlu-handover\nok 1 plain\n",
		same(n->failing, "one") ? "not " : "", same(n->failing, "two") ? "not " : "") > 0);
	write_text(dir, "conformance.ktap", text);
	free(text);
}

const char *night_write(const struct made_night *n)
{
	static char dir[256];

	snprintf(dir, sizeof(dir), "%s/night-%u", fuzz_directory(), n->number);
	mkdir(dir, 0777);
	write_env(n, dir);
	write_samples(n, dir);
	if (n->instructions > 0)
		write_counts(n, dir);
	if (n->failing)
		write_tests(n, dir);
	return dir;
}

void session_write(const char *dir, unsigned int rounds, double slower)
{
	static const char *const arms[] = { "base", "head", "null" };
	char path[320];

	for (unsigned int i = 0; i < 3 * rounds; i++) {
		struct made_night n = { .number = 100 + i, .slower = i % 3 == 1 ? slower : 0 };

		snprintf(path, sizeof(path), "%s/round-%03u", dir, i / 3 + 1);
		mkdir(path, 0777);
		write_text(path, "round.json", "{}");
		snprintf(path, sizeof(path), "%s/round-%03u/%s", dir, i / 3 + 1, arms[i % 3]);
		mkdir(path, 0777);
		write_env(&n, path);
		write_samples(&n, path);
	}
}

char *test_command(int (*command)(int argc, char **argv), const char *words, int *status)
{
	char *copy = strdup(words), *argv[16], *next = NULL;
	struct output o;
	int argc = 0;

	for (char *word = strtok_r(copy, " ", &next); word && argc < 15;
	     word = strtok_r(NULL, " ", &next))
		argv[argc++] = word;
	argv[argc] = NULL;
	output_begin(&o);
	*status = command(argc, argv);
	output_end(&o);
	free(copy);
	return o.text;
}

int night_import(const char *db, const struct made_night *n)
{
	char words[700];
	int status;

	snprintf(words, sizeof(words), "ptlu-history import --db=%s %s", db, night_write(n));
	free(test_command(command_history, words, &status));
	return status;
}

char *test_dump(const char *db)
{
	static const char *const dumps[] = {
		"SELECT fingerprint FROM machine ORDER BY 1",
		"SELECT m.fingerprint, r.start, r.name, r.state, r.tree FROM run r JOIN machine m ON "
		"m.id = r.machine ORDER BY 1, 2, 3",
		"SELECT r.name, m.fingerprint, s.target, s.op, s.variant, s.tables, t.ns_min, t.refused "
		"FROM time t JOIN run r ON r.id = t.run JOIN series s ON s.id = t.series "
		"JOIN machine m ON m.id = s.machine ORDER BY 1, 2, 3, 4, 5, 6",
		"SELECT r.name, s.target, s.tables, c.instructions FROM count c JOIN run r ON "
		"r.id = c.run JOIN series s ON s.id = c.series ORDER BY 1, 2, 3",
		"SELECT r.name, t.name, t.rules, e.result FROM result e JOIN run r ON r.id = e.run "
		"JOIN test t ON t.id = e.test ORDER BY 1, 2",
		"SELECT c.kind, c.target, c.op, c.variant, c.test, f.name FROM change c JOIN run f ON "
		"f.id = c.first ORDER BY 1, 2, 3, 4, 5, 6",
	};
	char *text = NULL, cell[1300];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct history h;

	CHECK(!history_open(&h, db, HISTORY_EXISTING));
	for (size_t i = 0; out && h.db && i < sizeof(dumps) / sizeof(dumps[0]); i++) {
		sqlite3_stmt *s = history_prepare(&h, dumps[i], "");

		while (history_step(&h, s) == 1)
			for (int c = 0; c < sqlite3_column_count(s); c++)
				fprintf(out, "%s%s", history_text(s, c, cell, sizeof(cell)),
					c + 1 < sqlite3_column_count(s) ? " " : "\n");
		sqlite3_finalize(s);
	}
	history_close(&h);
	if (out)
		fclose(out);
	return text;
}
