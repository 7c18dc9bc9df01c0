/* SPDX-License-Identifier: GPL-2.0-only */
/* Folded stacks: a line a stack, its functions from the outermost, and how often it was seen. */
#ifndef RESULTS_FOLDED_H
#define RESULTS_FOLDED_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct stack - one stack
 * @frames: names of its functions, the outermost first, separated by ';'
 * @samples: how often it was seen
 */
struct stack {
	char *frames;
	double samples;
};

/**
 * struct stacks - stacks in the order of their frames, none twice
 * @all: the stacks
 * @nr: number of @all
 * @room: stacks that fit before the array grows
 */
struct stacks {
	struct stack *all;
	size_t nr;
	size_t room;
};

/**
 * stacks_fold() - fold what perf script -F ip,sym prints
 * @s: receives the stacks
 * @script: output of perf script
 *
 * A stack begins below the function that ptlu-bench calls in the timed region. Samples outside of
 * it are dropped. Suffixes of the compiler, as in f.isra.0, are cut off: they differ from build to
 * build.
 *
 * Return: 0, or -ENOMEM after one line on stderr.
 */
int stacks_fold(struct stacks *s, FILE *script);

/**
 * stacks_read() - read folded stacks
 * @s: receives the stacks
 * @path: the file
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int stacks_read(struct stacks *s, const char *path);

/**
 * stacks_add() - add one stack
 * @s: stacks; out of order until stacks_merge()
 * @frames: its frames; copied
 * @samples: how often it was seen
 *
 * Return: 0 or -ENOMEM.
 */
int stacks_add(struct stacks *s, const char *frames, double samples);

/**
 * stacks_add_all() - add all stacks of others
 * @to: stacks; out of order until stacks_merge()
 * @from: others
 *
 * Return: 0 or -ENOMEM.
 */
int stacks_add_all(struct stacks *to, const struct stacks *from);

/**
 * stacks_merge() - put stacks into order and sum up those that are equal
 * @s: stacks
 */
void stacks_merge(struct stacks *s);

/**
 * stacks_self() - the samples of each function itself, without those of the functions it calls
 * @self: receives them, as stacks of one frame
 * @s: stacks
 *
 * Return: 0 or -ENOMEM.
 */
int stacks_self(struct stacks *self, const struct stacks *s);

/**
 * stacks_of() - how often a stack was seen
 * @s: stacks
 * @frames: its frames
 *
 * Return: the samples, 0 if it is not among them.
 */
double stacks_of(const struct stacks *s, const char *frames);

/**
 * stacks_total() - the samples of all stacks
 * @s: stacks
 *
 * Return: the sum.
 */
double stacks_total(const struct stacks *s);

/**
 * stacks_free() - release stacks
 * @s: stacks
 */
void stacks_free(struct stacks *s);

#endif /* RESULTS_FOLDED_H */
