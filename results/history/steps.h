/* SPDX-License-Identifier: GPL-2.0-only */
/* Which families of times have a new level, and since which night. */
#ifndef RESULTS_STEPS_H
#define RESULTS_STEPS_H

#include "edivisive.h"
#include "times.h"

/* Nights that are judged: change points that are older are not looked for any more. */
#define STEPS_NIGHTS	100

/* What is a change of a family, and of a point of it. docs/nightly.md has the reasons. */
extern const struct edivisive_limits family_limits, point_limits;

/* Nights before a step whose programs may have it: where it is found may be a few nights late. */
#define STEPS_MARGIN	3

/* Whether a step is sure by the nights alone, or looks like one and must be measured again. */
enum step_strength { STEP_SURE, STEP_CANDIDATE };

/**
 * struct step - a family that has a new level
 * @family: index of the family
 * @night: index of the first night that has it
 * @before: index of the night before that is of the same series
 * @base: index of a night that has the old level even if @night is found late
 * @nights: nights that have it so far
 * @change: natural logarithm of the ratio of both levels
 * @p: p of Student's t-test of both levels
 * @covered: the operation has that new level on all targets, which says the same in one line
 * @strength: whether it is sure
 */
struct step {
	size_t family;
	size_t night;
	size_t before;
	size_t base;
	size_t nights;
	double change;
	double p;
	bool covered;
	enum step_strength strength;
};

/**
 * struct steps - new levels that were found
 * @all: the steps, by family and night
 * @nr: number of @all
 */
struct steps {
	struct step *all;
	size_t nr;
};

/**
 * steps_find() - find the new levels of all families on one machine
 * @t: times
 * @machine: the machine
 * @until: number of nights that are looked at, from the first one on
 * @known: steps that were found before; they are not found again
 * @strength: STEP_SURE for those that are sure; STEP_CANDIDATE for candidates as well
 * @found: receives the others; its @all is to be freed, also after an error
 *
 * Nights of other machines and those that are not usable are left out. The p of a family must be
 * below that of @family_limits divided by the number of families (Bonferroni). A family whose
 * values scatter by more than 5 % from night to night is not judged.
 *
 * A candidate is a family without a sure step that the newest night has: the mean of its newest
 * values, up to four, is 1.5 % away from that of the values before, with p of 0.001 or less.
 * Chance makes some each night, so none is reported before it was measured again.
 *
 * Return: 0 or -ENOMEM.
 */
int steps_find(const struct times *t, long long machine, size_t until, const struct steps *known,
	       enum step_strength strength, struct steps *found);

/**
 * struct point_change - one point of a family that has a new level
 * @point: index of the point
 * @before: nanoseconds: geometric mean of the nights of the level before
 * @after: nanoseconds since
 * @p: p of Student's t-test, corrected for the number of points by Benjamini and Hochberg
 */
struct point_change {
	size_t point;
	double before;
	double after;
	double p;
};

/**
 * step_points() - what a new level is worth at each point of the family
 * @t: times
 * @machine: the machine
 * @s: the step
 * @nr: receives the number of points that were measured before and since
 *
 * The levels are those of up to a window of nights before, and of the nights since.
 *
 * Context: the caller frees the array.
 * Return: the points, in the order of the family; NULL without memory.
 */
struct point_change *step_points(const struct times *t, long long machine, const struct step *s,
				 size_t *nr);

/**
 * steps_add() - add a step to others
 * @s: the steps
 * @step: one more
 *
 * Return: 0 or -ENOMEM.
 */
int steps_add(struct steps *s, const struct step *step);

#endif /* RESULTS_STEPS_H */
