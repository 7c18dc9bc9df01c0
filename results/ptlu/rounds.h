/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A comparison of two builds as its directory holds it: the rounds of ptlu-rounds, point by point.
 */
#ifndef RESULTS_ROUNDS_H
#define RESULTS_ROUNDS_H

#include "conditions.h"
#include "paired.h"
#include "results/format/sample.h"

#include <stdbool.h>
#include <stddef.h>

/* The arms of a round: the two builds, and a second build of the base. */
enum arm { ARM_BASE, ARM_HEAD, ARM_NULL, NR_ARMS };

extern const char *const arm_names[NR_ARMS];

/**
 * struct point - one operation of one variant on one workload, in all rounds
 * @sample: a sample of it, for its names and sizes
 * @ns: the fastest of its repetitions, by arm and round
 * @present: rounds in which every arm has it
 */
struct point {
	const struct bench_sample *sample;
	double ns[NR_ARMS][PAIRED_MAX];
	size_t present;
};

/* Points that are named because one side alone has them. */
#define ROUNDS_MAX_ONLY	6

/**
 * compare_samples() - order of samples by family, then by size
 * @a: sample
 * @b: sample
 *
 * Return: negative, 0 or positive, as strcmp().
 */
int compare_samples(const struct bench_sample *a, const struct bench_sample *b);

/**
 * same_family() - whether samples are of one operation of one variant on one target
 * @a: sample
 * @b: sample
 *
 * Return: true if they are.
 */
bool same_family(const struct bench_sample *a, const struct bench_sample *b);

/**
 * struct rounds - a comparison that was read
 * @dir: its directory
 * @nr: number of rounds
 * @nr_dirty: rounds that were measured again because others used the processors
 * @nr_dirty_kept: rounds that others disturbed, and that are among @nr
 * @points: points that every arm has in every round, sorted by target, operation, variant, size
 * @nr_points: number of @points
 * @only: number of points that are not in every round on both sides
 * @only_of: some of these
 * @conditions: env.json of each arm in the first round
 * @sets: samples of all arms and rounds
 */
struct rounds {
	const char *dir;
	size_t nr, nr_dirty, nr_dirty_kept;
	struct point *points;
	size_t nr_points, only;
	const struct bench_sample *only_of[ROUNDS_MAX_ONLY];
	struct conditions conditions[NR_ARMS];
	struct sample_set (*sets)[NR_ARMS];
};

/**
 * rounds_read() - read a comparison
 * @r: receives it; to be released with rounds_free()
 * @dir: its directory, kept
 *
 * Return: 0 or a negative errno value, after one line on stderr; @r is then released.
 */
int rounds_read(struct rounds *r, const char *dir);

/**
 * rounds_free() - release a comparison
 * @r: what rounds_read() filled
 */
void rounds_free(struct rounds *r);

#endif /* RESULTS_ROUNDS_H */
