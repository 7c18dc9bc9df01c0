// SPDX-License-Identifier: GPL-2.0-only
/* A sample: its statistics, its judgement, and its line of JSON, written and read. */
#define _GNU_SOURCE
#include "sample.h"
#include "printable.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_statistics_double.h>
#include <jansson.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sample's fields, in the order of the line, and where each is stored. */
enum field_type {
	FIELD_NAME,		/* sample_name_is_valid() */
	FIELD_TEXT_OR_NULL,	/* one line of printable text */
	FIELD_U64,
	FIELD_UINT,
	FIELD_BOOL,
	FIELD_FIGURE,		/* null where nothing was measured (reps is 0) */
	FIELD_COUNT,		/* null where nothing was counted (negative) */
	FIELD_RARE_COUNT,	/* left out where nothing was counted */
	FIELD_NUMBER,
	FIELD_REPS,
};

/*
 * Upper bounds of what a run can hold: 256 TiB of tables, 30 years, a million repetitions. Any
 * product of two numbers of tables, domains and nanoseconds that the reports form stays exact or
 * finite.
 */
#define MAX_TABLES	(1LL << 36)
#define MAX_BYTES	(1LL << 52)
#define MAX_ADDRESS	0x1p63
#define MAX_DOMAINS	(1LL << 20)
#define MAX_SAMPLES	(1LL << 16)
#define MAX_THREADS	(1LL << 16)
#define MAX_ORDER	31
#define MAX_REPS	(1LL << 20)
#define MAX_FIGURE	1e18
/* Seconds since 1970: the year 2500. */
#define MAX_TIME	16725225600LL

static const struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	bool optional;		/* a writer may leave it out */
	double max;		/* of a number; the least is 0 */
} fields[] = {
#define FIELD(name, type, optional, max) \
	{ #name, type, offsetof(struct bench_sample, name), optional, max }
	FIELD(run, FIELD_NAME, false, 0),
	{ "case", FIELD_NAME, offsetof(struct bench_sample, case_id), false, 0 },
	FIELD(case_samples, FIELD_UINT, false, MAX_SAMPLES),
	FIELD(tier, FIELD_NAME, false, 0),
	FIELD(arch, FIELD_NAME, false, 0),
	FIELD(kernel, FIELD_NAME, false, 0),
	FIELD(tree, FIELD_NAME, true, 0),
	FIELD(ptlu, FIELD_NAME, true, 0),
	FIELD(time, FIELD_U64, true, MAX_TIME),
	FIELD(target, FIELD_NAME, false, 0),
	FIELD(format, FIELD_NAME, false, 0),
	FIELD(op, FIELD_NAME, false, 0),
	FIELD(variant, FIELD_NAME, false, 0),
	FIELD(leaf, FIELD_NAME, false, 0),
	FIELD(placement, FIELD_NAME, false, 0),
	FIELD(cache, FIELD_NAME, false, 0),
	FIELD(tables, FIELD_U64, false, MAX_TABLES),
	FIELD(table_bytes, FIELD_U64, false, MAX_BYTES),
	FIELD(iova_bytes, FIELD_U64, false, MAX_ADDRESS),
	FIELD(iova_limit, FIELD_U64, true, MAX_ADDRESS),
	FIELD(order, FIELD_UINT, true, MAX_ORDER),
	FIELD(pool_unused, FIELD_U64, true, MAX_TABLES),
	FIELD(batch, FIELD_UINT, true, MAX_DOMAINS),
	FIELD(workers, FIELD_UINT, true, MAX_THREADS),
	FIELD(hugepages, FIELD_BOOL, true, 0),
	FIELD(clock, FIELD_NAME, true, 0),
	FIELD(timer_ns, FIELD_NUMBER, true, MAX_FIGURE),
	{ "reps", FIELD_U64, offsetof(struct bench_sample, reps), false, MAX_REPS },
	FIELD(ns_median, FIELD_FIGURE, false, MAX_FIGURE),
	FIELD(ns_min, FIELD_FIGURE, false, MAX_FIGURE),
	FIELD(ns_mad, FIELD_FIGURE, false, MAX_FIGURE),
	FIELD(ns_per_table, FIELD_FIGURE, false, MAX_FIGURE),
	FIELD(instructions, FIELD_COUNT, false, MAX_FIGURE),
	FIELD(cycles, FIELD_COUNT, true, MAX_FIGURE),
	FIELD(llc_misses, FIELD_COUNT, true, MAX_FIGURE),
	FIELD(dtlb_misses, FIELD_COUNT, true, MAX_FIGURE),
	FIELD(page_walks, FIELD_COUNT, true, MAX_FIGURE),
	FIELD(reads, FIELD_RARE_COUNT, true, MAX_FIGURE),
	FIELD(writes, FIELD_RARE_COUNT, true, MAX_FIGURE),
	FIELD(read_misses, FIELD_RARE_COUNT, true, MAX_FIGURE),
	FIELD(write_misses, FIELD_RARE_COUNT, true, MAX_FIGURE),
	FIELD(busy_reps, FIELD_COUNT, true, MAX_FIGURE),
	FIELD(refused, FIELD_TEXT_OR_NULL, true, 0),
	FIELD(ns_reps, FIELD_REPS, true, MAX_FIGURE),
#undef FIELD
};

#define NR_FIELDS	(sizeof(fields) / sizeof(fields[0]))

_Static_assert(sizeof(size_t) == sizeof(uint64_t), "reps is read and written as 64 bits");

#define MEMBER(s, f, type)	(*(type *)((char *)(s) + (f)->offset))

/* ---- names ---- */

bool sample_name_is_valid(const char *name)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char others[] = "._+~-";

	if (!name || !*name || !strchr(first, *name))
		return false;
	for (const char *c = name; *c; c++)
		if (!strchr(first, *c) && !strchr(others, *c))
			return false;
	return strlen(name) <= SAMPLE_NAME_MAX;
}

