/* SPDX-License-Identifier: GPL-2.0-only */
/* Exact counts of a run, and what differs between those of two runs, function by function. */
#ifndef RESULTS_COUNTS_H
#define RESULTS_COUNTS_H

#include "results/format/sample.h"

#include <stdbool.h>
#include <stdio.h>

/* A change of less than this part is none: the start of a process is not wholly the same. */
#define COUNT_THRESHOLD	0.001

/**
 * struct function_line - instructions that an operation spends in one function
 * @key: case, operation and variant, separated by tabs
 * @function: the function
 * @instructions: their number
 */
struct function_line {
	char *key;
	char *function;
	double instructions;
};

/**
 * struct counts - the counts of a run
 * @dir: the run's directory
 * @set: its samples
 * @functions: its functions.tsv, sorted; empty if there is none
 * @nr_functions: number of @functions
 */
struct counts {
	const char *dir;
	struct sample_set set;
	struct function_line *functions;
	size_t nr_functions;
};

/**
 * counts_read() - read the counts of a run
 * @c: receives them; to be released with counts_free()
 * @dir: the run's directory, kept
 *
 * Return: 0 or a negative errno value, after one line on stderr; @c is then released.
 */
int counts_read(struct counts *c, const char *dir);

/**
 * counts_read_functions() - read which functions a run executes, without its samples
 * @c: receives them; to be released with counts_free()
 * @path: the run's functions.tsv, or lines of it; none is no error
 *
 * Return: 0 or a negative errno value, after one line on stderr; @c is then released.
 */
int counts_read_functions(struct counts *c, const char *path);

/**
 * counts_free() - release the counts
 * @c: what counts_read() or counts_read_functions() filled; may be all zero
 */
void counts_free(struct counts *c);

/**
 * struct function_difference - what a function of one operation takes in two runs
 * @function: the function; the string belongs to a run's counts
 * @base: its instructions in one run
 * @head: its instructions in the other one
 */
struct function_difference {
	const char *function;
	double base;
	double head;
};

/**
 * counts_functions() - the functions in which the counts of an operation differ
 * @base: one run
 * @head: the other one
 * @s: the operation, a sample of either
 * @nr: receives the number of functions
 *
 * Context: the caller frees the array.
 * Return: the functions, the largest difference first; NULL without memory.
 */
struct function_difference *counts_functions(const struct counts *base, const struct counts *head,
					     const struct bench_sample *s, size_t *nr);

/* Whether an operation is of interest. */
typedef bool (*counts_filter)(const struct bench_sample *s, const void *data);

/**
 * counts_compare() - print what differs between the counts of two runs
 * @base: one run
 * @head: the other one
 * @wanted: which operations are compared, NULL for all
 * @data: passed to @wanted
 * @out: where to
 *
 * Return: number of operations whose instructions grew by COUNT_THRESHOLD or more.
 */
size_t counts_compare(const struct counts *base, const struct counts *head, counts_filter wanted,
		      const void *data, FILE *out);

/**
 * counts_ratio() - the geometric mean of the ratios of instructions, head to base
 * @base: one run
 * @head: the other one
 * @wanted: which operations are compared, NULL for all
 * @data: passed to @wanted
 *
 * Return: the mean; NaN if the runs have no operation in common.
 */
double counts_ratio(const struct counts *base, const struct counts *head, counts_filter wanted,
		    const void *data);

#endif /* RESULTS_COUNTS_H */
