/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a comparison of two builds, as text and in forms for other programs. */
#ifndef RESULTS_COMPARE_H
#define RESULTS_COMPARE_H

#include "compare_checks.h"
#include "verdict.h"

#include <stdio.h>

/**
 * verdict_text() - a verdict in a word
 * @verdict: the verdict
 *
 * Return: "same", "faster", "slower", "cannot tell" or "noise".
 */
const char *verdict_text(enum verdict verdict);

/**
 * compare_print_verdict() - print what the session as a whole proves
 * @v: its verdicts
 * @limits: what counts as a change
 * @checks: conformance of both sides
 * @out: where to
 */
void compare_print_verdict(const struct verdicts *v, const struct limits *limits,
			   const struct checks *checks, FILE *out);

/**
 * compare_print() - print the tables of a comparison
 * @r: the comparison
 * @v: its verdicts
 * @most_points: of more points those that changed most are printed
 * @out: where to
 */
void compare_print(const struct rounds *r, const struct verdicts *v, size_t most_points, FILE *out);

/**
 * compare_markdown() - print the table of families as Markdown, and the tests whose results differ
 * @r: the comparison
 * @v: its verdicts
 * @checks: conformance of both sides
 * @out: where to
 */
void compare_markdown(const struct rounds *r, const struct verdicts *v,
		      const struct checks *checks, FILE *out);

/**
 * compare_json() - print a comparison as JSON
 * @r: the comparison
 * @v: its verdicts
 * @limits: what counts as a change
 * @checks: conformance of both sides
 * @out: where to
 *
 * Return: 0, or -ENOMEM after one line on stderr.
 */
int compare_json(const struct rounds *r, const struct verdicts *v, const struct limits *limits,
		 const struct checks *checks, FILE *out);

/**
 * compare_benchfmt() - print an arm in the format of Go's benchmarks, which benchstat reads
 * @r: the comparison
 * @arm: the arm; a line for each point and round
 * @out: where to
 */
void compare_benchfmt(const struct rounds *r, enum arm arm, FILE *out);

#endif /* RESULTS_COMPARE_H */
