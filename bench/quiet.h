/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether another thread uses the core.
 *
 * In a virtual machine the second thread of a core may belong to someone else. It slows a program
 * down by up to two times, for milliseconds or seconds, and steal time does not show it. A loop of
 * independent additions does: it uses all integer units of the core, so that it takes twice as long
 * when it has to share them. It does not see who shares caches or memory.
 */
#ifndef BENCH_QUIET_H
#define BENCH_QUIET_H

#include <stdbool.h>

/**
 * quiet_now() - look whether this thread has the core to itself
 *
 * Takes some 3 us. What counts as fast is what was fastest in this process; the first call takes
 * some 10 ms to learn it.
 *
 * Return: true if it has.
 */
bool quiet_now(void);

/**
 * quiet_wait() - wait until this thread has the core to itself
 * @ns: for how long, in nanoseconds
 *
 * Neither reads nor writes memory, so that caches stay as they are.
 *
 * Return: true if it has.
 */
bool quiet_wait(double ns);

#endif
