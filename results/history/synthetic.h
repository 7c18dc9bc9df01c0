/* SPDX-License-Identifier: GPL-2.0-only */
/* Histories that nobody measured, with the noise of runs that somebody did. */
#ifndef RESULTS_SYNTHETIC_H
#define RESULTS_SYNTHETIC_H

#include "again.h"
#include "results/ptlu/run.h"
#include "times.h"

/**
 * struct noise_pool - differences between two runs of equal code, of one variant
 * @variant: the variant
 * @families: median of what a run adds to the points of a family, in natural logarithms
 * @nr_families: number of @families
 * @points: what it adds to a point beside that
 * @nr_points: number of @points
 * @of_reps: sum over the points of the variance that their repetitions give their fastest one
 */
struct noise_pool {
	const char *variant;
	double *families;
	size_t nr_families;
	double *points;
	size_t nr_points;
	double of_reps;
};

/**
 * struct synthetic - what histories are made of
 * @samples: a sample for each point, sorted by times_compare_points(); they belong to a run
 * @nr: number of @samples
 * @pools: noise by variant
 * @nr_pools: number of @pools
 * @all: noise of all variants together, for those that have too few of their own
 */
struct synthetic {
	const struct bench_sample **samples;
	size_t nr;
	struct noise_pool *pools;
	size_t nr_pools;
	struct noise_pool all;
};

/* What is put into a history on purpose, at its night @struct effect.night. */
enum effect_kind { EFFECT_NOTHING, EFFECT_STEP, EFFECT_DRIFT, EFFECT_SPIKE, EFFECT_MACHINE };

/**
 * struct effect - what is put into a history on purpose
 * @kind: a level that stays, one that grows night by night, one night, or another machine
 * @night: night from which on
 * @size: natural logarithm of the ratio; of a drift, that of one night
 */
struct effect {
	enum effect_kind kind;
	size_t night;
	double size;
};

/**
 * synthetic_read() - prepare to make histories
 * @s: receives what they are made of; to be released with synthetic_free()
 * @reference: run whose points and repetitions histories have
 * @again: another run of equal code on the same machine: what differs between both is noise
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int synthetic_read(struct synthetic *s, const struct run *reference, const struct run *again);

/**
 * synthetic_free() - release what synthetic_read() made
 * @s: it; may be all zero
 */
void synthetic_free(struct synthetic *s);

/**
 * synthetic_times() - make a history
 * @s: what it is made of
 * @nights: number of nights
 * @seed: equal seeds make equal histories
 * @effect: what it has on purpose: all families at once, for each is judged alone
 * @t: receives it; to be released with times_free()
 *
 * A night's value of a point is the smallest of as many repetitions as the reference run has of it,
 * drawn from them with replacement, times what a night adds to its family, times what it adds to
 * the point: both drawn from the differences of two runs.
 *
 * Return: 0 or -ENOMEM.
 */
int synthetic_times(const struct synthetic *s, size_t nights, unsigned long seed,
		    const struct effect *effect, struct times *t);

/**
 * effect_at() - what is added to a night
 * @e: what is put in
 * @night: index of the night
 *
 * Return: natural logarithm of the ratio.
 */
double effect_at(const struct effect *e, size_t night);

/**
 * synthetic_again() - measure a family again, as scripts/again does
 * @s: what histories are made of
 * @t: a history
 * @family: index of the family
 * @effect: natural logarithm of the ratio of the program of the night to the older one
 * @share: part of the variance of the noise that is drawn anew for each process; the rest is that
 *	of the night, and the same for all of them
 * @seed: equal seeds make equal measurements
 * @c: receives the change
 *
 * Return: 0 or -ENOMEM.
 */
int synthetic_again(const struct synthetic *s, const struct times *t, size_t family, double effect,
		    double share, unsigned long seed, struct change *c);

#endif /* RESULTS_SYNTHETIC_H */
