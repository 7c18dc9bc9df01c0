// SPDX-License-Identifier: GPL-2.0-only
/* New levels that a history has on record. */
#define _GNU_SOURCE
#include "known_steps.h"
#include "results/ptlu/names.h"

#include <errno.h>
#include <math.h>

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

int known_steps_read(struct steps *known, const struct times *t, struct history *h,
		     long long machine, enum findings_mode mode)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT tier, arch, target, op, variant, first, ratio "
		"FROM change WHERE (kind = 'refuted' OR kind = ?) AND machine = ? ORDER BY id", "ti",
		mode == FINDINGS_NEW ? "time" : "", machine);
	int ret;

	*known = (struct steps){ 0 };
	while ((ret = history_step(h, s)) == 1 && !add_known(known, t, s))
		;
	sqlite3_finalize(s);
	return ret == 1 ? -ENOMEM : ret;
}
