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

/**
 * struct step - a family that has a new level
 * @family: index of the family
 * @night: index of the first night that has it
 * @before: index of the night before that is of the same series
 * @nights: nights that have it so far
 * @change: natural logarithm of the ratio of both levels
 * @p: p of Student's t-test of both levels
 * @covered: the operation has that new level on all targets, which says the same in one line
 */
struct step {
	size_t family;
	size_t night;
	size_t before;
	size_t nights;
	double change;
	double p;
	bool covered;
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
 * @found: receives the others; its @all is to be freed, also after an error
 *
 * Nights of other machines and those that are not usable are left out. The p of a family must be
 * below that of @family_limits divided by the number of families (Bonferroni). A family whose
 * values scatter by more than 5 % from night to night is not judged.
 *
 * Return: 0 or -ENOMEM.
 */
int steps_find(const struct times *t, long long machine, size_t until, const struct steps *known,
	       struct steps *found);

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
