/* SPDX-License-Identifier: GPL-2.0-only */
/* What ptlu export takes from a run: tests, usable figures, and what they were measured on. */
#ifndef RESULTS_EXPORT_H
#define RESULTS_EXPORT_H

#include "results/format/sample.h"
#include "results/ptlu/conditions.h"
#include "results/ptlu/ktap_sum.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a point's name. */
#define POINT_NAME	(3 * (SAMPLE_NAME_MAX + 1))

/* More levels than a KTAP has. */
#define TEST_PARTS	20

/* Bytes of the joined words of a test. */
#define TEST_WORDS	2400

/**
 * struct export_test - a test of conformance.ktap, or a program of it that ended badly
 * @parts: the names of the lists that it is in and its own, from the outermost inwards
 * @nr: number of @parts, at least 1
 * @result: its result
 * @reason: why it was skipped, which defect it shows, or how the program ended; "" if not known
 * @log: its diagnostic lines, a newline after each; "" if it has none
 * @path: what @parts point into
 *
 * Texts are printable ASCII; @log also has newlines.
 */
struct export_test {
	const char *parts[TEST_PARTS];
	size_t nr;
	enum ktap_result result;
	char *reason;
	char *log;
	char *path;
};

/**
 * struct export - a run that is exported
 * @run: its id
 * @start: when it began, as 2026-11-26T20:38:53Z; "" if not known
 * @conditions: env.json
 * @has_tests: there is a conformance.ktap
 * @tests: its tests, in the order of the file
 * @nr_tests: number of @tests
 * @numbers: number of @tests with each result
 * @set: samples.jsonl
 * @points: those samples that are not refused, each with a name of its own
 * @nr_points: number of @points
 */
struct export {
	char run[SAMPLE_NAME_MAX + 1];
	char start[32];
	struct conditions conditions;
	bool has_tests;
	struct export_test *tests;
	size_t nr_tests, numbers[NR_KTAP_RESULTS];
	struct sample_set set;
	const struct bench_sample **points;
	size_t nr_points;
};

/* What a format is made of. */
#define EXPORT_TESTS	1u
#define EXPORT_FIGURES	2u

/**
 * export_read() - read what is exported of a run
 * @e: receives it; to be released with export_free()
 * @dir: the run's directory
 * @takes: EXPORT_TESTS, EXPORT_FIGURES or both; a file that is not there is no error
 *
 * Return: 0 or a negative errno value, after one line on stderr; @e is then released.
 */
int export_read(struct export *e, const char *dir, unsigned int takes);

/**
 * export_free() - release what was read
 * @e: what export_read() filled
 */
void export_free(struct export *e);

/**
 * test_is_bad() - whether a test failed, or its program ended badly
 * @t: test
 *
 * Return: true for both.
 */
bool test_is_bad(const struct export_test *t);

/**
 * test_words() - some parts of a test's name as words, for formats that take few characters
 * @t: test
 * @from: number of the first part
 * @to: number of the part behind the last one
 * @between: what to put between two words
 * @others: characters that words may have besides letters, digits, '_' and '-'
 * @text: receives the words, TEST_WORDS bytes; what is not allowed is '_'
 *
 * The rules behind a test's name are left out.
 */
void test_words(const struct export_test *t, size_t from, size_t to, const char *between,
		const char *others, char *text);

/**
 * test_name() - the whole name of a test
 * @t: test
 * @text: receives it, " / " between the parts, TEST_WORDS bytes
 */
void test_name(const struct export_test *t, char *text);

/**
 * point_name() - the name of a figure, which no other one of the run has
 * @s: sample
 * @text: receives "case/operation/variant", POINT_NAME bytes
 *
 * It has no version of anything, so that a later run's figure has the same name.
 */
void point_name(const struct bench_sample *s, char *text);

/**
 * point_repetitions() - the times of one operation
 * @s: sample
 * @nr: receives their number, at least 1
 *
 * Return: the repetitions, or the median where the run does not have them.
 */
const double *point_repetitions(const struct bench_sample *s, size_t *nr);

/**
 * point_interval() - the 95 % interval of a median, from order statistics
 * @s: sample
 * @low: receives the lower end
 * @high: receives the upper end
 *
 * Return: whether there is one: it takes 6 repetitions.
 */
bool point_interval(const struct bench_sample *s, double *low, double *high);

#endif /* RESULTS_EXPORT_H */
