// SPDX-License-Identifier: GPL-2.0-only
/*
 * A comparison of two builds as its directory holds it: the rounds of ptlu-rounds, point by point.
 */
#define _GNU_SOURCE
#include "rounds.h"
#include "names.h"
#include "results/format/json_file.h"
#include "results/format/refusal.h"

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const arm_names[NR_ARMS] = { "base", "head", "null" };

static bool path_exists(const char *path)
{
	return !access(path, F_OK);
}

static int read_arm(struct rounds *r, size_t round, enum arm arm)
{
	char path[1200];

	snprintf(path, sizeof(path), "%s/round-%03zu/%s/samples.jsonl", r->dir, round + 1,
		 arm_names[arm]);
	return sample_set_read(&r->sets[round][arm], path);
}

static bool round_is_dirty(const char *path)
{
	json_t *file = load_json_file(path, NULL);
	bool dirty = json_is_true(json_object_get(file, "dirty"));

	json_decref(file);
	return dirty;
}

static int read_sets(struct rounds *r)
{
	char path[1200];

	r->sets = calloc(PAIRED_MAX, sizeof(*r->sets));
	if (!r->sets)
		return -ENOMEM;
	for (; r->nr < PAIRED_MAX; r->nr++) {
		snprintf(path, sizeof(path), "%s/round-%03zu/round.json", r->dir, r->nr + 1);
		if (!path_exists(path))
			break;
		r->nr_dirty_kept += round_is_dirty(path);
		for (enum arm arm = 0; arm < NR_ARMS; arm++) {
			int ret = read_arm(r, r->nr, arm);

			if (ret)
				return ret;
		}
	}
	if (!r->nr) {
		warnx("%s has no round that is complete; make compare measures them", r->dir);
		return -ENODATA;
	}
	do
		snprintf(path, sizeof(path), "%s/dirty-%03zu", r->dir, ++r->nr_dirty);
	while (path_exists(path));
	r->nr_dirty--;
	return 0;
}

int compare_samples(const struct bench_sample *a, const struct bench_sample *b)
{
	int order = strcmp(a->target, b->target);

	if (!order)
		order = strcmp(a->op, b->op);
	if (!order)
		order = strcmp(a->variant, b->variant);
	if (!order)
		order = (a->tables > b->tables) - (a->tables < b->tables);
	return order ? order : strcmp(a->case_id, b->case_id);
}

bool same_family(const struct bench_sample *a, const struct bench_sample *b)
{
	return same(a->target, b->target) && same(a->op, b->op) && same(a->variant, b->variant);
}

static int compare_points(const void *a, const void *b)
{
	return compare_samples(((const struct point *)a)->sample,
			       ((const struct point *)b)->sample);
}

/* The points of the base in the first round, which has all that is compared. */
static int make_points(struct rounds *r)
{
	const struct sample_set *set = &r->sets[0][ARM_BASE];

	r->points = calloc(set->nr ? set->nr : 1, sizeof(*r->points));
	if (!r->points)
		return -ENOMEM;
	for (size_t i = 0; i < set->nr; i++)
		r->points[r->nr_points++].sample = &set->samples[i];
	qsort(r->points, r->nr_points, sizeof(*r->points), compare_points);
	return 0;
}

static struct point *find_point(const struct rounds *r, const struct bench_sample *s)
{
	const struct point key = { .sample = s };

	return bsearch(&key, r->points, r->nr_points, sizeof(key), compare_points);
}

/* No one asks for a lower bound that is missing. */
static void note_only(struct rounds *r, const struct bench_sample *s)
{
	if (is_floor(s->variant))
		return;
	if (r->only < ROUNDS_MAX_ONLY)
		r->only_of[r->only] = s;
	r->only++;
}

/* The clock's steps would be more than a per cent of the time. */
static bool is_too_short(const struct bench_sample *s)
{
	return s->ns_min * s->batch < BENCH_MIN_REGION_STEPS * s->timer_ns;
}

/*
 * The fastest repetition stands for the process: whatever disturbs one makes it slower. Medians
 * vary two to three times as much from process to process on a machine with neighbours. A sample
 * without figures is as if it were not there: its operation failed. One that a summary refuses for
 * its spread is taken, for the spread is not that of the fastest repetition.
 */
static void fill_points(struct rounds *r)
{
	for (size_t round = 0; round < r->nr; round++)
		for (enum arm arm = 0; arm < NR_ARMS; arm++) {
			const struct sample_set *set = &r->sets[round][arm];

			for (size_t i = 0; i < set->nr; i++) {
				struct point *p = find_point(r, &set->samples[i]);

				if (!p && !round && arm == ARM_HEAD)
					note_only(r, &set->samples[i]);
				else if (p && set->samples[i].ns_min > 0 &&
					 !is_too_short(&set->samples[i]))
					p->ns[arm][round] = set->samples[i].ns_min;
			}
		}
}

static void keep_whole_points(struct rounds *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nr_points; i++) {
		struct point *p = &r->points[i];

		for (size_t round = 0; round < r->nr; round++)
			p->present += p->ns[ARM_BASE][round] > 0 && p->ns[ARM_HEAD][round] > 0 &&
				      p->ns[ARM_NULL][round] > 0;
		if (p->present == r->nr)
			r->points[kept++] = *p;
		else
			note_only(r, p->sample);
	}
	r->nr_points = kept;
}

/* Figures of two machines are no comparison. */
static int check_conditions(struct rounds *r)
{
	char path[1200];

	for (enum arm arm = 0; arm < NR_ARMS; arm++) {
		snprintf(path, sizeof(path), "%s/round-001/%s", r->dir, arm_names[arm]);
		conditions_read(&r->conditions[arm], path);
		if (same(r->conditions[arm].cpu, r->conditions[ARM_BASE].cpu) &&
		    same(r->conditions[arm].compiler, r->conditions[ARM_BASE].compiler))
			continue;
		warnx("%s: %s and %s have another processor or compiler; measure both anew", r->dir,
		      arm_names[ARM_BASE], arm_names[arm]);
		return -EINVAL;
	}
	return 0;
}

int rounds_read(struct rounds *r, const char *dir)
{
	int ret;

	*r = (struct rounds){ .dir = dir };
	ret = read_sets(r);
	if (!ret)
		ret = check_conditions(r);
	if (!ret)
		ret = make_points(r);
	if (!ret) {
		fill_points(r);
		keep_whole_points(r);
		if (!r->nr_points) {
			warnx("%s: no operation was measured in every round on both sides", dir);
			ret = -ENODATA;
		}
	}
	if (ret == -ENOMEM)
		warnx("out of memory");
	if (ret)
		rounds_free(r);
	return ret;
}

void rounds_free(struct rounds *r)
{
	for (size_t round = 0; r->sets && round < PAIRED_MAX; round++)
		for (enum arm arm = 0; arm < NR_ARMS; arm++)
			sample_set_free(&r->sets[round][arm]);
	free(r->sets);
	free(r->points);
	*r = (struct rounds){ 0 };
}
