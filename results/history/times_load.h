/* SPDX-License-Identifier: GPL-2.0-only */
/* The times of a machine's nights, from a history. */
#ifndef RESULTS_TIMES_LOAD_H
#define RESULTS_TIMES_LOAD_H

#include "series_rows.h"
#include "times.h"

/**
 * times_load() - read the times of one machine
 * @t: receives them; to be released with times_free()
 * @h: history
 * @series: its series; must outlive @t, whose names they own
 * @machine: row of the machine
 *
 * The newest STEPS_NIGHTS runs with times that may be compared, of each point the fastest
 * repetition: it varies least from process to process.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int times_load(struct times *t, struct history *h, const struct series_rows *series,
	       long long machine);

#endif /* RESULTS_TIMES_LOAD_H */
