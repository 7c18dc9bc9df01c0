// SPDX-License-Identifier: GPL-2.0-only
/* The changes of a tree: those that were reported, however old, and those that are found now. */
#define _GNU_SOURCE
#include "results/ptlu/names.h"
#include "tree.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct site_change *add_change(struct site_tree *t)
{
	struct site_change *more = t->changes;

	if (!(t->nr_changes & (t->nr_changes - 1)))
		more = reallocarray(t->changes, t->nr_changes ? 2 * t->nr_changes : 1,
				    sizeof(*more));
	if (!more) {
		warnx("out of memory");
		return NULL;
	}
	t->changes = more;
	t->changes[t->nr_changes] = (struct site_change){ .ratio = NAN, .p = NAN };
	return &t->changes[t->nr_changes++];
}

static enum finding_kind kind_of(const char *text)
{
	return same(text, "count") ? FINDING_COUNT : same(text, "time") ? FINDING_TIME :
	       FINDING_RULE;
}

static double number_or_nan(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_NULL ? NAN :
	       sqlite3_column_double(s, column);
}

static void read_change(const struct site_tree *t, struct site_change *c, sqlite3_stmt *s)
{
	char kind[16];

	c->kind = kind_of(history_text(s, 0, kind, sizeof(kind)));
	c->machine = sqlite3_column_int64(s, 1);
	history_text(s, 2, c->tier, sizeof(c->tier));
	history_text(s, 3, c->arch, sizeof(c->arch));
	history_text(s, 4, c->target, sizeof(c->target));
	history_text(s, 5, c->op, sizeof(c->op));
	history_text(s, 6, c->variant, sizeof(c->variant));
	history_text(s, 7, c->test, sizeof(c->test));
	c->before = tree_run(t, sqlite3_column_int64(s, 8));
	c->first = tree_run(t, sqlite3_column_int64(s, 9));
	c->ratio = number_or_nan(s, 10);
	c->p = number_or_nan(s, 11);
	c->reported = sqlite3_column_int64(s, 12);
	c->since = sqlite3_column_int64(s, 13);
}

static int read_reported(struct site_tree *t)
{
	sqlite3_stmt *s = history_prepare(&t->h, "SELECT kind, c.machine, c.tier, c.arch, target, op, "
		"variant, test, before, first, ratio, p, reported, start FROM change c "
		"JOIN run r ON r.id = first WHERE kind != 'refuted'", "");
	int ret;

	while ((ret = history_step(&t->h, s)) == 1) {
		struct site_change *c = add_change(t);

		if (!c) {
			ret = -ENOMEM;
			break;
		}
		read_change(t, c, s);
	}
	sqlite3_finalize(s);
	return ret;
}

/* ---- those that are found now ---- */

static bool is_found(const struct site_change *c, const struct finding *f, size_t first)
{
	return c->kind == f->kind && c->machine == f->machine && c->first == first &&
	       same(c->tier, f->tier) && same(c->arch, f->arch) && same(c->target, f->target) &&
	       same(c->op, f->op) && same(c->variant, f->variant) && same(c->test, f->test);
}

static struct site_change *change_of(struct site_tree *t, const struct finding *f, size_t first)
{
	struct site_change *c;

	for (size_t i = 0; i < t->nr_changes; i++)
		if (is_found(&t->changes[i], f, first))
			return &t->changes[i];
	c = add_change(t);
	if (!c)
		return NULL;
	c->kind = f->kind;
	c->machine = f->machine;
	c->first = first;
	c->before = tree_run(t, f->before.id);
	c->since = f->first.start;
	c->ratio = f->ratio;
	c->p = f->p;
	snprintf(c->tier, sizeof(c->tier), "%s", f->tier);
	snprintf(c->arch, sizeof(c->arch), "%s", f->arch);
	snprintf(c->target, sizeof(c->target), "%s", f->target);
	snprintf(c->op, sizeof(c->op), "%s", f->op);
	snprintf(c->variant, sizeof(c->variant), "%s", f->variant);
	snprintf(c->test, sizeof(c->test), "%s", f->test);
	return c;
}

static int compare_changes(const void *va, const void *vb)
{
	const struct site_change *a = va, *b = vb;

	return (a->since < b->since) - (a->since > b->since);
}

int tree_read_changes(struct site_tree *t)
{
	int ret = read_reported(t);

	if (!ret)
		ret = findings_read(&t->findings, &t->h, FINDINGS_ALL, NULL);
	for (size_t i = 0; !ret && i < t->findings.nr; i++) {
		const struct finding *f = t->findings.all[i];
		size_t first = tree_run(t, f->first.id);
		struct site_change *c = first == NO_RUN ? NULL : change_of(t, f, first);

		if (c)
			c->found = f;
		else if (first != NO_RUN)
			ret = -ENOMEM;
	}
	if (t->nr_changes)
		qsort(t->changes, t->nr_changes, sizeof(*t->changes), compare_changes);
	return ret;
}
