// SPDX-License-Identifier: GPL-2.0-only
/* Which tests fail that did not in the run before. */
#define _GNU_SOURCE
#include "findings.h"
#include "results/ptlu/names.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

/* 1 is KTAP_FAILED. Tests of one night that show the same rules stand together. */
#define NEWLY_FAILING	"WITH pair AS (SELECT e.test, e.run, r.machine, r.start, e.result AS after, "	\
	"lag(e.result) OVER nights AS before, lag(e.run) OVER nights AS last "			\
	"FROM result e JOIN run r ON r.id = e.run WHERE r.state = 'good' "				\
	"WINDOW nights AS (PARTITION BY e.test, r.machine ORDER BY r.start, r.name, r.id)) "		\
	"SELECT p.last, p.run, p.machine, t.tier, t.arch, t.name, t.rules FROM pair p "		\
	"JOIN test t ON t.id = p.test WHERE p.after = 1 AND p.before != 1 "				\
	"ORDER BY p.start, p.run, p.last, t.tier, t.arch, t.rules, t.name"

static bool belongs_to(const struct finding *last, const struct finding *f)
{
	return last && last->before.id == f->before.id && last->first.id == f->first.id &&
	       same(last->tier, f->tier) && same(last->arch, f->arch) && *f->rules &&
	       same(last->rules, f->rules);
}

static void read_failure(struct finding *f, sqlite3_stmt *s)
{
	f->before.id = sqlite3_column_int64(s, 0);
	f->first.id = sqlite3_column_int64(s, 1);
	f->machine = sqlite3_column_int64(s, 2);
	history_text(s, 3, f->tier, sizeof(f->tier));
	history_text(s, 4, f->arch, sizeof(f->arch));
	history_text(s, 5, f->test, sizeof(f->test));
	history_text(s, 6, f->rules, sizeof(f->rules));
	f->tests = f->nights = 1;
}

int find_rules(struct findings *f, struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, NEWLY_FAILING, "");
	struct finding *last = NULL;
	int ret;

	while ((ret = history_step(h, s)) == 1) {
		struct finding one = { .kind = FINDING_RULE };

		read_failure(&one, s);
		if (belongs_to(last, &one)) {
			last->tests++;
			continue;
		}
		one.ratio = one.p = NAN;
		last = findings_add(f, FINDING_RULE);
		if (!last) {
			ret = -ENOMEM;
			break;
		}
		*last = one;
	}
	sqlite3_finalize(s);
	return ret;
}
