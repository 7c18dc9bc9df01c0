// SPDX-License-Identifier: GPL-2.0-only
/* Tests of how the Google Benchmark files of all cases become one, and one of medians. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "results/ptlu/cases.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A repetition and the median of one benchmark of a case. */
#define CASE(name)                                                                                 \
	"{\"context\":{\"host_name\":\"secret\"},\"benchmarks\":["                                 \
	"{\"name\":\"" name "/restore/ours\",\"family_index\":0,\"real_time\":4},"                 \
	"{\"name\":\"" name "/restore/ours_median\",\"family_index\":0,\"real_time\":5,"           \
	"\"aggregate_name\":\"median\"}]}"

static void write_case(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/cases", fuzz_directory());
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/cases/%s.json", fuzz_directory(), name);
	CHECK(!write_whole_file(path, text, strlen(text)));
}

static json_t *read_merged(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", fuzz_directory(), name);
	return json_load_file(path, 0, NULL);
}

static const json_t *entry(const json_t *file, size_t i)
{
	return json_array_get(json_object_get(file, "benchmarks"), i);
}

static void test_merge(void)
{
	json_t *all, *medians;
	const char *host;

	CHECK(!fuzz_begin());
	write_case("a", CASE("a"));
	write_case("b", CASE("b"));
	CHECK(!cases_merge(fuzz_directory()));
	all = read_merged("bench.json");
	medians = read_merged("bench-medians.json");
	CHECK(json_array_size(json_object_get(all, "benchmarks")) == 4);
	/* families are numbered through */
	CHECK(json_integer_value(json_object_get(entry(all, 3), "family_index")) == 1);
	host = json_string_value(json_object_get(json_object_get(all, "context"), "host_name"));
	CHECK_TEXT(host ? host : "none", "");
	CHECK(json_array_size(json_object_get(medians, "benchmarks")) == 2);
	CHECK_TEXT(json_string_value(json_object_get(entry(medians, 1), "name")),
		   "b/restore/ours_median");
	json_decref(all);
	json_decref(medians);
	fuzz_end();
}

/* The others are merged, and the message has no escape sequence of the file. */
static void test_bad_case(void)
{
	struct output o;
	json_t *all;
	int ret;

	CHECK(!fuzz_begin());
	write_case("a", "\033[31mred");
	write_case("b", CASE("b"));
	output_begin(&o);
	ret = cases_merge(fuzz_directory());
	output_end(&o);
	CHECK(ret);
	CHECK(strstr(o.text, "a.json"));
	CHECK(!strchr(o.text, '\033'));
	output_free(&o);
	all = read_merged("bench.json");
	CHECK(json_array_size(json_object_get(all, "benchmarks")) == 2);
	json_decref(all);
	fuzz_end();
}

/* A run of kernels has no cases. */
static void test_no_cases(void)
{
	CHECK(!fuzz_begin());
	CHECK(!cases_merge(fuzz_directory()));
	CHECK(!read_merged("bench.json"));
	fuzz_end();
}

const struct test cases_tests[] = {
	{ "merge", test_merge },
	{ "bad case", test_bad_case },
	{ "no cases", test_no_cases },
	{ NULL, NULL },
};
