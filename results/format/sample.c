// SPDX-License-Identifier: GPL-2.0-only
/* A sample: its statistics, its judgement, and its line of JSON, written and read. */
#define _GNU_SOURCE
#include "sample.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_statistics_double.h>
#include <jansson.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The record's fields, in the order of the line, and where each lives. */
enum field_type {
	FIELD_STRING,
	FIELD_STRING_OR_NULL,
	FIELD_U64,
	FIELD_UINT,
	FIELD_BOOL,
	FIELD_FIGURE,		/* null where nothing was measured (reps is 0) */
	FIELD_COUNT,		/* null where nothing was counted (negative) */
	FIELD_NUMBER,
	FIELD_REPS,
};

static const struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	bool optional;		/* a writer may leave it out */
} fields[] = {
#define FIELD(name, type, optional) { #name, type, offsetof(struct bench_sample, name), optional }
	FIELD(run, FIELD_STRING, false),
	{ "case", FIELD_STRING, offsetof(struct bench_sample, case_id), false },
	FIELD(case_samples, FIELD_UINT, false),
	FIELD(tier, FIELD_STRING, false),
	FIELD(arch, FIELD_STRING, false),
	FIELD(kernel, FIELD_STRING, false),
	FIELD(target, FIELD_STRING, false),
	FIELD(format, FIELD_STRING, false),
	FIELD(op, FIELD_STRING, false),
	FIELD(variant, FIELD_STRING, false),
	FIELD(leaf, FIELD_STRING, false),
	FIELD(placement, FIELD_STRING, false),
	FIELD(cache, FIELD_STRING, false),
	FIELD(tables, FIELD_U64, false),
	FIELD(table_bytes, FIELD_U64, false),
	FIELD(iova_bytes, FIELD_U64, false),
	FIELD(iova_limit, FIELD_U64, true),
	FIELD(order, FIELD_UINT, true),
	FIELD(pool_unused, FIELD_U64, true),
	FIELD(batch, FIELD_UINT, true),
	FIELD(workers, FIELD_UINT, true),
	FIELD(hugepages, FIELD_BOOL, true),
	FIELD(clock, FIELD_STRING, true),
	FIELD(timer_ns, FIELD_NUMBER, true),
	{ "reps", FIELD_U64, offsetof(struct bench_sample, reps), false },
	FIELD(ns_median, FIELD_FIGURE, false),
	FIELD(ns_min, FIELD_FIGURE, false),
	FIELD(ns_mad, FIELD_FIGURE, false),
	FIELD(ns_per_table, FIELD_FIGURE, false),
	FIELD(instructions, FIELD_COUNT, false),
	FIELD(refused, FIELD_STRING_OR_NULL, true),
	FIELD(ns_reps, FIELD_REPS, true),
#undef FIELD
};

#define NR_FIELDS	(sizeof(fields) / sizeof(fields[0]))

_Static_assert(sizeof(size_t) == sizeof(uint64_t), "reps is read and written as 64 bits");

#define MEMBER(s, f, type)	(*(type *)((char *)(s) + (f)->offset))

/* ---- statistics ---- */

static bool reps_are_times(const struct bench_sample *s)
{
	for (size_t i = 0; i < s->reps; i++)
		if (!isfinite(s->ns_reps[i]) || s->ns_reps[i] < 0)
			return false;
	return s->reps > 0;
}

static void judge(struct bench_sample *s, char *reason, size_t size)
{
	double region = s->ns_median * s->batch;

	if (s->refused)
		return;
	if (s->reps < BENCH_MIN_REPS)
		snprintf(reason, size, "%zu repetitions have no spread, %d are the least", s->reps,
			 BENCH_MIN_REPS);
	else if (region < BENCH_MIN_REGION_STEPS * s->timer_ns)
		snprintf(reason, size,
			 "timed region of %.0f ns is shorter than %d steps of the clock (%.0f ns)",
			 region, BENCH_MIN_REGION_STEPS, s->timer_ns);
	else if (s->ns_mad > BENCH_MAX_SPREAD * s->ns_median)
		snprintf(reason, size, "spread (MAD) is %.0f %% of the median, more than %.0f %%",
			 100 * s->ns_mad / s->ns_median, 100 * BENCH_MAX_SPREAD);
	else
		return;
	s->refused = reason;
}

int sample_summarize(struct bench_sample *s, char *reason, size_t size)
{
	double *work, *sorted;

	if (!reps_are_times(s)) {
		s->ns_median = s->ns_min = s->ns_mad = s->ns_per_table = 0;
		if (!s->refused) {
			snprintf(reason, size, "no repetition has a time");
			if (s->reps)
				snprintf(reason, size, "a repetition has no valid time");
			s->refused = reason;
		}
		s->reps = 0;
		return 0;
	}
	sorted = calloc(2 * s->reps, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	work = sorted + s->reps;
	memcpy(sorted, s->ns_reps, s->reps * sizeof(*sorted));
	s->ns_mad = gsl_stats_mad0(sorted, 1, s->reps, work);
	s->ns_median = gsl_stats_median(sorted, 1, s->reps);
	s->ns_min = gsl_stats_min(sorted, 1, s->reps);
	s->ns_per_table = s->tables ? s->ns_median / (double)s->tables : 0;
	free(sorted);
	judge(s, reason, size);
	return 0;
}

/* ---- to JSON ---- */

static json_t *reps_to_json(const struct bench_sample *s)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < s->reps; i++)
		json_array_append_new(array, json_real(s->ns_reps[i]));
	return array;
}

