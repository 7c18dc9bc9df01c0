/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the stacks of two trees, function by function. */
#ifndef RESULTS_DIFFERENCE_H
#define RESULTS_DIFFERENCE_H

#include "sides.h"

/**
 * struct change - a function on both sides
 * @function: its name; belongs to the sides
 * @base_ns: its own time in one operation of base
 * @head_ns: that of head
 * @base_part: its part of the samples of base, 0 to 1
 * @head_part: that of head
 * @uncertainty: half of the 99 % interval of the difference, infinite with one process a side
 */
struct change {
	const char *function;
	double base_ns;
	double head_ns;
	double base_part;
	double head_part;
	double uncertainty;
};

/**
 * changes_make() - compare two sides
 * @base: side
 * @head: side; both must outlive the changes
 * @nr: receives the number of changes
 *
 * The processes of a side are the repetitions: the interval is that of Welch's t test on the means
 * of both sides.
 *
 * Return: the changes, the largest difference first, for free(); NULL without memory.
 */
struct change *changes_make(const struct side *base, const struct side *head, size_t *nr);

/**
 * print_difference() - print the table of the functions that changed most
 * @base: side
 * @head: side
 * @out: where to
 *
 * Return: 0 or -ENOMEM.
 */
int print_difference(const struct side *base, const struct side *head, FILE *out);

#endif /* RESULTS_DIFFERENCE_H */
