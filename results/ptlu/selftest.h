/* SPDX-License-Identifier: GPL-2.0-only */
/* Rate of false calls on equal code, and of added work that is found. */
#ifndef RESULTS_SELFTEST_H
#define RESULTS_SELFTEST_H

#include "verdict.h"

#include <stddef.h>

/* What a comparison must hold: at most so many false calls, with 95 % confidence. */
#define SELFTEST_FALSE_RATE	0.01
/* Work of which every family must be found, in per cent. */
#define SELFTEST_FOUND_PERCENT	5.0
/* Families without which "all were found" says less than 95 %, with 95 % confidence. */
#define SELFTEST_FOUND_LEAST	59

/**
 * struct selftest_tally - calls on one amount of added work
 * @percent: the work that was added to head
 * @families: families that were compared
 * @found: of them called slower
 * @faster: of them called faster
 */
struct selftest_tally {
	double percent;
	size_t families, found, faster;
};

/* Amounts of work that sessions may differ in. */
#define SELFTEST_MAX_AMOUNTS	8

/**
 * struct selftest - calls of some sessions under one threshold
 * @compared: comparisons of equal code: all null arms, and heads without added work
 * @false_calls: of them called faster or slower
 * @sessions: number of sessions
 * @amounts: the sessions with added work, by amount
 * @nr_amounts: number of @amounts
 */
struct selftest {
	size_t compared, false_calls, sessions;
	struct selftest_tally amounts[SELFTEST_MAX_AMOUNTS];
	size_t nr_amounts;
};

/**
 * selftest_add() - add a session
 * @t: the sums
 * @v: the session's verdicts
 * @percent: work that was added to its head, 0 for none
 *
 * Return: 0, or -E2BIG if sessions have too many different amounts.
 */
int selftest_add(struct selftest *t, const struct verdicts *v, double percent);

/**
 * selftest_holds() - whether comparisons are as good as they must be
 * @t: the sums of all sessions
 *
 * Return: true if false calls are at most SELFTEST_FALSE_RATE with 95 % confidence, and
 * SELFTEST_FOUND_PERCENT of work was found in each of SELFTEST_FOUND_LEAST families or more.
 */
bool selftest_holds(const struct selftest *t);

#endif /* RESULTS_SELFTEST_H */