/* A writer may leave an optional name out, and an empty one means that it is not known. */
static bool field_takes_name(const struct field *f, const char *name)
{
	return sample_name_is_valid(name) || (f->optional && name && !*name);
}

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

/* Clocks have whole nanoseconds; a figure is of one domain of a batch. */
static json_t *number_to_json(double number)
{
	return json_real(nearbyint(number * 1000) / 1000);	/* NULL for NaN and Infinity */
}

static json_t *reps_to_json(const struct bench_sample *s)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < s->reps; i++)
		json_array_append_new(array, number_to_json(s->ns_reps[i]));
	return array;
}

/* A sample that is not of a run of ptlu-bench may leave an optional name out. */
static json_t *name_to_json(const struct field *f, const char *name)
{
	if (!name && f->optional)
		return json_string("");
	return field_takes_name(f, name) ? json_string(name) : NULL;
}

static json_t *field_to_json(const struct bench_sample *s, const struct field *f)
{
	const char *text;
	double number;

	switch (f->type) {
	case FIELD_NAME:
		return name_to_json(f, MEMBER(s, f, const char *));
	case FIELD_TEXT_OR_NULL:
		text = MEMBER(s, f, const char *);
		return text ? json_string(text) : json_null();
	case FIELD_U64:
		return json_integer((json_int_t)MEMBER(s, f, uint64_t));
	case FIELD_UINT:
		return json_integer(MEMBER(s, f, unsigned int));
	case FIELD_BOOL:
		return json_boolean(MEMBER(s, f, bool));
	case FIELD_FIGURE:
	case FIELD_COUNT:
	case FIELD_RARE_COUNT:
	case FIELD_NUMBER:
		number = MEMBER(s, f, double);
		if (f->type == FIELD_FIGURE && !s->reps)
			return json_null();
		if (f->type == FIELD_COUNT && number < 0)
			return json_null();
		return number_to_json(number);
	case FIELD_REPS:
		return reps_to_json(s);
	}
	return NULL;
}

/* Few samples have these. */
static bool is_left_out(const struct bench_sample *s, const struct field *f)
{
	return f->type == FIELD_RARE_COUNT && MEMBER(s, f, double) < 0;
}

