/* SPDX-License-Identifier: GPL-2.0-only */
/* Lets perf record the timed regions alone: perf record --control=fifo:ctl,ack. */
#ifndef BENCH_PERF_CONTROL_H
#define BENCH_PERF_CONTROL_H

/**
 * perf_control_open() - open the named pipes of perf record
 * @pipes: "ctl,ack", as perf's option has them after "fifo:"
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int perf_control_open(const char *pipes);

/** perf_control_enable() - sample from now on; returns when perf does; nothing without pipes */
void perf_control_enable(void);

/** perf_control_disable() - sample no more */
void perf_control_disable(void);

#endif
