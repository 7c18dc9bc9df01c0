/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions of two builds have the same machine code: the output of ptlu-code. */
#ifndef RESULTS_CODE_H
#define RESULTS_CODE_H

#include "counts.h"
#include "verdict.h"

#include <stddef.h>

/**
 * struct code_lines - the functions of a build
 * @lines: "name<tab>hash", sorted; a name has a line for each function that is called so
 * @nr: number of @lines
 * @text: what @lines point into
 */
struct code_lines {
	char **lines;
	size_t nr;
	char *text;
};

/**
 * code_read() - read the functions of a build
 * @c: receives them; empty if there is no such file; to be released with code_free()
 * @path: the output of ptlu-code
 *
 * Return: 0, or -ENOMEM after one line on stderr.
 */
int code_read(struct code_lines *c, const char *path);

/**
 * code_free() - release the functions
 * @c: what code_read() filled
 */
void code_free(struct code_lines *c);

/**
 * code_of() - compare the code that an operation executes
 * @base: functions of one build
 * @head: functions of the other one
 * @base_counts: which functions the operation executed in one build
 * @head_counts: the same of the other one
 * @sample: the operation
 *
 * Functions of libraries are in neither build, and the same in both.
 *
 * Return: whether all functions that either build executed are in both, with the same code.
 */
enum code code_of(const struct code_lines *base, const struct code_lines *head,
		  const struct counts *base_counts, const struct counts *head_counts,
		  const struct bench_sample *sample);

/**
 * code_target_len() - the target in the key of a counted function
 * @key: as in struct function_line: "target-count-tables", of live tables
 *	"target-maps-count-tables", and the operation
 *
 * Return: length of its name at the begin of @key, 0 if there is none.
 */
size_t code_target_len(const char *key);

/**
 * code_instructions() - the instructions of an operation in all of its functions
 * @counts: which functions the operation executed
 * @sample: the operation
 *
 * Return: their number, 0 if it was not counted.
 */
double code_instructions(const struct counts *counts, const struct bench_sample *sample);

#endif /* RESULTS_CODE_H */
