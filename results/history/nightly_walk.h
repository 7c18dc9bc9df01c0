/* SPDX-License-Identifier: GPL-2.0-only */
/* Made histories, judged night by night: what would have been reported. */
#ifndef RESULTS_HISTORY_NIGHTLY_WALK_H
#define RESULTS_HISTORY_NIGHTLY_WALK_H

#include "synthetic.h"

/* Nights of a history, and its first night with something put in on purpose. */
#define WALK_NIGHTS	60
#define WALK_CHANGED	30
/* Nights that a change may take to be found are counted up to so many. */
#define WALK_DELAYS	30
/* A change that is found so many nights from where it was put in is that one. */
#define WALK_APART	3

/* Families by what can be asked of them. */
enum group { GROUP_WIDE, GROUP_TARGET, GROUP_THREADS, NR_GROUPS };

/**
 * struct tally - what was found in histories of one kind
 * @histories: number of histories
 * @families: families that were judged, by group
 * @found: of them those whose change was found after so many nights or fewer
 * @lines: lines that reported no change, in the nights up to WALK_CHANGED
 * @later: the same in the nights from WALK_CHANGED on
 * @most: most of @later in one history
 * @threads: of @lines and @later those of families of several threads
 * @nights: nights that were judged
 * @again: families that were measured again, those of all targets as many times as targets
 * @most_again: most of @again in one night
 * @held: measurements that showed a change
 */
struct tally {
	size_t histories;
	size_t families[NR_GROUPS];
	size_t found[NR_GROUPS][WALK_DELAYS + 1];
	size_t lines, later, most, threads;
	size_t nights, again, most_again, held;
};

/**
 * struct walk_kind - a kind of histories
 * @effect: what is put in
 * @from: number of nights of the first report
 * @to: that of the last one
 * @share: part of the noise that is of the process, see synthetic_again()
 */
struct walk_kind {
	struct effect effect;
	size_t from, to;
	double share;
};

/**
 * walk_history() - judge a made history night after night, as if each had just been measured
 * @s: what it is made of
 * @kind: its kind
 * @seed: equal seeds make equal histories
 * @tally: counts what was found
 *
 * What looks changed is measured again the same night.
 *
 * Return: 0 or -ENOMEM.
 */
int walk_history(const struct synthetic *s, const struct walk_kind *kind, unsigned long seed,
		 struct tally *tally);

#endif /* RESULTS_HISTORY_NIGHTLY_WALK_H */
