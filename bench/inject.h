/* SPDX-License-Identifier: GPL-2.0-only */
/* Adds work to timed regions, so that a comparison can be shown to find it. */
#ifndef BENCH_INJECT_H
#define BENCH_INJECT_H

#include <stdint.h>

/* More would be no test of a comparison. */
#define INJECT_MAX_PERCENT	100.0

/* How much is added, as a part of the region; without any, the region is not touched. */
extern double inject_percent;

/**
 * inject_set() - add work to all timed regions from now on
 * @percent: how much; 0 for none, at most INJECT_MAX_PERCENT
 *
 * Measures how fast this processor works, which takes some 10 ms.
 */
void inject_set(double percent);

/**
 * inject_work() - do the work set by inject_set()
 * @ns: length of the region so far, in nanoseconds
 *
 * The number of steps is proportional to @ns and to the speed that inject_set() measured: a
 * processor that has become slower since takes longer for them, as for any other code.
 */
void inject_work(uint64_t ns);

#endif
