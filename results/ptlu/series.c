// SPDX-License-Identifier: GPL-2.0-only
/* From a run's samples to series over table size, and which series may be compared. */
#include "series.h"
#include "names.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool no_memory(void)
{
	warnx("out of memory");
	return false;
}

static bool in_view(const struct view *v, const struct bench_sample *s)
{
	return same(v->tier, s->tier) && same(v->arch, s->arch) && same(v->kernel, s->kernel) &&
	       same(v->cache, s->cache);
}

static int compare_series(const struct bench_sample *a, const struct bench_sample *b)
{
	int d = strcmp(a->target, b->target);

	if (!d)
		d = strcmp(a->op, b->op);
	if (!d)
		d = strcmp(a->variant, b->variant);
	if (!d)
		d = strcmp(a->leaf, b->leaf);
	if (!d)
		d = strcmp(a->placement, b->placement);
	if (!d && same(a->target, "any"))
		d = (a->order > b->order) - (a->order < b->order);
	return d;
}

/* Equal sizes keep the order of the file, so that the last of them can win. */
static int compare_points(const void *va, const void *vb)
{
	const struct bench_sample *a = *(const struct bench_sample *const *)va;
	const struct bench_sample *b = *(const struct bench_sample *const *)vb;
	int d = compare_series(a, b);

	if (!d)
		d = (a->tables > b->tables) - (a->tables < b->tables);
	if (!d)
		d = (a > b) - (a < b);
	return d;
}

static bool add_target(struct view *v, const char *target)
{
	const char **targets;

	if (same(target, "any"))
		return true;
	for (size_t i = 0; i < v->nr_targets; i++)
		if (same(v->targets[i], target))
			return true;
	if (v->nr_targets == MAX_TARGETS) {
		warnx("the samples name more than %d targets", MAX_TARGETS);
		return false;
	}
	targets = realloc(v->targets, (v->nr_targets + 1) * sizeof(*targets));
	if (!targets)
		return no_memory();
	v->targets = targets;
	v->targets[v->nr_targets++] = target;
	return true;
}

/* Cut the sorted points into series. Of a repeated size the last one stays. */
static bool cut_series(struct view *v, const struct bench_sample **points, size_t nr)
{
	struct series *last = NULL;

	v->series = calloc(nr ? nr : 1, sizeof(*v->series));
	if (!v->series)
		return no_memory();
	for (size_t i = 0; i < nr; i++) {
		if (!last || compare_series(last->points[0], points[i])) {
			if (v->nr_series == MAX_SERIES) {
				warnx("the samples make more than %d series", MAX_SERIES);
				return false;
			}
			last = &v->series[v->nr_series++];
			last->points = &points[i];
		} else if (last->points[last->nr - 1]->tables == points[i]->tables) {
			last->points[last->nr - 1] = points[i];
			continue;
		}
		last->points[last->nr++] = points[i];
	}
	return true;
}

/* The number of a target's samples, refused ones included. */
static size_t measurements(const struct view *v, const char *target)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_series; i++)
		nr += same(v->series[i].points[0]->target, target) ? v->series[i].nr : 0;
	for (size_t i = 0; i < v->nr_refused; i++)
		nr += same(v->refused[i]->target, target);
	return nr;
}

static bool same_kind(const char *a, const char *b)
{
	size_t len = strcspn(a, "-");

	return len == strcspn(b, "-") && !strncmp(a, b, len);
}

static bool represents_its_kind(const struct view *v, size_t target)
{
	const char *name = v->targets[target];
	size_t mine = measurements(v, name);

	for (size_t i = 0; i < v->nr_targets; i++) {
		size_t other = same_kind(v->targets[i], name) ? measurements(v, v->targets[i]) : 0;

		/* Of equals the first. */
		if (other > mine || (other == mine && i < target))
			return false;
	}
	return true;
}

static bool find_representatives(struct view *v)
{
	v->representatives = calloc(v->nr_targets + 1, sizeof(*v->representatives));
	if (!v->representatives)
		return no_memory();
	for (size_t i = 0; i < v->nr_targets; i++)
		if (represents_its_kind(v, i))
			v->representatives[v->nr_representatives++] = v->targets[i];
	return true;
}

static bool fill_view(struct view *v, const struct sample_set *set)
{
	const struct bench_sample **points = calloc(set->nr, sizeof(*points));
	size_t nr = 0;

	v->refused = calloc(set->nr, sizeof(*v->refused));
	if (!points || !v->refused) {
		free(points);
		return no_memory();
	}
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];

		if (!in_view(v, s))
			continue;
		v->nr_samples++;
		if (!add_target(v, s->target)) {
			free(points);
			return false;
		}
		/* Logarithms need a time and a table. */
		if (s->refused || !s->tables || s->ns_median <= 0)
			v->refused[v->nr_refused++] = s;
		else
			points[nr++] = s;
	}
	qsort(points, nr, sizeof(*points), compare_points);
	if (!cut_series(v, points, nr)) {
		free(points);
		return false;
	}
	/* All series point into one array; the first one owns it. */
	if (!nr)
		free(points);
	return find_representatives(v);
}

