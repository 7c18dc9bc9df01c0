/* SPDX-License-Identifier: GPL-2.0-only */
/* How noisy the machine was while a run was measured, and how far its figures can be trusted. */
#ifndef RESULTS_NOISE_H
#define RESULTS_NOISE_H

#include "run.h"

#include <stdio.h>

/* From worst to best. */
enum trust { TRUST_LOW, TRUST_FAIR, TRUST_HIGH };

/**
 * struct noise - what disturbed a run
 * @within: how far repetitions of the lower bound are from their median, as a part of it: the
 *	median over the cases; negative if the run has no lower bound
 * @between: how far the lower bound of one size is apart from case to case, that is over the run,
 *	likewise; negative if no two cases have the same size
 * @busy: part of the repetitions while which another thread used the core; negative if that was
 *	not looked for
 * @steal: part of the time that the hypervisor gave to other machines; negative if not known
 * @load: processes that waited or ran when the run began, besides it; negative if not known
 * @trust: the grade
 * @reason: what kept the run from a better grade, "" for the best
 */
struct noise {
	double within, between, busy, steal, load;
	enum trust trust;
	char reason[80];
};

/**
 * noise_of() - judge a run
 * @n: receives the result
 * @run: the run
 *
 * The lower bound (floor-mem) does the same work in each case of a size, so what it varies by is
 * the machine's.
 *
 * Return: 0 or -ENOMEM.
 */
int noise_of(struct noise *n, const struct run *run);

/**
 * noise_print() - print two lines: what was seen, and the grade
 * @run: the run
 * @out: where to; nothing is printed of runs in kernels, which count instructions
 */
void noise_print(const struct run *run, FILE *out);

#endif /* RESULTS_NOISE_H */
