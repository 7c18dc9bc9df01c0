/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What makes a figure meaningless: a timed region of fewer steps of its clock than this (one step
 * is then more than a percent), a MAD of more than this part of the median (half of the repetitions
 * lie farther off), or too few repetitions to have a spread at all. The same in both tiers.
 */
#ifndef RESULTS_FORMAT_REFUSAL_H
#define RESULTS_FORMAT_REFUSAL_H

#define BENCH_MIN_REGION_STEPS	100
#define BENCH_SPREAD_PARTS	4
#define BENCH_MIN_REPS		3

#endif
