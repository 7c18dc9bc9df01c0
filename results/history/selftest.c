// SPDX-License-Identifier: GPL-2.0-only
/* ptlu history selftest: how long a history of a million samples takes, and how large it is. */
#define _GNU_SOURCE
#include "import.h"
#include "results/format/file.h"
#include "results/format/json_file.h"
#include "results/ptlu/run.h"
#include "results/ptlu/table.h"
#include "series_rows.h"
#include "subcommands.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Goals, for so many samples. */
#define SAMPLES		1000000
#define GOAL_SECONDS	30
#define GOAL_MS		100
#define GOAL_MB		300
#define DAY		86400
/* Each query is asked so often, and the slowest one counts. */
#define QUERIES		5

/* Runs that are made and then imported together. */
#define BATCH		8

/**
 * struct made - a history of made runs
 * @reference: run that they are like
 * @dir: directory of all that is made
 * @runs: directories of the runs that are imported next
 * @db: file of the history
 * @samples: samples that were imported
 * @seconds: time that importing took
 * @busy: time that the processors spent on it, all together
 */
struct made {
	const struct run *reference;
	char dir[64];
	char *runs[BATCH];
	char db[96];
	unsigned long long samples;
	double seconds, busy;
};

static double read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* ---- runs ---- */

static int write_env(const struct made *m, const char *run, long night)
{
	time_t start = 1600000000 + night * DAY;
	char path[128], date[32], name[32], *text;
	struct tm tm = { 0 };
	json_t *env, *session;
	int ret;

	snprintf(path, sizeof(path), "%.64s/env.json", m->reference->dir);
	env = load_json_file(path, NULL);
	gmtime_r(&start, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	snprintf(name, sizeof(name), "night-%ld", night);
	session = json_array_get(json_object_get(env, "sessions"), 0);
	json_object_set_new(session, "start", json_string(date));
	json_object_set_new(env, "run", json_string(name));
	text = json_dumps(env, 0);
	snprintf(path, sizeof(path), "%s/env.json", run);
	ret = text ? write_whole_file(path, text, strlen(text)) : -EINVAL;
	free(text);
	json_decref(env);
	return ret;
}

static int write_samples(const struct made *m, const char *run, gsl_rng *rng)
{
	char path[128];
	FILE *out;
	int ret = 0;

	snprintf(path, sizeof(path), "%s/samples.jsonl", run);
	out = fopen(path, "we");
	for (size_t i = 0; out && !ret && i < m->reference->set.nr; i++) {
		struct bench_sample s = m->reference->set.samples[i];
		double factor = exp(gsl_ran_gaussian(rng, 0.01));
		char *line;

		s.ns_min *= factor;
		s.ns_median *= factor;
		line = sample_to_line(&s);
		ret = line && fputs(line, out) >= 0 ? 0 : -EIO;
		free(line);
	}
	if (!out || fclose(out))
		ret = -EIO;
	return ret;
}

/* The import alone is timed, not the making of the runs. */
static int import_nights(struct made *m, struct history *h, unsigned long long samples,
			 gsl_rng *rng)
{
	struct import_sum sum = { 0 };
	long night = 0;

	while (sum.samples < samples) {
		double begin, busy;
		size_t nr = 0;

		for (; nr < BATCH && sum.samples + nr * m->reference->set.nr < samples; nr++)
			if (write_env(m, m->runs[nr], night++) ||
			    write_samples(m, m->runs[nr], rng)) {
				warnx("cannot make a run in %s", m->dir);
				return -EIO;
			}
		begin = now();
		busy = read_clock(CLOCK_PROCESS_CPUTIME_ID);
		if (import_runs(h, m->runs, nr, &sum))
			return -EIO;
		m->seconds += now() - begin;
		m->busy += read_clock(CLOCK_PROCESS_CPUTIME_ID) - busy;
	}
	m->samples = sum.samples;
	return 0;
}

/* ---- queries ---- */

/* What the pages of a history ask for: nights, one series, a target and operation, one run. */
static const struct query {
	const char *name, *sql;
} queries[] = {
	{ "all nights", "SELECT start, name, machine, kernel, tree, ptlu, state, times, counts, tests "
	  "FROM run ORDER BY start" },
	{ "an operation on a target, all nights", "SELECT r.start, s.id, t.ns_min, t.ns_median, "
	  "t.ns_mad FROM series s CROSS JOIN time t ON t.series = s.id CROSS JOIN run r ON r.id = t.run "
	  "WHERE s.target = 'vtdss-48' AND s.op = 'restore' ORDER BY s.id, r.start" },
	{ "all samples of one night", "SELECT s.*, t.ns_min, t.ns_median, t.ns_mad FROM time t JOIN "
	  "series s ON s.id = t.series WHERE t.run = (SELECT max(id) FROM run)" },
	{ "all changes", "SELECT * FROM change ORDER BY reported" },
};

#define NR_QUERIES	(sizeof(queries) / sizeof(queries[0]))

static double ask(struct history *h, const char *sql, long long *rows)
{
	double slowest = 0;

	for (int i = 0; i < QUERIES; i++) {
		double begin = now();
		sqlite3_stmt *s = history_prepare(h, sql, "");

		*rows = 0;
		while (history_step(h, s) == 1)
			(*rows)++;
		sqlite3_finalize(s);
		slowest = fmax(slowest, now() - begin);
	}
	return 1000 * slowest;
}

/* As ptlu history show finds it. */
static double ask_for_series(struct history *h, long long *rows)
{
	struct series_rows series;
	double begin = now();
	size_t nr = 0;

	if (!series_rows_read(&series, h)) {
		if (series.nr)
			free(series_nights(h, series.ids[series.nr / 2], &nr));
		series_rows_free(&series);
	}
	*rows = (long long)nr;
	return 1000 * (now() - begin);
}

static void put_query(struct table *t, const char *name, long long rows, double ms, double *most)
{
	table_row(t);
	table_cell(t, "%s", name);
	table_cell(t, "%lld", rows);
	table_cell(t, "%.1f", ms);
	*most = fmax(*most, ms);
}

static double print_queries(struct history *h)
{
	static const char *const columns[] = { "query", ">rows", ">ms", NULL };
	struct table *t = table_begin(columns);
	double most = 0, ms;
	long long rows;

	for (size_t i = 0; i < NR_QUERIES; i++) {
		ms = ask(h, queries[i].sql, &rows);
		put_query(t, queries[i].name, rows, ms, &most);
	}
	ms = ask_for_series(h, &rows);
	put_query(t, "one series, all nights", rows, ms, &most);
	table_end(t, stdout, "Queries, the slowest of five");
	return most;
}

/* ---- the command ---- */

static void print_goal(const char *name, double reached, double goal, const char *unit)
{
	printf("%s: %.3g %s, goal below %g %s: %s\n", name, reached, unit, goal, unit,
	       reached < goal ? "reached" : "not reached");
}

static int measure(struct made *m, struct history *h, unsigned long long samples)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct stat status = { 0 };
	double most;
	int ret = rng ? import_nights(m, h, samples, rng) : -ENOMEM;

	if (rng)
		gsl_rng_free(rng);
	if (ret)
		return ret;
	ret = history_run(h, "PRAGMA wal_checkpoint(TRUNCATE)");
	stat(m->db, &status);
	most = print_queries(h);
	printf("\n%llu samples in %lld runs\n", m->samples,
	       history_number(h, "SELECT count(*) FROM run"));
	print_goal("import", m->seconds, GOAL_SECONDS, "s");
	printf("  of which processors: %.3g s on %ld of them\n", m->busy,
	       sysconf(_SC_NPROCESSORS_ONLN));
	print_goal("slowest query", most, GOAL_MS, "ms");
	print_goal("size", (double)status.st_size / 1e6, GOAL_MB, "MB");
	return ret;
}

