/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings as JSON, also as a part of other JSON. */
#ifndef RESULTS_HISTORY_REPORT_JSON_H
#define RESULTS_HISTORY_REPORT_JSON_H

#include "findings.h"

#include <jansson.h>
#include <stdio.h>

/**
 * findings_to_json() - findings as JSON
 * @f: findings
 * @ksrc: kernel tree for the commands, or NULL
 *
 * Return: an object, to be released with json_decref(); NULL without memory.
 */
json_t *findings_to_json(const struct findings *f, const char *ksrc);

/**
 * print_json() - print JSON and release it
 * @json: JSON; NULL for what could not be made
 * @out: where to
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int print_json(json_t *json, FILE *out);

#endif /* RESULTS_HISTORY_REPORT_JSON_H */
