// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what is accepted as a sample: names, numbers and texts of an untrusted file. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/printable.h"
#include "results/format/sample.h"
#include "samples.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads a line with stderr in memory; 0 if it is a sample. The caller frees the strings. */
static int read_line(const char *line, struct bench_sample *s, void **strings, char *message,
		     size_t size)
{
	FILE *terminal = stderr, *memory = fmemopen(message, size, "w");
	int ret;

	if (memory)
		stderr = memory;
	ret = sample_from_line(s, line, strlen(line), "file", 1, strings);
	stderr = terminal;
	if (memory)
		fclose(memory);
	free((void *)s->ns_reps);
	s->ns_reps = NULL;
	return ret;
}

/* A valid line with one member replaced by JSON text. */
static int read_with(const char *key, const char *json, char *message, size_t size)
{
	static const double reps[] = { 100, 110, 120 };
	struct bench_sample s = test_sample(515, 110);
	json_t *object, *value = json_loads(json, JSON_DECODE_ANY, NULL);
	void *strings = NULL;
	char *line;
	int ret;

	s.ns_min = 100;
	s.ns_reps = reps;
	s.reps = 3;
	line = sample_to_line(&s);
	object = json_loads(line, 0, NULL);
	free(line);
	if (value)
		json_object_set_new(object, key, value);
	else
		json_object_del(object, key);
	line = json_dumps(object, JSON_COMPACT);
	ret = read_line(line, &s, &strings, message, size);
	sample_strings_free(strings);
	json_decref(object);
	free(line);
	return ret;
}

static void check_refused(const char *key, const char *json)
{
	char message[512] = "";

	ktap_check(read_with(key, json, message, sizeof(message)) == -22, __FILE__, __LINE__,
		   "\"%s\":%s is accepted", key, json);
	ktap_check(strstr(message, key), __FILE__, __LINE__, "the message for %s is: %s", key,
		   message);
}

static void check_accepted(const char *key, const char *json)
{
	char message[512] = "";

	ktap_check(!read_with(key, json, message, sizeof(message)), __FILE__, __LINE__,
		   "\"%s\":%s is refused: %s", key, json, message);
}

static void test_names(void)
{
	static const char *const name_keys[] = { "run", "case", "tier", "arch", "kernel", "target",
						 "format", "op", "variant", "leaf", "placement",
						 "cache", "clock" };
	static const char *const bad[] = {
		"\"7.3.4`touch PWNED`\"", "\"a\\\".system(\\\"touch PWNED\\\").\\\"\"",
		"\"a\\nb\"", "\"a\\u001b[31m\"", "\"/../../x\"", "\"..\"", "\"-x\"", "\"a b\"",
		"\"a/b\"",
		"\"a\\\\b\"", "\"a$b\"", "\"a{b}\"", "\"\\u00e4\"", "17", "null", "[\"a\"]",
		"\"a123456789012345678901234567890123456789012345678901234567890123\"",
	};
	char key[16];

	for (size_t k = 0; k < sizeof(name_keys) / sizeof(name_keys[0]); k++) {
		snprintf(key, sizeof(key), "%s", name_keys[k]);
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			check_refused(key, bad[i]);
		check_accepted(key, "\"7.3.4-rc1+2~deb13_x.y\"");
		check_accepted(key, "\"a1234567890123456789012345678901234567890"
				    "1234567890123456789012\"");
	}
	check_refused("kernel", "\"\"");
	check_accepted("clock", "\"\"");
}

static void test_numbers(void)
{
	check_refused("tables", "-1");
	check_refused("tables", "9223372036854775807");
	check_refused("tables", "1.5");
	check_refused("tables", "\"5\"");
	check_refused("batch", "0");
	check_refused("batch", "4294967296");
	check_refused("case_samples", "0");
	check_refused("order", "64");
	check_refused("reps", "4");
	check_refused("reps", "1000000000");
	check_refused("ns_median", "-1");
	check_refused("ns_median", "1e300");
	check_refused("ns_median", "true");
	check_refused("ns_min", "111");
	check_refused("instructions", "-5");
	check_refused("cycles", "-1");
	check_refused("page_walks", "\"none\"");
	check_refused("ns_reps", "[100, 110]");
	check_refused("ns_reps", "[100, 110, -1]");
	check_refused("ns_reps", "[100, 110, \"x\"]");
	check_refused("ns_reps", "{}");
	check_refused("hugepages", "1");
	check_accepted("ns_median", "110.5");
	check_accepted("instructions", "null");
	check_accepted("cycles", "1e9");
	check_accepted("llc_misses", "null");
	check_accepted("reads", "null");
	check_accepted("iova_limit", "9223372036854775807");
	check_accepted("workers", "0");
}

