// SPDX-License-Identifier: GPL-2.0-only
/* What looked changed and was measured again, beside a program that is older. */
#define _GNU_SOURCE
#include "again.h"
#include "again_code.h"
#include "findings.h"
#include "results/format/printable.h"
#include "results/ptlu/names.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_P		0.001
/* Another build of the same source may differ by less. */
#define CANDIDATE_LEAST	0.0198
/* Fields of a line of candidates: see candidates_print(). */
#define NR_FIELDS	8

enum again_verdict again_judge(const struct change *c, enum code executed,
			       const struct step *step)
{
	double least = step->strength == STEP_SURE ? 0 : CANDIDATE_LEAST;
	double sign = step->change > 0 ? 1 : -1, again = sign * log(c->ratio.estimate);
	double most = sign * log(sign > 0 ? c->ratio.high : c->ratio.low);

	if (c->p <= MOST_P && again > 0 && again >= least)
		return executed == CODE_SAME ? AGAIN_NOISE : AGAIN_HOLDS;
	return most < sign * step->change / 2 ? AGAIN_REFUTED : AGAIN_CANNOT_TELL;
}

/* ---- the targets of a family ---- */

/* The points of a family stand target by target. */
static size_t nr_targets(const struct times *t, const struct times_family *f)
{
	size_t nr = 1;

	for (size_t i = f->first + 1; i < f->first + f->nr; i++)
		nr += !same(t->points[i].target, t->points[i - 1].target);
	return nr;
}

static bool is_next_target(const struct times *t, const struct times_family *f, size_t point)
{
	return point == f->first || !same(t->points[point].target, t->points[point - 1].target);
}

size_t again_points(const struct times *t, size_t family, size_t *points)
{
	const struct times_family *f = &t->families[family];
	size_t nr = nr_targets(t, f), wanted = nr < AGAIN_TARGETS ? nr : AGAIN_TARGETS;
	size_t target = 0, taken = 0, kept = 0;
	bool is_taken = false;

	for (size_t i = f->first; i < f->first + f->nr; i++) {
		if (is_next_target(t, f, i)) {
			/* as far apart as can be */
			is_taken = target++ == taken * nr / wanted;
			taken += is_taken;
		}
		if (is_taken)
			points[kept++] = i;
	}
	return kept;
}

/* Operations that are of no target are measured whatever the targets are. */
static const char *pattern_of(const char *target)
{
	return same(target, "any") ? "*" : target;
}

int again_targets(const struct times *t, size_t family, char *targets, size_t size)
{
	const struct times_family *f = &t->families[family];
	size_t *points = calloc(f->nr, sizeof(*points)), used = 0, nr;

	if (!points)
		return -ENOMEM;
	*targets = '\0';
	nr = again_points(t, family, points);
	for (size_t i = 0; i < nr && used < size; i++)
		if (is_next_target(t, f, points[i]))
			used += (size_t)snprintf(targets + used, size - used, "%s%s",
						 used ? " " : "",
						 pattern_of(t->points[points[i]].target));
	free(points);
	return 0;
}

/* ---- sessions ---- */

static bool take(char *to, size_t size, const char *from)
{
	return (size_t)snprintf(to, size, "%s", from) < size;
}

static bool read_candidate(struct again *a, const char *dir)
{
	char path[1200], line[1200] = "", *field[NR_FIELDS] = { NULL }, *next = line, *end = line;
	size_t nr = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/candidate", dir);
	in = fopen(path, "re");
	if (in && !fgets(line, sizeof(line), in))
		*line = '\0';
	if (in)
		fclose(in);
	line[strcspn(line, "\n")] = '\0';
	while (next && nr < NR_FIELDS)
		field[nr++] = strsep(&next, "\t");
	if (nr == NR_FIELDS && !next)
		a->first = strtoll(field[5], &end, 10);
	if (nr == NR_FIELDS && !next && end != field[5] && !*end &&
	    take(a->tier, sizeof(a->tier), field[0]) && take(a->arch, sizeof(a->arch), field[1]) &&
	    take(a->target, sizeof(a->target), field[2]) && take(a->op, sizeof(a->op), field[3]) &&
	    take(a->variant, sizeof(a->variant), field[4]) &&
	    take(a->base, sizeof(a->base), field[6])) {
		make_printable(a->base);
		return true;
	}
	warnx("%s is no candidate", path);
	return false;
}

static bool is_of_family(const struct bench_sample *s, const struct again *a)
{
	return same(s->op, a->op) && same(s->variant, a->variant) &&
	       (same(a->target, ALL_TARGETS) || same(a->target, s->target));
}

/* Those of the family come first; an operation brings others, which it cannot do without. */
static size_t keep_family(struct rounds *r, const struct again *a)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nr_points; i++)
		if (is_of_family(r->points[i].sample, a))
			r->points[kept++] = r->points[i];
	return kept;
}

static bool read_session(struct again *a, const char *dir)
{
	struct rounds r;
	size_t nr;

	*a = (struct again){ 0 };
	if (!read_candidate(a, dir) || rounds_read(&r, dir))
		return false;
	nr = keep_family(&r, a);
	a->rounds = r.nr;
	if (nr && r.nr >= AGAIN_LEAST_ROUNDS) {
		a->change = change_of_points(r.points, nr, r.nr);
		a->code = again_code(dir, r.points, nr, same(a->target, ALL_TARGETS));
	} else {
		warnx("%s: %zu rounds and %zu points are too few", dir, r.nr, nr);
	}
	rounds_free(&r);
	return nr && a->rounds >= AGAIN_LEAST_ROUNDS;
}

static int is_session(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && entry->d_name[0] != '.';
}

int again_read(struct again_list *a, const char *dir)
{
	struct dirent **entries = NULL;
	int found = dir ? scandir(dir, &entries, is_session, versionsort) : 0;

	*a = (struct again_list){ 0 };
	if (found > 0)
		a->all = calloc((size_t)found, sizeof(*a->all));
	for (int i = 0; i < found; i++) {
		char *path = NULL;

		if (a->all && asprintf(&path, "%s/%s", dir, entries[i]->d_name) >= 0)
			a->nr += read_session(&a->all[a->nr], path);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return found > 0 && !a->all ? -ENOMEM : 0;
}

void again_free(struct again_list *a)
{
	free(a->all);
	*a = (struct again_list){ 0 };
}

const struct again *again_find(const struct again_list *a, const struct times *t, size_t family,
				long long first)
{
	const struct times_family *f = &t->families[family];
	const struct bench_sample *p = &t->points[f->first];

	for (size_t i = 0; i < a->nr; i++) {
		const struct again *one = &a->all[i];

		if (one->first == first && same(one->tier, p->tier) && same(one->arch, p->arch) &&
		    same(one->target, f->wide ? ALL_TARGETS : p->target) && same(one->op, p->op) &&
		    same(one->variant, p->variant))
			return one;
	}
	return NULL;
}
