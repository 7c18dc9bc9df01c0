// SPDX-License-Identifier: GPL-2.0-only
/* Which exact counts changed from one night to the next. */
#define _GNU_SOURCE
#include "findings.h"
#include "results/ptlu/counts.h"
#include "results/ptlu/names.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

/*
 * Each count beside that of the night before that has one, of runs that may be compared. Operations
 * of one night stand together.
 */
#define CHANGED_COUNTS	"WITH pair AS (SELECT c.series, c.run, r.start, c.instructions AS after, "	\
	"lag(c.instructions) OVER nights AS before, lag(c.run) OVER nights AS last "		\
	"FROM count c JOIN run r ON r.id = c.run WHERE r.state = 'good' "				\
	"WINDOW nights AS (PARTITION BY c.series ORDER BY r.start, r.name, r.id)) "			\
	"SELECT p.series, p.before, p.after, p.last, p.run, s.machine FROM pair p "			\
	"JOIN series s ON s.id = p.series WHERE p.before > 0 AND p.after > 0 AND "			\
	"abs(p.after - p.before) >= ? * p.before ORDER BY p.start, p.run, p.last, s.machine, "	\
	"s.tier, s.arch, s.op, s.variant, s.target, s.leaf, s.placement, s.cache, s.page_order, "	\
	"s.tables"

/* One count that changed. */
struct changed {
	const struct bench_sample *key;
	double before, after;
	long long last, run, machine;
};

static void read_changed(struct changed *c, const struct findings *f, sqlite3_stmt *s)
{
	*c = (struct changed){
		.key = series_key(&f->series, sqlite3_column_int64(s, 0)),
		.before = sqlite3_column_double(s, 1), .after = sqlite3_column_double(s, 2),
		.last = sqlite3_column_int64(s, 3), .run = sqlite3_column_int64(s, 4),
		.machine = sqlite3_column_int64(s, 5),
	};
}

static bool belongs_to(const struct finding *f, const struct changed *c)
{
	return f->before.id == c->last && f->first.id == c->run && f->machine == c->machine &&
	       same(f->tier, c->key->tier) && same(f->arch, c->key->arch) &&
	       same(f->op, c->key->op) && same(f->variant, c->key->variant);
}

static struct finding *begin(struct findings *f, const struct changed *c)
{
	struct finding *one = findings_add(f, FINDING_COUNT);

	if (!one)
		return NULL;
	one->machine = c->machine;
	one->before.id = c->last;
	one->first.id = c->run;
	snprintf(one->tier, sizeof(one->tier), "%s", c->key->tier);
	snprintf(one->arch, sizeof(one->arch), "%s", c->key->arch);
	snprintf(one->op, sizeof(one->op), "%s", c->key->op);
	snprintf(one->variant, sizeof(one->variant), "%s", c->key->variant);
	snprintf(one->target, sizeof(one->target), "%s", c->key->target);
	one->nights = 1;
	return one;
}

static int add(struct finding *one, const struct changed *c)
{
	double sum = one->nr_points ? log(one->ratio) * (double)one->nr_points : 0;
	int ret = finding_add_point(one, c->key, c->before, c->after);

	if (!same(one->target, c->key->target))
		snprintf(one->target, sizeof(one->target), ALL_TARGETS);
	if (!ret)
		one->ratio = exp((sum + log(c->after / c->before)) / (double)one->nr_points);
	return ret;
}

int find_counts(struct findings *f, struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, CHANGED_COUNTS, "d", COUNT_THRESHOLD);
	struct finding *last = NULL;
	struct changed c;
	int ret;

	while ((ret = history_step(h, s)) == 1) {
		read_changed(&c, f, s);
		if (!c.key)
			continue;
		if (!last || !belongs_to(last, &c))
			last = begin(f, &c);
		ret = last ? add(last, &c) : -ENOMEM;
		if (ret)
			break;
	}
	sqlite3_finalize(s);
	return ret;
}