static json_t *field_to_json(const struct bench_sample *s, const struct field *f)
{
	const char *text;
	double number;

	switch (f->type) {
	case FIELD_STRING:
	case FIELD_STRING_OR_NULL:
		text = MEMBER(s, f, const char *);
		if (text)
			return json_string(text);
		return f->type == FIELD_STRING_OR_NULL ? json_null() : NULL;
	case FIELD_U64:
		return json_integer((json_int_t)MEMBER(s, f, uint64_t));
	case FIELD_UINT:
		return json_integer(MEMBER(s, f, unsigned int));
	case FIELD_BOOL:
		return json_boolean(MEMBER(s, f, bool));
	case FIELD_FIGURE:
	case FIELD_COUNT:
	case FIELD_NUMBER:
		number = MEMBER(s, f, double);
		if (f->type == FIELD_FIGURE && !s->reps)
			return json_null();
		if (f->type == FIELD_COUNT && number < 0)
			return json_null();
		return json_real(number);	/* NULL for NaN and Infinity */
	case FIELD_REPS:
		return reps_to_json(s);
	}
	return NULL;
}

char *sample_to_line(const struct bench_sample *s)
{
	json_t *object = json_pack("{s:i}", "schema", BENCH_SAMPLE_SCHEMA);
	char *text, *line = NULL;

	for (size_t i = 0; object && i < NR_FIELDS; i++) {
		json_t *value = field_to_json(s, &fields[i]);

		if (!value || json_object_set_new(object, fields[i].key, value)) {
			warnx("sample of case %s: field \"%s\" is missing or not a finite number",
			      s->case_id, fields[i].key);
			json_decref(object);
			return NULL;
		}
	}
	text = object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
	json_decref(object);
	if (!text || asprintf(&line, "%s\n", text) < 0)
		line = NULL;
	free(text);
	return line;
}

/* ---- from JSON ---- */

static int compare_strings(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Many samples share few strings: keep each once, sorted in a tree that owns them. */
static const char *intern(void **strings, const char *text)
{
	char **node = tsearch(text, strings, compare_strings);
	char *copy;

	if (!node || *node != text)
		return node ? *node : NULL;
	copy = strdup(text);
	if (!copy)
		tdelete(text, strings, compare_strings);
	else
		*node = copy;
	return copy;
}

void sample_strings_free(void *strings)
{
	tdestroy(strings, free);
}

static int reps_from_json(struct bench_sample *s, const json_t *array)
{
	size_t nr = json_array_size(array);
	double *reps;

	if (!json_is_array(array))
		return -EINVAL;
	reps = calloc(nr ? nr : 1, sizeof(*reps));
	if (!reps)
		return -ENOMEM;
	s->ns_reps = reps;
	for (size_t i = 0; i < nr; i++) {
		if (!json_is_number(json_array_get(array, i)))
			return -EINVAL;
		reps[i] = json_number_value(json_array_get(array, i));
	}
	return nr == s->reps ? 0 : -EINVAL;
}

static int field_from_json(struct bench_sample *s, const struct field *f, const json_t *value,
			   void **strings)
{
	json_int_t n = json_integer_value(value);

	switch (f->type) {
	case FIELD_STRING_OR_NULL:
		if (json_is_null(value))
			return 0;
		/* fall through */
	case FIELD_STRING:
		if (!json_is_string(value))
			return -EINVAL;
		MEMBER(s, f, const char *) = intern(strings, json_string_value(value));
		return MEMBER(s, f, const char *) ? 0 : -ENOMEM;
	case FIELD_U64:
		MEMBER(s, f, uint64_t) = (uint64_t)n;
		return json_is_integer(value) && n >= 0 ? 0 : -EINVAL;
	case FIELD_UINT:
		MEMBER(s, f, unsigned int) = (unsigned int)n;
		return json_is_integer(value) && n >= 0 && n <= UINT32_MAX ? 0 : -EINVAL;
	case FIELD_BOOL:
		MEMBER(s, f, bool) = json_is_true(value);
		return json_is_boolean(value) ? 0 : -EINVAL;
	case FIELD_FIGURE:
	case FIELD_COUNT:
		if (json_is_null(value)) {
			MEMBER(s, f, double) = f->type == FIELD_COUNT ? -1 : 0;
			return 0;
		}
		/* fall through */
	case FIELD_NUMBER:
		MEMBER(s, f, double) = json_number_value(value);
		return json_is_number(value) ? 0 : -EINVAL;
	case FIELD_REPS:
		return reps_from_json(s, value);
	}
	return -EINVAL;
}

int sample_from_line(struct bench_sample *s, const char *line, size_t len, const char *path,
		     size_t line_nr, void **strings)
{
	json_error_t error;
	json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	int ret = 0;

	*s = (struct bench_sample){ .instructions = -1, .batch = 1, .workers = 1, .clock = "" };
	if (!object) {
		warnx("%s:%zu: not a sample (%s); remove that line", path, line_nr, error.text);
		return -EINVAL;
	}
	if (json_integer_value(json_object_get(object, "schema")) != BENCH_SAMPLE_SCHEMA) {
		warnx("%s:%zu: not a sample of schema %d; use the ptlu version that wrote it", path,
		      line_nr, BENCH_SAMPLE_SCHEMA);
		ret = -EINVAL;
	}
	for (size_t i = 0; !ret && i < NR_FIELDS; i++) {
		const json_t *value = json_object_get(object, fields[i].key);

		if (!value && fields[i].optional)
			continue;
		ret = value ? field_from_json(s, &fields[i], value, strings) : -EINVAL;
		if (ret == -EINVAL)
			warnx("%s:%zu: field \"%s\" is missing or wrong; remove that line", path,
			      line_nr, fields[i].key);
		else if (ret)
			warnx("%s:%zu: %s", path, line_nr, strerror(-ret));
	}
	json_decref(object);
	if (ret) {
		free((void *)s->ns_reps);
		s->ns_reps = NULL;
	}
	return ret;
}
