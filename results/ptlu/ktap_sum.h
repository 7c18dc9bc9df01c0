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

/* What became of a test. KTAP_ERROR is no test's: an error of struct ktap_sum. */
enum ktap_result {
	KTAP_PASSED, KTAP_FAILED, KTAP_XFAILED, KTAP_SKIPPED, KTAP_ERROR, NR_KTAP_RESULTS
};

/**
 * struct ktap_leaf - a result that has no deeper ones, or an error
 * @path: the names of the lists that it is in and its own, from the outermost inwards, " / "
 *	between; of an error the name of the outermost result, or ""
 * @result: its result
 * @reason: what stands behind its directive, or what the error is; "" if nothing
 * @log: the diagnostic lines before it, without '#', a newline after each
 */
struct ktap_leaf {
	const char *path;
	enum ktap_result result;
	const char *reason;
	const char *log;
};

/**
 * typedef ktap_visitor - called for each leaf
 * @leaf: the leaf; its strings are valid until the call returns
 * @data: that of ktap_visit()
 */
typedef void (*ktap_visitor)(const struct ktap_leaf *leaf, void *data);

/**
 * ktap_visit() - read the leaves of a KTAP
 * @from: what to read
 * @alone: as for ktap_sum_read()
 * @visit: called for each of them, in the order of the file
 * @data: passed to @visit
 */
void ktap_visit(FILE *from, bool alone, ktap_visitor visit, void *data);

#endif /* RESULTS_KTAP_SUM_H */