struct view *views_make(const struct sample_set *set, size_t *nr)
{
	struct view *views = NULL, *grown;

	*nr = 0;
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];
		size_t j = 0;

		while (j < *nr && !in_view(&views[j], s))
			j++;
		if (j < *nr)
			continue;
		if (*nr == MAX_VIEWS) {
			warnx("the samples are of more than %d tiers, kernels and cache states",
			      MAX_VIEWS);
			goto fail;
		}
		grown = realloc(views, (*nr + 1) * sizeof(*views));
		if (!grown) {
			no_memory();
			goto fail;
		}
		views = grown;
		views[*nr] = (struct view){ .tier = s->tier, .arch = s->arch, .kernel = s->kernel,
					    .cache = s->cache };
		if (!fill_view(&views[(*nr)++], set))
			goto fail;
	}
	return views;

fail:
	views_free(views, *nr);
	return NULL;
}

void views_free(struct view *views, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (views[i].nr_series)
			free(views[i].series[0].points);
		free(views[i].series);
		free(views[i].refused);
		free(views[i].targets);
		free(views[i].representatives);
	}
	free(views);
}

const struct series *series_find(const struct view *v, const char *target, const char *op,
				 const char *variant, const char *leaf, const char *placement)
{
	if (!leaf)
		return NULL;
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct bench_sample *s = v->series[i].points[0];

		if (same(s->target, target) && same(s->op, op) && same(s->variant, variant) &&
		    same(s->leaf, leaf) && same(s->placement, placement))
			return &v->series[i];
	}
	return NULL;
}

const struct series *series_boot_reserve(const struct view *v, unsigned int order,
					 const char *placement, const char *variant)
{
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct bench_sample *s = v->series[i].points[0];

		if (same(s->op, "boot-reserve") && s->order == order &&
		    same(s->placement, placement) && same(s->variant, variant))
			return &v->series[i];
	}
	return NULL;
}

unsigned long long leaf_bytes(const char *leaf)
{
	char *unit;
	unsigned long long n = strtoull(leaf, &unit, 10);

	if (n > 1024 || !*unit || unit[1])
		return 0;
	switch (*unit) {
	case 'k': return n << 10;
	case 'm': return n << 20;
	case 'g': return n << 30;
	case 't': return n << 40;
	default: return 0;
	}
}

const char *base_leaf(const struct view *v, const char *target)
{
	const char *best = NULL;

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct bench_sample *s = v->series[i].points[0];

		if (!same(s->target, target) || !leaf_bytes(s->leaf))
			continue;
		if (!best || leaf_bytes(s->leaf) < leaf_bytes(best))
			best = s->leaf;
	}
	return best;
}

static bool larger_leaf(const char *a, const char *b)
{
	/* 0 - 1 is the largest number: what is no size comes last. */
	return leaf_bytes(a) - 1 > leaf_bytes(b) - 1;
}

size_t leaves_of(const struct view *v, const char *target, const char **leaves)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct bench_sample *s = v->series[i].points[0];
		size_t at = 0, there = 0;

		while (there < nr && !same(leaves[there], s->leaf))
			there++;
		if (!same(s->target, target) || there < nr || nr == MAX_LEAVES)
			continue;
		while (at < nr && larger_leaf(s->leaf, leaves[at]))
			at++;
		memmove(&leaves[at + 1], &leaves[at], (nr - at) * sizeof(*leaves));
		leaves[at] = s->leaf;
		nr++;
	}
	return nr;
}

unsigned int table_order(const struct view *v, const char *target)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (same(v->series[i].points[0]->target, target))
			return v->series[i].points[0]->order;
	return 0;
}

unsigned int table_kib(const struct view *v, const char *target)
{
	const struct bench_sample *largest = NULL;

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];

		if (same(s->points[0]->target, target) &&
		    (!largest || s->points[s->nr - 1]->tables > largest->tables))
			largest = s->points[s->nr - 1];
	}
	return largest ? (unsigned int)lround((double)largest->table_bytes /
					      (double)largest->tables / 1024) : 0;
}

bool has_op(const struct view *v, const char *op)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (same(v->series[i].points[0]->op, op))
			return true;
	return false;
}

bool counts_instructions(const struct view *v)
{
	return v->nr_series && same(v->series[0].points[0]->clock, "icount");
}

bool measured_at(const struct view *v, const char *placement)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (same(v->series[i].points[0]->placement, placement))
			return true;
	return false;
}

static const struct bench_sample *point_of(const struct series *s, uint64_t tables)
{
	for (size_t i = 0; i < s->nr; i++)
		if (s->points[i]->tables == tables)
			return s->points[i];
	return NULL;
}

bool largest_common(const struct series *const *s, size_t nr, const struct bench_sample **out)
{
	for (size_t i = s[0]->nr; i-- > 0;) {
		size_t found = 0;

		while (found < nr && (out[found] = point_of(s[found], s[0]->points[i]->tables)))
			found++;
		if (found == nr)
			return true;
	}
	return false;
}
