/* SPDX-License-Identifier: GPL-2.0-only */
/* Which families look changed in a run, and are to be measured again. */
#ifndef RESULTS_HISTORY_CANDIDATES_H
#define RESULTS_HISTORY_CANDIDATES_H

#include "database.h"

#include <stdio.h>

/**
 * candidates_print() - print the families that look changed in a run, the least likely first
 * @h: history
 * @run: name of a run, which is the newest one of its machine that may be compared
 * @out: where to
 *
 * A line has eight fields, separated by tabs: tier, architecture, target ("all" for a family of all
 * targets), operation, variant, row of the first run that looks changed, name of the run whose
 * program is to run beside that of the night, and the targets to measure. Families that change on
 * all targets have one line. Tiers other than the host are left out: ptlu-rounds has none.
 *
 * Return: number of lines, or a negative errno value, after one line on stderr.
 */
long candidates_print(struct history *h, const char *run, FILE *out);

#endif /* RESULTS_HISTORY_CANDIDATES_H */
