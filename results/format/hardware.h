/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether this process may use the processor's counters. */
#ifndef RESULTS_FORMAT_HARDWARE_H
#define RESULTS_FORMAT_HARDWARE_H

/**
 * hardware_counters_missing() - why there are no hardware counters
 *
 * Return: NULL if instructions can be counted, else the reason in a few words.
 */
const char *hardware_counters_missing(void);

#endif /* RESULTS_FORMAT_HARDWARE_H */
