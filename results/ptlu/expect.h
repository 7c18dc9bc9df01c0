/* SPDX-License-Identifier: GPL-2.0-only */
/* How many tests a check must have: of each job and suite, on each target. */
#ifndef RESULTS_EXPECT_H
#define RESULTS_EXPECT_H

#include <stdio.h>

/**
 * expect_write() - write the table of what a check has
 * @ktap: the check
 * @to: receives a line "job, suite, number, targets" for each set of targets with as many tests,
 *	separated by tabs
 *
 * A test is a leaf of a suite whose name begins with "ptlu-": the tree's own suites differ from tree
 * to tree. Its target is the first word of its name, if the suite runs it for several.
 *
 * Return: 0 or -ENOMEM, after one line on stderr.
 */
int expect_write(FILE *ktap, FILE *to);

/**
 * expect_compare() - find out whether tests are gone
 * @ktap: the check
 * @table: what expect_write() wrote
 * @path: its name, for messages
 * @suites: shell patterns of the suites that were run, separated by blanks; NULL for all
 * @targets: likewise of the targets
 * @to: receives a line for each suite and target that has fewer tests than it should have
 *
 * Jobs that the check does not have are not looked for.
 *
 * Return: the number of such lines, or a negative errno value after one line on stderr.
 */
int expect_compare(FILE *ktap, FILE *table, const char *path, const char *suites,
		   const char *targets, FILE *to);

#endif /* RESULTS_EXPECT_H */
