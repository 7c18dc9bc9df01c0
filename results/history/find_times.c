// SPDX-License-Identifier: GPL-2.0-only
/* Which families of times have a new level, machine by machine. */
#define _GNU_SOURCE
#include "findings.h"
#include "results/ptlu/names.h"
#include "steps.h"
#include "times_load.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what was reported ---- */

static bool is_family(const struct times *t, const struct times_family *f, sqlite3_stmt *s)
{
	const struct bench_sample *p = &t->points[f->first];
	const char *const names[] = { p->tier, p->arch, f->wide ? ALL_TARGETS : p->target, p->op,
				      p->variant };
	char text[160];

	for (int i = 0; i < 5; i++)
		if (!same(history_text(s, i, text, sizeof(text)), names[i]))
			return false;
	return true;
}

static int add_known(struct steps *known, const struct times *t, sqlite3_stmt *s)
{
	struct step step = { .change = log(sqlite3_column_double(s, 6)) };
	long long run = sqlite3_column_int64(s, 5);

	while (step.night < t->nr && t->nights[step.night].run != run)
		step.night++;
	while (step.family < t->nr_families && !is_family(t, &t->families[step.family], s))
		step.family++;
	/* what is no longer looked at is not found again either */
	if (step.night == t->nr || step.family == t->nr_families)
		return 0;
	return steps_add(known, &step);
}

static int read_known(struct steps *known, const struct times *t, struct history *h,
		      long long machine)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT tier, arch, target, op, variant, first, ratio "
		"FROM change WHERE kind = 'time' AND machine = ? ORDER BY id", "i", machine);
	int ret;

	*known = (struct steps){ 0 };
	while ((ret = history_step(h, s)) == 1 && !add_known(known, t, s))
		;
	sqlite3_finalize(s);
	return ret == 1 ? -ENOMEM : ret;
}

/* ---- what is found ---- */

static int add_points(struct finding *one, const struct findings *f, const struct times *t,
		      const struct step *step)
{
	size_t nr;
	struct point_change *points = step_points(t, one->machine, step, &nr);
	int ret = points ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < nr; i++) {
		const struct bench_sample *p = &t->points[points[i].point];

		if (points[i].p <= point_limits.p)
			ret = finding_add_point(one, series_key(&f->series, (long long)p->time),
						points[i].before, points[i].after);
	}
	free(points);
	return ret;
}

static int add_finding(struct findings *f, const struct times *t, const struct step *step,
		       long long machine)
{
	const struct times_family *family = &t->families[step->family];
	const struct bench_sample *p = &t->points[family->first];
	struct finding *one = findings_add(f, FINDING_TIME);

	if (!one)
		return -ENOMEM;
	one->machine = machine;
	one->before.id = t->nights[step->before].run;
	one->first.id = t->nights[step->night].run;
	one->nights = step->nights;
	one->ratio = exp(step->change);
	one->p = step->p;
	snprintf(one->tier, sizeof(one->tier), "%s", p->tier);
	snprintf(one->arch, sizeof(one->arch), "%s", p->arch);
	snprintf(one->target, sizeof(one->target), "%s", family->wide ? ALL_TARGETS : p->target);
	snprintf(one->op, sizeof(one->op), "%s", p->op);
	snprintf(one->variant, sizeof(one->variant), "%s", p->variant);
	return add_points(one, f, t, step);
}

static int find_on_machine(struct findings *f, struct history *h, long long machine,
			   enum findings_mode mode)
{
	struct steps known = { 0 }, found = { 0 };
	struct times t;
	int ret = times_load(&t, h, &f->series, machine);

	if (ret)
		return ret;
	if (mode == FINDINGS_NEW)
		ret = read_known(&known, &t, h, machine);
	if (!ret)
		ret = steps_find(&t, machine, t.nr, &known, &found);
	for (size_t i = 0; !ret && i < found.nr; i++)
		if (!found.all[i].covered)
			ret = add_finding(f, &t, &found.all[i], machine);
	if (ret == -ENOMEM)
		warnx("out of memory");
	free(known.all);
	free(found.all);
	times_free(&t);
	return ret;
}

int find_times(struct findings *f, struct history *h, enum findings_mode mode)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT id FROM machine ORDER BY id", "");
	int ret, one = 0;

	while (!one && (ret = history_step(h, s)) == 1)
		one = find_on_machine(f, h, sqlite3_column_int64(s, 0), mode);
	sqlite3_finalize(s);
	return one ? one : ret;
}
