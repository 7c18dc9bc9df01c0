/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the conformance of two trees. */
#ifndef RESULTS_COMPARE_CHECKS_H
#define RESULTS_COMPARE_CHECKS_H

#include "ktap_sum.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct check_change - a test whose result differs
 * @path: its name, with those of the lists that it is in
 * @base: result on base, NR_KTAP_RESULTS if base has no such test
 * @head: result on head, likewise
 */
struct check_change {
	char *path;
	enum ktap_result base, head;
};

/**
 * struct checks - conformance of both sides
 * @known: both sides were checked
 * @base: number of tests of base, by result
 * @head: the same of head
 * @changes: tests whose results differ, those that newly fail first
 * @nr: number of @changes
 * @newly_failing: number of tests that fail on head, and not on base
 */
struct checks {
	bool known;
	size_t base[NR_KTAP_RESULTS], head[NR_KTAP_RESULTS];
	struct check_change *changes;
	size_t nr, newly_failing;
};

/**
 * checks_read() - compare the conformance of both sides of a comparison
 * @c: receives it; to be released with checks_free()
 * @dir: directory of the comparison, which has base-check/ and head-check/
 *
 * Return: 0, also if the sides were not checked; -ENOMEM after one line on stderr.
 */
int checks_read(struct checks *c, const char *dir);

/**
 * checks_free() - release it
 * @c: what checks_read() filled
 */
void checks_free(struct checks *c);

/**
 * checks_print() - print what differs
 * @c: conformance of both sides
 * @out: where to; nothing is printed if it is not known
 */
void checks_print(const struct checks *c, FILE *out);

/**
 * checks_markdown() - print what differs as Markdown
 * @c: conformance of both sides
 * @out: where to; nothing is printed if nothing differs
 */
void checks_markdown(const struct checks *c, FILE *out);

/**
 * checks_json() - the same for other programs
 * @c: conformance of both sides
 *
 * Return: an object, or null if it is not known.
 */
json_t *checks_json(const struct checks *c);

#endif /* RESULTS_COMPARE_CHECKS_H */
