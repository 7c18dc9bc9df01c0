/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads of the core parallel: POSIX threads on the host tier, kernel threads in a kernel. */
#ifndef PTLU_WORKERS_H
#define PTLU_WORKERS_H

/* Number of threads that work on a domain, the calling one included. */
extern unsigned int ptlu_workers;

/**
 * ptlu_run_workers() - run a function in several threads at once
 * @nr: number of threads, the calling one included. Fewer may run, but at least the calling one.
 * @fn: the function, takes its share of the work until there is none left
 * @arg: argument of @fn
 *
 * Context: may sleep. Returns when @fn has returned in all threads.
 */
void ptlu_run_workers(unsigned int nr, void (*fn)(void *arg), void *arg);

#endif
