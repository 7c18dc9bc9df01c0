/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison of two runs of make bench, which can prove nothing. */
#ifndef RESULTS_COMPARE_RUNS_H
#define RESULTS_COMPARE_RUNS_H

#include <stdbool.h>

/**
 * compare_runs() - print what differs between two runs
 * @base_dir: directory of one
 * @head_dir: directory of the other
 * @force: compare them though machine, compiler or options differ, by their ratios to the floor
 *	alone
 *
 * Return: an exit status: 2 after one line on stderr if they cannot be compared, else 3, for one
 * process of each side proves nothing.
 */
int compare_runs(const char *base_dir, const char *head_dir, bool force);

#endif /* RESULTS_COMPARE_RUNS_H */
