/* SPDX-License-Identifier: GPL-2.0-only */
/* What looked changed and was measured again, beside a program that is older. */
#ifndef RESULTS_HISTORY_AGAIN_H
#define RESULTS_HISTORY_AGAIN_H

#include "results/ptlu/verdict.h"
#include "steps.h"

/* Rounds of a family and repetitions of each process, as in scripts/again. */
#define AGAIN_ROUNDS		16
#define AGAIN_REPETITIONS	5
/* Fewer rounds cannot have the p that is asked for. */
#define AGAIN_LEAST_ROUNDS	11
/* A family of all targets is measured again on so many of them. */
#define AGAIN_TARGETS		4

/**
 * struct again - a family that was measured again
 * @tier: where the code ran
 * @arch: machine that it was compiled for
 * @target: target, "all" for a family of all targets
 * @op: operation
 * @variant: variant
 * @first: row of the first run that looks changed
 * @base: name of the run that the older program is of
 * @rounds: number of rounds
 * @change: from the older program to that of the night; p is not adjusted
 * @code: whether both execute the same machine code
 */
struct again {
	char tier[64];
	char arch[64];
	char target[64];
	char op[64];
	char variant[64];
	long long first;
	char base[160];
	size_t rounds;
	struct change change;
	enum code code;
};

/**
 * struct again_list - what was measured again in a night
 * @all: the families
 * @nr: number of @all
 */
struct again_list {
	struct again *all;
	size_t nr;
};

/**
 * again_read() - read what was measured again
 * @a: receives it; to be released with again_free()
 * @dir: directory with a session of ptlu-rounds for each family, and in each a file "candidate"
 *	with its line of ptlu changes --candidates, and what again_code() reads; it may be missing,
 *	and NULL
 *
 * A session without enough rounds, or that cannot be read, is left out after one line on stderr.
 *
 * Return: 0 or -ENOMEM.
 */
int again_read(struct again_list *a, const char *dir);

/**
 * again_free() - release what was measured again
 * @a: what again_read() filled; may be all zero
 */
void again_free(struct again_list *a);

/**
 * again_find() - the measurement of a family
 * @a: what was measured again
 * @t: times
 * @family: index of the family
 * @first: row of the first run that looks changed
 *
 * Return: the measurement; NULL if there is none.
 */
const struct again *again_find(const struct again_list *a, const struct times *t, size_t family,
				long long first);

/*
 * Whether a family that was measured again shows the step that it looked to have. AGAIN_NOISE: it
 * does, and the code is the same.
 */
enum again_verdict { AGAIN_HOLDS, AGAIN_NOISE, AGAIN_REFUTED, AGAIN_CANNOT_TELL };

/**
 * again_judge() - judge a family that was measured again
 * @c: from the older program to that of the night
 * @executed: whether both execute the same machine code
 * @step: the step that it looked to have
 *
 * The step holds if p of the signed-rank test is at most 0.001, and the change goes in the step's
 * direction, for a candidate by 2 % or more: less than that comes with the layout of another build.
 * It is refuted if the 95 % interval ends before half of it. Both programs ran in processes that
 * selected nothing, so p is not biased by how the step was found. What would hold is noise if both
 * execute the same machine code: another layout of the program or of its data.
 *
 * Return: the verdict.
 */
enum again_verdict again_judge(const struct change *c, enum code executed,
			       const struct step *step);

/**
 * again_points() - the points of a family that are measured again
 * @t: times
 * @family: index of the family
 * @points: room for as many as the family has, receives their indices
 *
 * Of a wide family those on AGAIN_TARGETS of its targets, which do not depend on their times.
 *
 * Return: number of points.
 */
size_t again_points(const struct times *t, size_t family, size_t *points);

/**
 * again_targets() - the targets on which a family is measured again
 * @t: times
 * @family: index of the family
 * @targets: receives them, as patterns separated by blanks
 * @size: bytes of @targets
 *
 * Return: 0 or -ENOMEM.
 */
int again_targets(const struct times *t, size_t family, char *targets, size_t size);

#endif /* RESULTS_HISTORY_AGAIN_H */
