/* SPDX-License-Identifier: GPL-2.0-only */
/* Two histories into one. */
#ifndef RESULTS_HISTORY_MERGE_H
#define RESULTS_HISTORY_MERGE_H

#include "database.h"

/**
 * struct merge_sum - what a history brought
 * @added: runs that the other one did not have
 * @replaced: runs that it had with fewer sessions
 * @there: runs that it had
 * @changes: reported changes that it did not have
 */
struct merge_sum {
	unsigned long long added, replaced, there, changes;
};

/**
 * history_merge() - add what another history has
 * @to: history, within a transaction that the caller ends
 * @from: the other one, which is only read
 * @sum: receives what it brought
 *
 * Runs are the same if machine, begin and id are. Of one with different results the one with more
 * sessions stays, which is the one that was resumed; of equal ones the one with the larger digest,
 * so that both orders of merging end alike. Merging twice changes nothing.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int history_merge(struct history *to, struct history *from, struct merge_sum *sum);

#endif /* RESULTS_HISTORY_MERGE_H */
