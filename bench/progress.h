/* SPDX-License-Identifier: GPL-2.0-only */
/* The progress line: which case is being measured, and the time left. */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stddef.h>

/**
 * progress_begin() - start the clock
 * @nr: number of cases
 * @weight: sum of the weights of the cases that are to be measured
 */
void progress_begin(size_t nr, double weight);

/**
 * progress_case() - a case begins
 * @number: its number, from 1
 * @id: its id
 * @weight: its weight
 */
void progress_case(size_t number, const char *id, double weight);

/**
 * progress_show() - show how far the case is, on a terminal five times a second, else every 10 s
 * @part: part of the case that is done, 0 to 1
 */
void progress_show(double part);

/** progress_case_done() - the case was measured */
void progress_case_done(void);

/**
 * progress_end() - clear the line
 *
 * Return: seconds since progress_begin().
 */
double progress_end(void);

#endif