char *sample_to_line(const struct bench_sample *s)
{
	json_t *object = json_pack("{s:i}", "schema", BENCH_SAMPLE_SCHEMA);
	char *text, *line = NULL;

	for (size_t i = 0; object && i < NR_FIELDS; i++) {
		json_t *value;

		if (is_left_out(s, &fields[i]))
			continue;
		value = field_to_json(s, &fields[i]);
		if (!value || json_object_set_new(object, fields[i].key, value)) {
			warnx("sample of case %s: field \"%s\" is missing, no name or not finite",
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

static bool in_range(const struct field *f, double number)
{
	return isfinite(number) && number >= 0 && number <= f->max;
}

static int reps_from_json(struct bench_sample *s, const struct field *f, const json_t *array)
{
	size_t nr = json_array_size(array);
	double *reps;

	if (!json_is_array(array) || nr != s->reps)
		return -EINVAL;
	reps = calloc(nr ? nr : 1, sizeof(*reps));
	if (!reps)
		return -ENOMEM;
	s->ns_reps = reps;
	for (size_t i = 0; i < nr; i++) {
		const json_t *value = json_array_get(array, i);

		reps[i] = json_number_value(value);
		if (!json_is_number(value) || !in_range(f, reps[i]))
			return -EINVAL;
	}
	return 0;
}

static int text_from_json(struct bench_sample *s, const struct field *f, const json_t *value,
			  void **strings)
{
	char text[SAMPLE_TEXT_MAX + 1];

	if (!json_is_string(value))
		return -EINVAL;
	snprintf(text, sizeof(text), "%s", json_string_value(value));
	if (f->type == FIELD_NAME && !field_takes_name(f, json_string_value(value)))
		return -EINVAL;
	make_printable(text);
	MEMBER(s, f, const char *) = intern(strings, text);
	return MEMBER(s, f, const char *) ? 0 : -ENOMEM;
}

static int integer_from_json(struct bench_sample *s, const struct field *f, const json_t *value)
{
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < 0 || (double)n > f->max)
		return -EINVAL;
	if (f->type == FIELD_U64)
		MEMBER(s, f, uint64_t) = (uint64_t)n;
	else
		MEMBER(s, f, unsigned int) = (unsigned int)n;
	return 0;
}

static int number_from_json(struct bench_sample *s, const struct field *f, const json_t *value)
{
	double number = json_number_value(value);

	if (!json_is_number(value) || !in_range(f, number))
		return -EINVAL;
	MEMBER(s, f, double) = number;
	return 0;
}

static int field_from_json(struct bench_sample *s, const struct field *f, const json_t *value,
			   void **strings)
{
	switch (f->type) {
	case FIELD_TEXT_OR_NULL:
		return json_is_null(value) ? 0 : text_from_json(s, f, value, strings);
	case FIELD_NAME:
		return text_from_json(s, f, value, strings);
	case FIELD_U64:
	case FIELD_UINT:
		return integer_from_json(s, f, value);
	case FIELD_BOOL:
		MEMBER(s, f, bool) = json_is_true(value);
		return json_is_boolean(value) ? 0 : -EINVAL;
	case FIELD_FIGURE:
	case FIELD_COUNT:
	case FIELD_RARE_COUNT:
		if (json_is_null(value)) {
			MEMBER(s, f, double) = f->type == FIELD_FIGURE ? 0 : -1;
			return 0;
		}
		/* fall through */
	case FIELD_NUMBER:
		return number_from_json(s, f, value);
	case FIELD_REPS:
		return reps_from_json(s, f, value);
	}
	return -EINVAL;
}

/* What is wrong with a field, for the person who looks at the line. */
static const char *field_fault(const struct field *f, const json_t *value)
{
	if (!value)
		return "is missing";
	switch (f->type) {
	case FIELD_NAME:
		return "is not a name of letters, digits and ._+~-, at most 63 bytes";
	case FIELD_TEXT_OR_NULL:
		return "is not a text";
	case FIELD_BOOL:
		return "is neither true nor false";
	case FIELD_REPS:
		return "is not a list of \"reps\" times";
	default:
		return "is not a number in its range";
	}
}

/* The members that can be judged together only. */
static const char *sample_fault(const struct bench_sample *s)
{
	if (!s->batch || !s->case_samples)
		return "\"batch\" and \"case_samples\" are at least 1";
	if (s->ns_reps && s->reps && s->ns_min > s->ns_median)
		return "\"ns_min\" is larger than \"ns_median\"";
	return NULL;
}

static int fields_from_json(struct bench_sample *s, const json_t *object, const char *path,
			    size_t line_nr, void **strings)
{
	const char *fault;

	for (size_t i = 0; i < NR_FIELDS; i++) {
		const json_t *value = json_object_get(object, fields[i].key);
		int ret;

		if (!value && fields[i].optional)
			continue;
		ret = value ? field_from_json(s, &fields[i], value, strings) : -EINVAL;
		if (ret == -EINVAL)
			warnx("%s:%zu: field \"%s\" %s; remove that line", path, line_nr,
			      fields[i].key, field_fault(&fields[i], value));
		else if (ret)
			warnx("%s:%zu: %s", path, line_nr, strerror(-ret));
		if (ret)
			return ret;
	}
	/* Counts, and samples from before there were several threads, have none. */
	if (!s->workers)
		s->workers = 1;
	fault = sample_fault(s);
	if (fault)
		warnx("%s:%zu: %s; remove that line", path, line_nr, fault);
	return fault ? -EINVAL : 0;
}

int sample_from_line(struct bench_sample *s, const char *line, size_t len, const char *path,
		     size_t line_nr, void **strings)
{
	json_error_t error;
	json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	int ret = -EINVAL;

	*s = (struct bench_sample){ SAMPLE_NOT_COUNTED, .batch = 1, .workers = 1, .clock = "",
				   .tree = "", .ptlu = "" };
	/* The parser's message quotes the line. */
	make_printable(error.text);
	if (!object)
		warnx("%s:%zu: not a sample (%s); remove that line", path, line_nr, error.text);
	else if (json_integer_value(json_object_get(object, "schema")) != BENCH_SAMPLE_SCHEMA)
		warnx("%s:%zu: not a sample of schema %d; use the ptlu version that wrote it", path,
		      line_nr, BENCH_SAMPLE_SCHEMA);
	else
		ret = fields_from_json(s, object, path, line_nr, strings);
	json_decref(object);
	if (ret) {
		free((void *)s->ns_reps);
		s->ns_reps = NULL;
	}
	return ret;
}
