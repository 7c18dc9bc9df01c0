// SPDX-License-Identifier: GPL-2.0-only
/* Which families look changed in a run, and are to be measured again. */
#define _GNU_SOURCE
#include "candidates.h"
#include "again.h"
#include "known_steps.h"
#include "results/ptlu/names.h"
#include "times_load.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>

static int compare_p(const void *va, const void *vb)
{
	const struct step *a = va, *b = vb;

	return (a->p > b->p) - (a->p < b->p);
}

static int read_name(struct history *h, long long run, char *name, size_t size)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT name FROM run WHERE id = ?", "i", run);
	int ret = history_step(h, s);

	if (ret == 1)
		history_text(s, 0, name, size);
	sqlite3_finalize(s);
	return ret == 1 ? 0 : -EIO;
}

static int print_candidate(struct history *h, const struct times *t, const struct step *s,
			   FILE *out)
{
	const struct times_family *f = &t->families[s->family];
	const struct bench_sample *p = &t->points[f->first];
	char base[160], targets[400];
	int ret = read_name(h, t->nights[s->base].run, base, sizeof(base));

	if (!ret)
		ret = again_targets(t, s->family, targets, sizeof(targets));
	if (ret)
		return ret;
	fprintf(out, "%s\t%s\t%s\t%s\t%s\t%lld\t%s\t%s\n", p->tier, p->arch,
		f->wide ? ALL_TARGETS : p->target, p->op, p->variant, t->nights[s->night].run, base,
		targets);
	return 0;
}

static long print_all(struct history *h, const struct times *t, long long machine, FILE *out)
{
	struct steps known = { 0 }, found = { 0 };
	int ret = known_steps_read(&known, t, h, machine, FINDINGS_NEW);
	long nr = 0;

	if (!ret)
		ret = steps_find(t, machine, t->nr, &known, STEP_CANDIDATE, &found);
	if (!ret && found.nr)
		qsort(found.all, found.nr, sizeof(*found.all), compare_p);
	for (size_t i = 0; !ret && i < found.nr; i++) {
		const struct step *s = &found.all[i];

		if (s->covered || !same(t->points[t->families[s->family].first].tier, "host"))
			continue;
		ret = print_candidate(h, t, s, out);
		nr++;
	}
	if (ret == -ENOMEM)
		warnx("out of memory");
	free(known.all);
	free(found.all);
	return ret ? ret : nr;
}

/* The row of a run that may be compared, and that of its machine; 0 if there is none. */
static int find_run(struct history *h, const char *name, long long *run, long long *machine)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT id, machine FROM run WHERE name = ? AND "
		"state = 'good' AND times > 0 ORDER BY start DESC LIMIT 1", "t", name);
	int ret = history_step(h, s);

	*run = ret == 1 ? sqlite3_column_int64(s, 0) : 0;
	*machine = ret == 1 ? sqlite3_column_int64(s, 1) : 0;
	sqlite3_finalize(s);
	return ret < 0 ? ret : 0;
}

long candidates_print(struct history *h, const char *run, FILE *out)
{
	struct series_rows series;
	long long id, machine;
	struct times t = { 0 };
	long nr = find_run(h, run, &id, &machine);

	if (nr)
		return nr;
	if (!id) {
		warnx("%s has no run %s with times that may be compared", h->path, run);
		return 0;
	}
	nr = series_rows_read(&series, h);
	if (nr)
		return nr;
	nr = times_load(&t, h, &series, machine);
	if (!nr && t.nr && t.nights[t.nr - 1].run == id)
		nr = print_all(h, &t, machine, out);
	times_free(&t);
	series_rows_free(&series);
	return nr;
}
