/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of runs into a history. */
#ifndef RESULTS_HISTORY_IMPORT_H
#define RESULTS_HISTORY_IMPORT_H

#include "database.h"
#include "run_files.h"

/* What became of a run. */
enum imported { IMPORT_NEW, IMPORT_CHANGED, IMPORT_THERE };

/**
 * struct import_sum - what runs have brought
 * @runs: number of runs by what became of them
 * @samples: times and counts of runs that were new or had changed
 * @tests: results of tests of these
 */
struct import_sum {
	unsigned long long runs[IMPORT_THERE + 1];
	unsigned long long samples;
	unsigned long long tests;
};

/**
 * import_run() - import a run
 * @h: history, within a transaction that the caller ends
 * @files: the run's files
 * @sum: what it brings is added to this
 *
 * A run is the same as one in the history if machine, begin and id are. It is left alone then if
 * its files have the same bytes, and otherwise replaced: it was resumed.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int import_run(struct history *h, struct run_files *files, struct import_sum *sum);

/**
 * import_runs() - read runs and import them, each in a transaction of its own
 * @h: history
 * @dirs: their directories
 * @nr: number of @dirs
 * @sum: what they bring is added to this
 *
 * Return: number of runs that could not be imported, each after one line on stderr; a negative
 * errno value if nothing could be done.
 */
int import_runs(struct history *h, char *const *dirs, size_t nr, struct import_sum *sum);

#endif /* RESULTS_HISTORY_IMPORT_H */
