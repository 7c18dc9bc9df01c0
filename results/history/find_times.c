// SPDX-License-Identifier: GPL-2.0-only
/* Which families of times have a new level, machine by machine. */
#define _GNU_SOURCE
#include "again.h"
#include "known_steps.h"
#include "times_load.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

static void add_again(struct finding *one, const struct step *step, const struct again *again)
{
	enum again_verdict verdict = again_judge(&again->change, again->code, step);

	one->again_rounds = again->rounds;
	snprintf(one->again_base, sizeof(one->again_base), "%s", again->base);
	one->again = again->change.ratio;
	one->again_p = again->change.p;
	one->again_code = again->code;
	one->noise = verdict == AGAIN_NOISE;
	one->refuted = verdict == AGAIN_REFUTED || verdict == AGAIN_CANNOT_TELL;
	one->sure &= verdict != AGAIN_CANNOT_TELL;
	/* what made a candidate was selected, and is no figure to report */
	if (step->strength == STEP_CANDIDATE && verdict == AGAIN_HOLDS) {
		one->ratio = one->again.estimate;
		one->p = one->again_p;
	}
}

static int add_finding(struct findings *f, const struct times *t, const struct step *step,
		       long long machine, const struct again *again)
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
	one->sure = step->strength == STEP_SURE;
	if (again)
		add_again(one, step, again);
	snprintf(one->tier, sizeof(one->tier), "%s", p->tier);
	snprintf(one->arch, sizeof(one->arch), "%s", p->arch);
	snprintf(one->target, sizeof(one->target), "%s", family->wide ? ALL_TARGETS : p->target);
	snprintf(one->op, sizeof(one->op), "%s", p->op);
	snprintf(one->variant, sizeof(one->variant), "%s", p->variant);
	return finding_is_change(one) ? add_points(one, f, t, step) : 0;
}

static int find_on_machine(struct findings *f, struct history *h, long long machine,
			   enum findings_mode mode, const struct again_list *measured)
{
	struct steps known = { 0 }, found = { 0 };
	struct times t;
	int ret = times_load(&t, h, &f->series, machine);

	if (ret)
		return ret;
	ret = known_steps_read(&known, &t, h, machine, mode);
	if (!ret)
		ret = steps_find(&t, machine, t.nr, &known,
				 measured->nr ? STEP_CANDIDATE : STEP_SURE, &found);
	for (size_t i = 0; !ret && i < found.nr; i++) {
		const struct step *step = &found.all[i];
		const struct again *again = again_find(measured, &t, step->family,
							t.nights[step->night].run);

		if (!step->covered && (again || step->strength == STEP_SURE))
			ret = add_finding(f, &t, step, machine, again);
	}
	if (ret == -ENOMEM)
		warnx("out of memory");
	free(known.all);
	free(found.all);
	times_free(&t);
	return ret;
}

int find_times(struct findings *f, struct history *h, enum findings_mode mode,
	       const struct again_list *measured)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT id FROM machine ORDER BY id", "");
	int ret, one = 0;

	while (!one && (ret = history_step(h, s)) == 1)
		one = find_on_machine(f, h, sqlite3_column_int64(s, 0), mode, measured);
	sqlite3_finalize(s);
	return one ? one : ret;
}
