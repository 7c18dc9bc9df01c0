/* SPDX-License-Identifier: GPL-2.0-only */
/* Who works side by side for CORE=parallel: threads on the host tier, kernel threads in a kernel. */
#ifndef PTLU_WORKERS_H
#define PTLU_WORKERS_H

/* How many work on a domain, the caller among them. */
extern unsigned int ptlu_workers;

/**
 * ptlu_run_workers() - have a function run several times side by side
 * @nr: how many times, the caller's own among them
 * @fn: what takes its share of the work until there is none; may run fewer times than @nr, once at least
 * @arg: passed to @fn
 *
 * Context: may sleep. Returns when all of them have returned.
 */
void ptlu_run_workers(unsigned int nr, void (*fn)(void *arg), void *arg);

#endif
