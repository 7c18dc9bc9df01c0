/* SPDX-License-Identifier: GPL-2.0-only */
/* How the curve of an operation over the number of tables changed between two builds. */
#ifndef RESULTS_CURVE_H
#define RESULTS_CURVE_H

#include "rounds.h"

/**
 * struct curve - the time of an operation as constant + slope * tables, on both sides
 * @constant: of base, median over the rounds, in ns
 * @slope: of base, likewise, in ns per table
 * @constant_change: head minus base, in ns, with its 95 % interval
 * @slope_change: slope of head divided by slope of base, likewise
 * @per_doubling: by which factor the ratio of head to base grows when the tables double, likewise:
 *	a change of the exponent
 *
 * The curve is that of the largest case and those that differ from it in size alone. All are NaN
 * with fewer than three of them. @slope_change is 1 where a slope is not positive.
 */
struct curve {
	double constant, slope;
	struct interval constant_change, slope_change, per_doubling;
};

/**
 * curve_of() - fit the curves of both sides, round by round
 * @points: the points of a family, by growing size
 * @nr: number of @points
 * @rounds: number of rounds
 *
 * Least squares of the relative distances, so that small sizes count as much as large ones.
 *
 * Return: the curve and its changes.
 */
struct curve curve_of(const struct point *points, size_t nr, size_t rounds);

#endif /* RESULTS_CURVE_H */
