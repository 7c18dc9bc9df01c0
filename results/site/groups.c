// SPDX-License-Identifier: GPL-2.0-only
/* The series of a tree by target and operation: one page each. */
#define _GNU_SOURCE
#include "groups.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A series that fewer than two runs of so many have had is not shown at first. */
#define STILL_MEASURED	20

static int compare_series(const void *va, const void *vb, void *arg)
{
	const struct site_tree *t = arg;
	const size_t *a = va, *b = vb;
	int d = strcmp(t->series.keys[*a].target, t->series.keys[*b].target);

	d = d ? d : strcmp(t->series.keys[*a].op, t->series.keys[*b].op);
	return d ? d : (*a > *b) - (*a < *b);
}

static void name_path(const struct site_tree *t, struct group *g)
{
	char target[SITE_FILE], op[SITE_FILE];

	site_file_name(g->target, target);
	site_file_name(g->op, op);
	snprintf(g->path, sizeof(g->path), "trees/%s/targets/%s/%s.html", t->file, target, op);
}

/* @g->series has all series; those of one group stand together. */
static void divide(struct groups *g, const struct site_tree *t, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		const struct bench_sample *k = &t->series.keys[g->series[i]];
		struct group *last = g->nr ? &g->all[g->nr - 1] : NULL;

		if (last && same(last->target, k->target) && same(last->op, k->op)) {
			last->nr++;
			continue;
		}
		last = &g->all[g->nr++];
		*last = (struct group){ .target = k->target, .op = k->op,
					.series = g->series + i, .nr = 1 };
		name_path(t, last);
	}
}

int groups_find(struct groups *g, const struct site_tree *t)
{
	size_t nr = 0;

	*g = (struct groups){ 0 };
	g->series = calloc(t->series.nr + 1, sizeof(*g->series));
	g->all = calloc(t->series.nr + 1, sizeof(*g->all));
	if (!g->series || !g->all) {
		groups_free(g);
		warnx("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < t->series.nr; i++)
		if (t->ns[i] || t->counts[i])
			g->series[nr++] = i;
	qsort_r(g->series, nr, sizeof(*g->series), compare_series, (void *)t);
	divide(g, t, nr);
	return 0;
}

void groups_free(struct groups *g)
{
	free(g->all);
	free(g->series);
	*g = (struct groups){ 0 };
}

double series_value(const struct site_tree *t, size_t series, bool exact, size_t run)
{
	if (exact)
		return t->counts[series] ? t->counts[series][run] : 0;
	return t->ns[series] ? (double)t->ns[series][run] : 0;
}

static bool is_measured(const struct site_tree *t, size_t series)
{
	size_t oldest = t->nr_runs > STILL_MEASURED ? t->nr_runs - STILL_MEASURED : 0, nr = 0;

	for (size_t run = t->nr_runs; run-- > oldest;)
		nr += series_value(t, series, false, run) || series_value(t, series, true, run);
	return nr > 1;
}

/* What matters most first. */
static unsigned int rank_of(const struct site_tree *t, size_t series)
{
	const struct bench_sample *k = &t->series.keys[series];
	const bool wanted[] = {
		is_measured(t, series), same(k->tier, "host"), !is_floor(k->variant),
		same(k->variant, "ours"), same(k->placement, "shuffled"), same(k->cache, "cold"),
		same(k->leaf, "4k"), t->ns[series] != NULL,
	};
	unsigned int rank = 0;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		rank = 2 * rank + wanted[i];
	return rank;
}

size_t group_default(const struct site_tree *t, const struct group *g)
{
	size_t best = g->series[0];
	unsigned int most = rank_of(t, best);

	for (size_t i = 1; i < g->nr; i++) {
		unsigned int rank = rank_of(t, g->series[i]);

		if (rank < most || (rank == most && t->series.keys[g->series[i]].tables <
				    t->series.keys[best].tables))
			continue;
		most = rank;
		best = g->series[i];
	}
	return best;
}
