// SPDX-License-Identifier: GPL-2.0-only
/* How a run differs from the one before it. */
#include "run_compare.h"
#include "groups.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

bool in_one_family(const struct site_tree *t, size_t a, size_t b)
{
	const struct bench_sample *left = &t->series.keys[a], *right = &t->series.keys[b];

	return t->series.machines[a] == t->series.machines[b] && same(left->tier, right->tier) &&
	       same(left->arch, right->arch) && same(left->target, right->target) &&
	       same(left->op, right->op) && same(left->variant, right->variant);
}

static long long amount_of(const struct site_run *r, enum compared_by by)
{
	return by == BY_TIMES ? r->times : by == BY_COUNTS ? r->counts : r->tests;
}

size_t run_before(const struct site_tree *t, size_t run, enum compared_by by)
{
	const struct site_run *this = &t->runs[run];

	for (size_t i = run; amount_of(this, by) && i-- > 0;) {
		const struct site_run *r = &t->runs[i];

		if (r->machine == this->machine && amount_of(r, by) && same(r->state, "good") &&
		    same(r->tier, this->tier) && same(r->arch, this->arch))
			return i;
	}
	return NO_RUN;
}

/* ---- families ---- */

static struct family_change *wide_of(struct family_changes *c, const struct family_change *f)
{
	for (size_t i = 0; i < c->nr_wide; i++)
		if (same(c->wide[i].op, f->op) && same(c->wide[i].variant, f->variant))
			return &c->wide[i];
	c->wide[c->nr_wide] = (struct family_change){ ALL_TARGETS, f->op, f->variant, 0, 0 };
	return &c->wide[c->nr_wide++];
}

static void add_family(struct family_changes *c, struct family_change f)
{
	struct family_change *wide;

	if (!f.points)
		return;
	wide = wide_of(c, &f);
	wide->points += f.points;
	wide->log_ratio += f.log_ratio;
	f.log_ratio /= (double)f.points;
	c->all[c->nr++] = f;
}

static int by_difference(const void *va, const void *vb)
{
	const struct family_change *a = va, *b = vb;
	double left = fabs(a->log_ratio), right = fabs(b->log_ratio);

	return (left < right) - (left > right);
}

int compare_families(struct family_changes *c, const struct site_tree *t, size_t before, size_t run,
		     enum compared_by by)
{
	*c = (struct family_changes){ 0 };
	c->wide = calloc(t->series.nr + 1, sizeof(*c->wide));
	c->all = calloc(t->series.nr + 1, sizeof(*c->all));
	if (!c->wide || !c->all) {
		family_changes_free(c);
		warnx("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0, next; i < t->series.nr; i = next) {
		const struct bench_sample *k = &t->series.keys[i];
		struct family_change f = { k->target, k->op, k->variant, 0, 0 };

		for (next = i; next < t->series.nr && in_one_family(t, i, next); next++) {
			double a = series_value(t, next, by == BY_COUNTS, before);
			double b = series_value(t, next, by == BY_COUNTS, run);

			if (a <= 0 || b <= 0)
				continue;
			f.points++;
			f.log_ratio += log(b / a);
		}
		add_family(c, f);
	}
	for (size_t i = 0; i < c->nr_wide; i++)
		c->wide[i].log_ratio /= (double)c->wide[i].points;
	if (c->nr)
		qsort(c->all, c->nr, sizeof(*c->all), by_difference);
	return 0;
}

void family_changes_free(struct family_changes *c)
{
	free(c->wide);
	free(c->all);
	*c = (struct family_changes){ 0 };
}

/* ---- all runs ---- */

static struct run_change compare_run(const struct site_tree *t, size_t run)
{
	struct run_change c = { .before = run_before(t, run, BY_TIMES), .ratio = 1 };
	double sum = 0;

	for (size_t i = 0; c.before != NO_RUN && i < t->series.nr; i++) {
		double a = t->ns[i] ? (double)t->ns[i][c.before] : 0;
		double b = t->ns[i] ? (double)t->ns[i][run] : 0;

		if (a <= 0 || b <= 0 || is_floor(t->series.keys[i].variant))
			continue;
		c.points++;
		sum += log(b / a);
	}
	if (c.points)
		c.ratio = exp(sum / (double)c.points);
	return c;
}

int tree_compare_runs(struct site_tree *t)
{
	t->compared = calloc(t->nr_runs + 1, sizeof(*t->compared));
	if (!t->compared) {
		warnx("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < t->nr_runs; i++)
		t->compared[i] = compare_run(t, i);
	return 0;
}
