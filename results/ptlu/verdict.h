/* SPDX-License-Identifier: GPL-2.0-only */
/* Verdicts of a comparison of two builds: of families, of points, and overall. */
#ifndef RESULTS_VERDICT_H
#define RESULTS_VERDICT_H

#include "curve.h"
#include "rounds.h"

#include <stdbool.h>

/* VERDICT_NOISE: the times differ, the code is the same. */
enum verdict { VERDICT_SAME, VERDICT_FASTER, VERDICT_SLOWER, VERDICT_CANNOT_TELL, VERDICT_NOISE };

/**
 * struct limits - what counts as a change
 * @alpha: chance of any false call among the families
 * @threshold: changes within this part are none
 * @floor_ns: changes of fewer nanoseconds of an operation are none
 */
struct limits {
	double alpha;
	double threshold;
	double floor_ns;
};

/**
 * struct change - a comparison of two arms over the rounds
 * @ratio: head divided by base, with its 95 % interval
 * @p: of the signed-rank test, adjusted for the number of comparisons
 * @verdict: what to call it
 */
struct change {
	struct interval ratio;
	double p;
	enum verdict verdict;
};

/**
 * change_of_points() - the change from base to head of points that are judged together
 * @points: the points
 * @nr: number of @points
 * @rounds: number of rounds
 *
 * Return: ratio and p, which is not adjusted; the verdict is not set.
 */
struct change change_of_points(const struct point *points, size_t nr, size_t rounds);

/**
 * is_called() - whether a change was called
 * @c: the change
 *
 * Return: true for faster and slower.
 */
bool is_called(const struct change *c);

/* Whether the functions that an operation executes have the same machine code on both sides. */
enum code { CODE_NOT_KNOWN, CODE_SAME, CODE_DIFFERS };

/**
 * struct family - all cases of one operation of one variant on one target: leaf sizes, placements,
 *	caches and sizes
 * @first: its first point; the last one is the largest
 * @nr: number of points
 * @head: the change from base to head: in each round the geometric mean over the points, weighted
 *	by how little each varies between the two builds of base
 * @null: the same from base to the second build of base
 * @curve: the curve over the sizes, and its change from base to head
 * @code: whether the code is the same; set by the caller of verdicts_make()
 */
struct family {
	const struct point *first;
	size_t nr;
	struct change head;
	struct change null;
	struct curve curve;
	enum code code;
};

/**
 * struct verdicts - all of a comparison
 * @families: the families
 * @nr: number of @families
 * @points: change of each point of struct rounds: adjusted within called families, p is NaN in
 *	others
 * @false_calls: families in which the null arm was called faster or slower
 * @false_rate: upper end of the 95 % interval of that rate
 * @fewest: rounds without which nothing can be called
 * @geometric_mean: of the ratios of all families
 * @overall: what to call the whole
 */
struct verdicts {
	struct family *families;
	size_t nr;
	struct change *points;
	size_t false_calls;
	double false_rate;
	size_t fewest;
	double geometric_mean;
	enum verdict overall;
};

/**
 * verdicts_make() - judge a comparison
 * @v: receives the verdicts; to be released with verdicts_free()
 * @r: the comparison
 * @limits: what counts as a change
 *
 * Families come first, corrected by Holm; then the points of a called family, corrected by
 * Benjamini and Hochberg. If the null arm was called, nothing can be told from this session.
 *
 * Return: 0, or -ENOMEM after one line on stderr.
 */
int verdicts_make(struct verdicts *v, const struct rounds *r, const struct limits *limits);

/**
 * verdicts_apply_code() - call no change where the code is the same
 * @v: the verdicts, with @code of the families set
 * @r: the comparison that they are made of
 *
 * The times then differ because of the layout of the code or the machine. The points of such a
 * family are not judged.
 */
void verdicts_apply_code(struct verdicts *v, const struct rounds *r);

/**
 * verdicts_are_narrower() - whether all changes are known as exactly as asked for
 * @v: the verdicts
 * @rounds: rounds that they are made of
 * @width: how far the ends of an interval may be from its estimate, as a part of it
 *
 * This does not look at where the intervals lie. Rounds that agree by chance make them narrow a
 * little more often, so measuring until it holds calls slightly more changes falsely.
 *
 * Return: true if the intervals of both arms are as narrow in all families, and there are enough
 * rounds for anything to be called.
 */
bool verdicts_are_narrower(const struct verdicts *v, size_t rounds, double width);

/**
 * verdicts_free() - release the verdicts
 * @v: what verdicts_make() filled
 */
void verdicts_free(struct verdicts *v);

#endif /* RESULTS_VERDICT_H */
