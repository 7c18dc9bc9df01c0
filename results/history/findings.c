// SPDX-License-Identifier: GPL-2.0-only
/* What changed over the nights of a history, each reported once. */
#define _GNU_SOURCE
#include "findings.h"
#include "again.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TIB	(1024.0 * 1024 * 1024 * 1024)

struct finding *findings_add(struct findings *f, enum finding_kind kind)
{
	struct finding **more = f->all, *one = calloc(1, sizeof(*one));

	if (one && !(f->nr & (f->nr - 1)))
		more = reallocarray(f->all, f->nr ? 2 * f->nr : 1, sizeof(*more));
	if (!one || !more) {
		free(one);
		warnx("out of memory");
		return NULL;
	}
	one->kind = kind;
	one->ratio = one->p = NAN;
	f->all = more;
	f->all[f->nr++] = one;
	return one;
}

bool finding_is_change(const struct finding *f)
{
	return !f->refuted && !f->noise;
}

int finding_add_point(struct finding *f, const struct bench_sample *key, double before,
		      double after)
{
	struct finding_point *more = f->points;

	if (!(f->nr_points & (f->nr_points - 1)))
		more = reallocarray(f->points, f->nr_points ? 2 * f->nr_points : 1, sizeof(*more));
	if (!more) {
		warnx("out of memory");
		return -ENOMEM;
	}
	f->points = more;
	f->points[f->nr_points++] = (struct finding_point){ key, before, after };
	return 0;
}

static void free_finding(struct finding *one)
{
	free(one->points);
	free(one);
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->nr; i++)
		free_finding(f->all[i]);
	free(f->all);
	for (size_t i = 0; i < f->nr_named; i++)
		free_finding(f->named[i]);
	free(f->named);
	series_rows_free(&f->series);
	*f = (struct findings){ 0 };
}

/* ---- points ---- */

static int compare_points(const void *va, const void *vb)
{
	const struct finding_point *a = va, *b = vb;
	double left = fabs(log(a->after / a->before)), right = fabs(log(b->after / b->before));

	/* of equal ones the larger domain first: it costs more */
	if (left == right)
		return (a->key->tables < b->key->tables) - (a->key->tables > b->key->tables);
	return (left < right) - (left > right);
}

/* Addresses that a table page maps; a domain of small leaves has the most tables. */
static double bytes_per_table(const struct bench_sample *key)
{
	return (double)key->iova_bytes / (double)key->tables;
}

/* The largest domain of the smallest leaves: 1 TiB of others has few tables. */
static const struct finding_point *largest(const struct finding *f)
{
	const struct finding_point *best = NULL;
	double least = INFINITY;

	for (size_t i = 0; i < f->nr_points; i++)
		if (f->points[i].key->iova_bytes && f->points[i].key->tables)
			least = fmin(least, bytes_per_table(f->points[i].key));
	for (size_t i = 0; i < f->nr_points; i++) {
		const struct bench_sample *key = f->points[i].key;

		/* tables of the upper levels map nothing themselves: small domains have more */
		if (!key->iova_bytes || !key->tables || bytes_per_table(key) > 8 * least)
			continue;
		if (!best || key->tables > best->key->tables)
			best = &f->points[i];
	}
	return best;
}

static void sort_points(struct finding *f)
{
	if (f->nr_points)
		qsort(f->points, f->nr_points, sizeof(*f->points), compare_points);
	if (f->kind == FINDING_TIME && same(f->op, "restore"))
		f->blackout = largest(f);
}

double finding_blackout_ms(const struct finding *f, double ns)
{
	return ns * TIB / (double)f->blackout->key->iova_bytes / 1e6;
}

/* ---- runs ---- */

static int read_run(struct finding_run *r, struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT start, name, kernel, tree, substr(ptlu, 1, 12), "
		"compiler, microcode, kernel_release FROM run WHERE id = ?", "i", r->id);
	int ret = history_step(h, s);

	if (ret == 1) {
		r->start = sqlite3_column_int64(s, 0);
		history_text(s, 1, r->name, sizeof(r->name));
		history_text(s, 2, r->kernel, sizeof(r->kernel));
		history_text(s, 3, r->tree, sizeof(r->tree));
		history_text(s, 4, r->ptlu, sizeof(r->ptlu));
		history_text(s, 5, r->compiler, sizeof(r->compiler));
		history_text(s, 6, r->microcode, sizeof(r->microcode));
		history_text(s, 7, r->release, sizeof(r->release));
	}
	sqlite3_finalize(s);
	return ret == 1 ? 0 : -EIO;
}

/* ---- once ---- */

/* 1 if it is new, 0 if it was reported. */
static int record(struct history *h, const struct finding *f)
{
	static const char *const kinds[] = { "count", "time", "rule" };
	sqlite3_stmt *s = history_prepare(h,
		"INSERT INTO change (kind, machine, tier, arch, target, op, variant, test, before, first, "
		"ratio, p, reported) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT DO NOTHING", "tittttttiiddi",
		finding_is_change(f) ? kinds[f->kind] : "refuted", f->machine, f->tier,
		f->arch, f->target, f->op, f->variant, f->test, f->before.id, f->first.id, f->ratio,
		f->p, (long long)time(NULL));
	int ret = history_step(h, s);

	sqlite3_finalize(s);
	return ret ? ret : sqlite3_changes(h->db) > 0;
}

/* Candidates that are no changes may look changed again: they leave no trace. */
static int record_once(struct history *h, const struct finding *f, enum findings_mode mode)
{
	if (mode != FINDINGS_NEW || (!finding_is_change(f) && !f->sure))
		return 1;
	return record(h, f);
}

static int finish(struct findings *f, struct history *h, enum findings_mode mode)
{
	size_t kept = 0;
	int ret = 0;

	f->named = calloc(f->nr + 1, sizeof(*f->named));
	if (!f->named) {
		warnx("out of memory");
		ret = -ENOMEM;
	}
	for (size_t i = 0; i < f->nr; i++) {
		struct finding *one = f->all[i];
		int is_new = ret < 0 ? 0 : record_once(h, one, mode);

		ret = is_new < 0 ? is_new : ret;
		if (is_new <= 0) {
			free_finding(one);
			continue;
		}
		if (finding_is_change(one))
			f->all[kept++] = one;
		else
			f->named[f->nr_named++] = one;
		sort_points(one);
		ret = read_run(&one->before, h);
		ret = ret ? ret : read_run(&one->first, h);
	}
	f->nr = kept;
	return ret;
}

int findings_read(struct findings *f, struct history *h, enum findings_mode mode,
		  const char *again)
{
	struct again_list measured;
	int ret;

	*f = (struct findings){ 0 };
	ret = again_read(&measured, again);
	if (ret) {
		warnx("out of memory");
		return ret;
	}
	ret = series_rows_read(&f->series, h);
	if (!ret)
		ret = find_counts(f, h);
	if (!ret)
		ret = find_times(f, h, mode, &measured);
	again_free(&measured);
	if (!ret)
		ret = find_rules(f, h);
	if (!ret)
		ret = finish(f, h, mode);
	f->unjudged = history_number(h, "SELECT count(*) FROM run WHERE state != 'good'");
	if (ret)
		findings_free(f);
	return ret;
}