static void remove_files(const struct made *m)
{
	static const char *const names[] = { "history.sqlite", "history.sqlite-wal",
					     "history.sqlite-shm" };
	char path[128];

	for (size_t i = 0; i < BATCH && m->runs[i]; i++) {
		snprintf(path, sizeof(path), "%s/env.json", m->runs[i]);
		unlink(path);
		snprintf(path, sizeof(path), "%s/samples.jsonl", m->runs[i]);
		unlink(path);
		rmdir(m->runs[i]);
		free(m->runs[i]);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", m->dir, names[i]);
		unlink(path);
	}
	rmdir(m->dir);
}

static int make_directories(struct made *m)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(m->dir, sizeof(m->dir), "%.30s/ptlu-history-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(m->dir)) {
		warn("%s", m->dir);
		return -EIO;
	}
	snprintf(m->db, sizeof(m->db), "%s/history.sqlite", m->dir);
	for (int i = 0; i < BATCH; i++)
		if (asprintf(&m->runs[i], "%s/run-%d", m->dir, i) < 0 || mkdir(m->runs[i], 0777))
			return -EIO;
	return 0;
}

static int make_and_measure(const struct run *reference, unsigned long long samples)
{
	struct made m = { .reference = reference };
	struct history h;
	int ret = make_directories(&m);

	if (!ret)
		ret = history_open(&h, m.db, HISTORY_CREATE);
	if (!ret) {
		ret = measure(&m, &h, samples);
		history_close(&h);
	}
	remove_files(&m);
	return ret;
}

struct arguments {
	const char *dir;
	long samples;
};

static const struct argp_option options[] = {
	{ "samples", 'n', "NUMBER", 0, "Samples to import, a million by default", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	char *end;

	switch (key) {
	case 'n':
		a->samples = strtol(arg, &end, 10);
		if (*end || a->samples < 1)
			argp_error(state, "%s is no number of samples", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "REFERENCE",
	"Make runs like the run REFERENCE, import them into a history of their own, and print how long"
	" that and the queries of pages took, and how large the history is."
	"\vThe exit status is 0 whether the goals are reached or not, 1 for an error.",
	NULL, NULL, NULL,
};

int history_command_selftest(int argc, char **argv)
{
	struct arguments a = { .samples = SAMPLES };
	struct run reference;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (run_read(&reference, a.dir))
		return EXIT_FAILURE;
	ret = make_and_measure(&reference, (unsigned long long)a.samples);
	run_free(&reference);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
