/* SPDX-License-Identifier: GPL-2.0-only */
/* A history that nobody measured, in a file, for measuring how long its site takes. */
#ifndef RESULTS_SITE_MADE_HISTORY_H
#define RESULTS_SITE_MADE_HISTORY_H

#include <stddef.h>

/**
 * made_history_write() - write a history with a run a night
 * @db: its file, which is not there
 * @reference: directory of the run whose points it has
 * @again: directory of another run of equal code: what differs between both is the nights' noise
 * @nights: number of nights
 *
 * Times are those of synthetic_times(), with a step of 5 % a month before the end. Each night has
 * as many tests as there are rules and targets, one in a thousand of which fails.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int made_history_write(const char *db, const char *reference, const char *again, size_t nights);

#endif /* RESULTS_SITE_MADE_HISTORY_H */