static void test_lines(void)
{
	static const char *const bad[] = {
		"", "{}", "[]", "{\"schema\":2}", "{\"schema\":1}", "{\"schema\":1,\"schema\":1}",
		"{\"schema\":1e999}", "\x1b[31mred", "{\"schema\":1,\"run\":\"\x1b[31m\"}",
	};
	struct bench_sample s;
	void *strings = NULL;
	char message[512];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(message, 0, sizeof(message));
		CHECK(read_line(bad[i], &s, &strings, message, sizeof(message)) == -22);
		for (const char *c = message; *c; c++)
			CHECK((*c >= ' ' && *c <= '~') || *c == '\n');
	}
	sample_strings_free(strings);
}

static void test_refusal_text(void)
{
	struct bench_sample s = test_sample(515, 110);
	char message[512], *line;
	void *strings = NULL;

	s.reps = 0;
	s.refused = "spread\x1b[31m of 30 %\n";
	line = sample_to_line(&s);
	CHECK(line && !read_line(line, &s, &strings, message, sizeof(message)));
	CHECK_TEXT(s.refused, "spread?[31m of 30 %?");
	free(line);
	sample_strings_free(strings);
}

/* What is written can be read: a name that is no valid one is refused when it is written. */
static void test_round_trip(void)
{
	struct bench_sample s = test_sample(515, 110), back;
	FILE *terminal = stderr, *memory;
	char message[512], *line;
	void *strings = NULL;

	s.reps = 0;
	s.refused = "no time";
	line = sample_to_line(&s);
	CHECK(line && !strchr(line, '\n')[1]);
	CHECK(!read_line(line, &back, &strings, message, sizeof(message)));
	CHECK(back.tables == 515 && back.reps == 0 && back.instructions < 0);
	CHECK_TEXT(back.target, "vtdss-48");
	free(line);
	sample_strings_free(strings);
	s.kernel = "7.3.4 with a blank";
	memory = fmemopen(message, sizeof(message), "w");
	stderr = memory;
	line = sample_to_line(&s);
	stderr = terminal;
	fclose(memory);
	CHECK(!line);
}

/* Null where the processor did not count; lines from before have no such field. */
static void test_hardware_counts(void)
{
	struct bench_sample s = test_sample(515, 110), back;
	char message[512], *line, *at;
	void *strings = NULL;

	s.reps = 0;
	s.refused = "no time";
	s.cycles = 25750;
	s.dtlb_misses = 12.5;
	line = sample_to_line(&s);
	CHECK(line && strstr(line, "\"cycles\":25750.0,\"llc_misses\":null,"
				   "\"dtlb_misses\":12.5,\"page_walks\":null"));
	CHECK(line && !strstr(line, "\"reads\""));
	CHECK(!read_line(line, &back, &strings, message, sizeof(message)));
	CHECK(back.cycles == 25750 && back.dtlb_misses == 12.5);
	CHECK(back.llc_misses == -1 && back.page_walks == -1 && back.reads == -1);
	at = strstr(line, ",\"cycles\"");
	memmove(at, strstr(at, ",\"refused\""), strlen(strstr(at, ",\"refused\"")) + 1);
	CHECK(!read_line(line, &back, &strings, message, sizeof(message)));
	CHECK(back.cycles == -1 && back.dtlb_misses == -1 && back.tables == 515);
	free(line);
	sample_strings_free(strings);
}

/* Median 30, deviations 20, 10, 0, 10, 70: their median is 10. */
static void test_statistics(void)
{
	static const double reps[] = { 100, 10, 20, 40, 30 };
	struct bench_sample s = test_sample(10, 0);
	char reason[160];

	s.ns_reps = reps;
	s.reps = 5;
	s.batch = 100;
	s.timer_ns = 1;
	CHECK(!sample_summarize(&s, reason, sizeof(reason)));
	CHECK_NEAR(s.ns_median, 30);
	CHECK_NEAR(s.ns_min, 10);
	CHECK_NEAR(s.ns_mad, 10);
	CHECK_NEAR(s.ns_per_table, 3);
	/* A MAD of a third of the median. */
	CHECK(s.refused && strstr(s.refused, "33 %"));
}

static void test_printable(void)
{
	char text[] = "a\tb\x1b\xc3\xa4~ \x7f";

	make_printable(text);
	CHECK_TEXT(text, "a?b???~ ?");
}

const struct test sample_tests[] = {
	{ "names", test_names },
	{ "numbers", test_numbers },
	{ "lines", test_lines },
	{ "refusal_text", test_refusal_text },
	{ "round_trip", test_round_trip },
	{ "hardware_counts", test_hardware_counts },
	{ "statistics", test_statistics },
	{ "printable", test_printable },
	{ NULL, NULL },
};
