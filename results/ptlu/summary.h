/* SPDX-License-Identifier: GPL-2.0-only */
/* The summary of a run: its conditions, its result, and all its tables. */
#ifndef RESULTS_SUMMARY_H
#define RESULTS_SUMMARY_H

#include "run.h"

#include <stdio.h>

/**
 * summary_write() - the whole summary
 * @run: the run
 * @out: where to
 */
void summary_write(const struct run *run, FILE *out);

/**
 * summary_brief() - what a terminal shows of it: one target of each kind
 * @run: the run
 * @out: where to
 */
void summary_brief(const struct run *run, FILE *out);

#endif /* RESULTS_SUMMARY_H */
