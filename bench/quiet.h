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
 * quiet_has_patience() - look whether this process may still lose time to its neighbours
 *
 * Return: false once it has lost a third of its time since the first quiet_wait().
 */
bool quiet_has_patience(void);

/**
 * quiet_lose() - note time that was lost to neighbours
 * @ns: the time, in nanoseconds
 */
void quiet_lose(double ns);

/**
 * quiet_wait() - wait until this thread has the core to itself
 * @ns: for how long, in nanoseconds; without patience it only looks
 *
 * Neither reads nor writes memory, so that caches stay as they are. What it waits is lost.
 *
 * Return: true if it has.
 */
bool quiet_wait(double ns);

#endif
