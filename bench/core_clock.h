/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How fast the core runs.
 *
 * A virtual machine has no counter of cycles and no governor to ask, and its core may run at the
 * nominal clock for an hour and half as fast again in the next one. What computes takes that much
 * longer, what waits for memory does not, so that even ratios move. A chain of additions, each of
 * which needs the one before, takes a cycle for each on all processors that Linux runs on.
 */
#ifndef BENCH_CORE_CLOCK_H
#define BENCH_CORE_CLOCK_H

#include <stddef.h>

/**
 * struct core_clock - what was seen of the core in all looks
 * @nr: number of looks; without any the rest is 0
 * @low: clock in GHz that 5 % of the looks are below
 * @median: median of the clock in GHz
 * @high: clock in GHz that 5 % of the looks are above
 * @additions: additions that do not need each other, for each cycle: the median. Half of what the
 *	processor can do, if the core's other thread is always at work
 */
struct core_clock {
	size_t nr;
	double low, median, high, additions;
};

/**
 * core_clock_look() - measure the clock once
 *
 * Takes some 15 us. One thread at a time may call it.
 */
void core_clock_look(void);

/**
 * core_clock_seen() - sum up all looks of this process
 * @clock: receives the result
 */
void core_clock_seen(struct core_clock *clock);

#endif /* BENCH_CORE_CLOCK_H */
