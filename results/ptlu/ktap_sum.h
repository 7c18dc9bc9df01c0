/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of a KTAP come to. */
#ifndef RESULTS_KTAP_SUM_H
#define RESULTS_KTAP_SUM_H

#include <stdbool.h>
#include <stdio.h>

/**
 * struct ktap_sum - numbers of tests, as the line "# Totals:" of kselftest has them
 * @passed: tests that passed
 * @failed: tests that failed
 * @xfailed: tests that show a known defect of the tree
 * @skipped: tests that were skipped
 * @errors: outermost results that are bad for no test of theirs: a program that crashed, one that
 *	fails though its tests pass
 */
struct ktap_sum {
	unsigned int passed, failed, xfailed, skipped, errors;
};

/**
 * ktap_sum_read() - count the tests of a KTAP
 * @from: what to read
 * @alone: an outermost result may be a test itself; otherwise it is an error if it has none
 * @to: where to print what is wrong with the KTAP itself, a diagnostic line for each error
 * @sum: receives the numbers
 *
 * Only leaves count, results that have no deeper ones: what stands above them is their sum. Test
 * lines count also when the program that printed them did not come to its end.
 */
void ktap_sum_read(FILE *from, bool alone, FILE *to, struct ktap_sum *sum);

/* What became of a test. */
enum ktap_result { KTAP_PASSED, KTAP_FAILED, KTAP_XFAILED, KTAP_SKIPPED, NR_KTAP_RESULTS };

/**
 * typedef ktap_visitor - called for each leaf
 * @path: the names of the lists that it is in and its own, from the outermost inwards, " / " between
 * @result: its result
 * @data: that of ktap_visit()
 */
typedef void (*ktap_visitor)(const char *path, enum ktap_result result, void *data);

/**
 * ktap_visit() - read the leaves of a KTAP
 * @from: what to read
 * @visit: called for each of them, in the order of the file
 * @data: passed to @visit
 */
void ktap_visit(FILE *from, ktap_visitor visit, void *data);

#endif /* RESULTS_KTAP_SUM_H */
