/* SPDX-License-Identifier: GPL-2.0-only */
/* One sample of a run by what it says of itself, and one figure of it. */
#ifndef RESULTS_SELECT_H
#define RESULTS_SELECT_H

#include "run.h"

#include <stddef.h>

#define MAX_CRITERIA	24
#define SELECT_TEXT	64

/**
 * struct selection - which sample, and which figure of it
 * @nr: number of @criteria
 * @criteria: pairs of a key, which is the index of a field, and the value that it must have
 * @field: name of the figure
 * @ratio: variant to divide by, or ""
 * @unit: unit to print a time in, or ""
 * @digits: digits behind the point; negative for the figure's own
 *
 * The text form is a list of key=value, separated by commas or blanks: target=vtdss-48,tables=max.
 * Names may be shell patterns, numbers may end in KiB, MiB, GiB or TiB, and tables=max is the
 * largest size. field=, ratio=, unit= and digits= say what is printed. A later value of a key
 * replaces an earlier one.
 */
struct selection {
	size_t nr;
	struct {
		size_t key;
		char value[SELECT_TEXT];
	} criteria[MAX_CRITERIA];
	char field[SELECT_TEXT];
	char ratio[SELECT_TEXT];
	char unit[SELECT_TEXT];
	int digits;
};

/* A selection that takes every sample, and its time. */
#define SELECT_ALL	((struct selection){ .field = "ns_median", .digits = -1 })

/**
 * selection_add() - add criteria from their text form
 * @sel: selection
 * @text: list of key=value
 * @error: receives what is wrong
 * @size: bytes of @error
 *
 * Return: 0 or -EINVAL.
 */
int selection_add(struct selection *sel, const char *text, char *error, size_t size);

/**
 * selection_take() - the samples of a run that a selection takes
 * @sel: selection
 * @run: run; its samples come first, then its counts
 * @nr: receives their number
 *
 * Context: the caller frees the array.
 * Return: the samples; NULL without memory.
 */
const struct bench_sample **selection_take(const struct selection *sel, const struct run *run,
					   size_t *nr);

/**
 * selection_figure() - the figure that a selection describes, as text
 * @sel: selection, which must take exactly one sample that has the figure
 * @run: run
 * @text: receives the figure, or what is wrong
 * @size: bytes of @text
 *
 * Return: 0 or -EINVAL.
 */
int selection_figure(const struct selection *sel, const struct run *run, char *text, size_t size);

#endif /* RESULTS_SELECT_H */
