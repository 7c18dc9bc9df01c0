/* SPDX-License-Identifier: GPL-2.0-only */
/* A history anew from the files of its runs. */
#ifndef RESULTS_HISTORY_REBUILD_H
#define RESULTS_HISTORY_REBUILD_H

#include "import.h"

/**
 * history_rebuild() - empty a history and import all runs of a directory
 * @h: history, within a transaction that the caller ends
 * @dir: directory whose subdirectories are runs
 * @sum: receives what was imported
 *
 * A subdirectory without env.json is no run. What cannot be imported is named, and left out.
 * Changes that were reported stay, for what was reported is in no file of a run; those of runs that
 * are gone go, too.
 *
 * Return: number of runs that could not be imported, or a negative errno value, after one line on
 * stderr.
 */
int history_rebuild(struct history *h, const char *dir, struct import_sum *sum);

#endif /* RESULTS_HISTORY_REBUILD_H */
