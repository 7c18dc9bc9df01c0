/* SPDX-License-Identifier: GPL-2.0-only */
/* New levels that a history has on record. */
#ifndef RESULTS_HISTORY_KNOWN_STEPS_H
#define RESULTS_HISTORY_KNOWN_STEPS_H

#include "findings.h"
#include "steps.h"

/**
 * known_steps_read() - read the new levels of families that are on record
 * @known: receives them; its @all is to be freed, also after an error
 * @t: times
 * @h: history
 * @machine: row of the machine
 * @mode: FINDINGS_ALL for the levels that were refuted or noise when they were measured again,
 *	FINDINGS_NEW for these and those that were reported
 *
 * Return: 0 or a negative errno value.
 */
int known_steps_read(struct steps *known, const struct times *t, struct history *h,
		     long long machine, enum findings_mode mode);

#endif /* RESULTS_HISTORY_KNOWN_STEPS_H */
