/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of many runs, read by a thread for each processor while others are imported. */
#ifndef RESULTS_READ_AHEAD_H
#define RESULTS_READ_AHEAD_H

#include "run_files.h"

struct read_ahead;

/**
 * read_ahead_begin() - begin to read runs
 * @dirs: their directories; must stay until read_ahead_end()
 * @nr: number of @dirs
 *
 * At most a few more runs than there are processors are in memory.
 *
 * Return: what the other functions take; NULL after one line on stderr.
 */
struct read_ahead *read_ahead_begin(char *const *dirs, size_t nr);

/**
 * read_ahead_next() - the files of the next run, in the order of the directories
 * @a: reading
 * @r: receives them; to be released with run_files_free()
 *
 * Call it once for each directory.
 *
 * Return: 0 or a negative errno value, after one line on stderr; @r is then released.
 */
int read_ahead_next(struct read_ahead *a, struct run_files *r);

/**
 * read_ahead_end() - end reading, and release what nobody took
 * @a: reading, or NULL
 */
void read_ahead_end(struct read_ahead *a);

#endif /* RESULTS_READ_AHEAD_H */
