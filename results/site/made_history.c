// SPDX-License-Identifier: GPL-2.0-only
/* A history that nobody measured, in a file, for measuring how long its site takes. */
#include "made_history.h"
#include "results/history/database.h"
#include "results/history/synthetic.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY		86400
#define FIRST_NIGHT	1700000000
#define STEP		0.05
#define STEP_BEFORE_END	30
#define NR_RULES	40
#define NR_TARGETS	25
#define ONE_FAILS_IN	1000
#define SEED		1

static int run_once(struct history *h, sqlite3_stmt *s)
{
	int ret = history_step(h, s);

	sqlite3_finalize(s);
	return ret;
}

static int add_series(struct history *h, const struct times *t)
{
	sqlite3_stmt *s = history_prepare(h, "INSERT INTO series VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, "
					  "?, ?, ?)", "");
	int ret = s ? 0 : -EIO;

	for (size_t i = 0; !ret && i < t->nr_points; i++) {
		const struct bench_sample *k = &t->points[i];

		history_bind(s, "ittttttttiii", (long long)i + 1, k->tier, k->arch, k->target, k->op,
			     k->variant, k->leaf, k->placement, k->cache, (long long)k->order,
			     (long long)k->tables, (long long)(k->iova_bytes & INT64_MAX));
		ret = history_step(h, s);
	}
	sqlite3_finalize(s);
	return ret;
}

static int add_tests(struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, "INSERT INTO test VALUES (?, 'host', 'x86_64', ?, ?)", "");
	int ret = s ? 0 : -EIO;

	for (long long i = 0; !ret && i < NR_RULES * NR_TARGETS; i++) {
		char name[80], rule[32];

		snprintf(name, sizeof(name), "plain / ptlu-made / test_%lld / target-%lld",
			 i / NR_TARGETS, i % NR_TARGETS);
		snprintf(rule, sizeof(rule), "RULE-%lld", i / NR_TARGETS);
		history_bind(s, "itt", i + 1, name, rule);
		ret = history_step(h, s);
	}
	sqlite3_finalize(s);
	return ret;
}

static int add_run(struct history *h, const struct times *t, long long night)
{
	char name[32], tree[48];

	snprintf(name, sizeof(name), "night-%04lld", night);
	snprintf(tree, sizeof(tree), "v7.3-%lld-g0123456789ab", night + 1);
	return run_once(h, history_prepare(h, "INSERT INTO run VALUES (?, 1, ?, ?, 'good', 1, '', "
		"'host', 'x86_64', '7.3.4', ?, '', '0123456789ab', 'gcc 12', '-O2', '6.18', '1', "
		"'full', ?, 0, ?)", "iittii", night + 1, FIRST_NIGHT + night * DAY, name, tree,
		(long long)t->nr_points, (long long)NR_RULES * NR_TARGETS));
}

static int add_times(struct history *h, const struct times *t, size_t night, sqlite3_stmt *s)
{
	const double *row = t->log_ns + night * t->nr_points;
	int ret = 0;

	for (size_t i = 0; !ret && i < t->nr_points; i++) {
		double ns = exp(row[i]);

		history_bind(s, "iidddii", (long long)night + 1, (long long)i + 1, ns, 1.02 * ns,
			     0.01 * ns, 9LL, 0LL);
		ret = history_step(h, s);
	}
	return ret;
}

static int add_results(struct history *h, size_t night, sqlite3_stmt *s, gsl_rng *rng)
{
	int ret = 0;

	for (long long i = 0; !ret && i < NR_RULES * NR_TARGETS; i++) {
		history_bind(s, "iii", (long long)night + 1, i + 1,
			     (long long)(gsl_rng_uniform_int(rng, ONE_FAILS_IN) == 0));
		ret = history_step(h, s);
	}
	return ret;
}

static int fill(struct history *h, const struct times *t)
{
	sqlite3_stmt *times = history_prepare(h, "INSERT INTO time VALUES (?, ?, ?, ?, ?, ?, ?)", "");
	sqlite3_stmt *results = history_prepare(h, "INSERT INTO result VALUES (?, ?, ?)", "");
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int ret = times && results && rng ? 0 : -ENOMEM;

	if (!ret)
		ret = history_run(h, "INSERT INTO machine VALUES (1, 'made, with the noise of another')");
	if (!ret)
		ret = add_series(h, t);
	if (!ret)
		ret = add_tests(h);
	for (size_t i = 0; !ret && i < t->nr; i++) {
		ret = add_run(h, t, (long long)i);
		ret = ret ? ret : add_times(h, t, i, times);
		ret = ret ? ret : add_results(h, i, results, rng);
	}
	sqlite3_finalize(times);
	sqlite3_finalize(results);
	if (rng)
		gsl_rng_free(rng);
	return ret;
}

static int write_history(const char *db, const struct synthetic *s, size_t nights)
{
	const struct effect step = {
		.kind = EFFECT_STEP, .size = log(1 + STEP),
		.night = nights > STEP_BEFORE_END ? nights - STEP_BEFORE_END : nights,
	};
	struct times t;
	struct history h;
	int ret = synthetic_times(s, nights, SEED, &step, &t);

	if (ret) {
		warnx("out of memory");
		return ret;
	}
	ret = history_open(&h, db, HISTORY_CREATE);
	if (!ret) {
		/* so that an index of millions of rows does not go to the disk row by row */
		ret = history_run(&h, "PRAGMA cache_size = -600000; PRAGMA synchronous = OFF");
		ret = ret ? ret : history_begin(&h);
		ret = ret ? ret : history_end(&h, fill(&h, &t));
		history_close(&h);
	}
	times_free(&t);
	return ret;
}

int made_history_write(const char *db, const char *reference, const char *again, size_t nights)
{
	struct synthetic s;
	struct run a, b;
	int ret = run_read(&a, reference);

	if (ret)
		return ret;
	ret = run_read(&b, again);
	if (!ret) {
		ret = synthetic_read(&s, &a, &b);
		if (!ret) {
			ret = write_history(db, &s, nights);
			synthetic_free(&s);
		}
		run_free(&b);
	}
	run_free(&a);
	return ret;
}
