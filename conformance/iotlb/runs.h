/* SPDX-License-Identifier: GPL-2.0-only */
/* What a domain translates, as runs of addresses, whatever the sizes of its leaves. */
#ifndef PTLU_CONFORMANCE_RUNS_H
#define PTLU_CONFORMANCE_RUNS_H

#include "held.h"

#define PTLU_RUNS	1024

/**
 * struct ptlu_runs - runs in ascending order, no two of which could be one
 * @run: first and last address, and the output address of the first
 * @nr: number of runs
 */
struct ptlu_runs {
	struct ptlu_run {
		u64 first, last, phys;
	} run[PTLU_RUNS];
	unsigned int nr;
};

void ptlu_runs_add(struct ptlu_runs *runs, u64 first, u64 last, u64 phys);
void ptlu_runs_remove(struct ptlu_runs *runs, u64 first, u64 last);
bool ptlu_runs_overlap(const struct ptlu_runs *runs, u64 first, u64 last);
void ptlu_runs_of(struct ptlu_runs *runs, const struct ptlu_held_set *leaves);
bool ptlu_runs_differ(const struct ptlu_runs *is, const struct ptlu_runs *expected, char *text,
		      size_t size);

#endif
