/* SPDX-License-Identifier: GPL-2.0-only */
/* A JSON array that is written element by element: the largest have a hundred thousand. */
#ifndef RESULTS_EXPORT_JSON_LIST_H
#define RESULTS_EXPORT_JSON_LIST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Digits of a number; what is beyond them no clock has. */
#define EXPORT_JSON	(JSON_COMPACT | JSON_REAL_PRECISION(12))

/**
 * struct json_list - an array that is being written
 * @out: where to
 * @begun: it has an element
 * @failed: an element could not be made
 */
struct json_list {
	FILE *out;
	bool begun, failed;
};

/**
 * json_list_put() - write an element, on a line of its own
 * @l: array, all zero but for its stream at first
 * @element: the element, which is released; NULL if there was no memory for it
 */
static inline void json_list_put(struct json_list *l, json_t *element)
{
	fputs(l->begun ? ",\n" : "\n", l->out);
	l->begun = true;
	l->failed |= !element || json_dumpf(element, l->out, EXPORT_JSON);
	json_decref(element);
}

#endif /* RESULTS_EXPORT_JSON_LIST_H */
