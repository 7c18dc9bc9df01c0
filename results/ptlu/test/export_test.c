// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of ptlu export: what each format escapes, that nothing refused is exported, and what is
 * printed where there is nothing to export. scripts/test/export holds the formats against readers.
 */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/export/formats.h"
#include "results/ptlu/names.h"
#include "samples.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)
#define HAS_NO(text, part)                                                                         \
	ktap_check(!strstr(text, part), __FILE__, __LINE__, "\"%s\" in: %s", part, text)

/* Texts with what the formats have a meaning for. */
#define ENV                                                                                        \
	"{\"run\":\"r1\",\"tree\":{\"version\":\"a, \\\"b\\\" \\\\ <c> & 'd'\\n\\u001b\","         \
	"\"hash\":\"12ab\",\"tier\":\"host\",\"arch\":\"x86_64\"},"                                \
	"\"build\":{\"compiler\":\"gcc \\\"12\\\"\"},\"ptlu\":{\"revision\":\"abc\"},"             \
	"\"sessions\":[{\"start\":\"2026-11-26T20:38:53Z\"}]}"

#define SUITE	"        "
#define CASE	"            "
/* A test of each result, and a program that ends within the suite. */
#define KTAP                                                                                       \
	"KTAP version 1\n1..2\n# kernel: 7.3.4\n"                                                  \
	"    KTAP version 1\n    # Subtest: plain\n    1..2\n"                                     \
	SUITE "KTAP version 1\n" SUITE "# Subtest: s<1>\n" SUITE "1..4\n"                          \
	"[    1.0] a console's line\n"                                                             \
	SUITE "ok 1 test_a [RULE-1 RULE-2]\n"                                                      \
	SUITE "# test_b: \"x\" & <y> \033[31m at b.c:3\n" SUITE "## Subtest: no list\n"            \
	SUITE "not ok 2 test_b\n"                                                                  \
	CASE "KTAP version 1\n" CASE "# Subtest: test_c\n" CASE "1..2\n"                           \
	CASE "ok 1 x/y # SKIP not \"here\" # SKIP\n" CASE "ok 2 z # XFAIL the tree's\n"            \
	SUITE "ok 3 test_c\n"                                                                      \
	"not ok 1 plain\n"

/* What is read of it, without consoles, and with a test for the program that ended. */
static const char normal[] =
	"KTAP version 1\n1..2\n"
	"    KTAP version 1\n    # Subtest: plain\n    1..2\n"
	SUITE "KTAP version 1\n" SUITE "# Subtest: s<1>\n" SUITE "1..3\n"
	SUITE "ok 1 test_a [RULE-1 RULE-2]\n"
	SUITE "# test_b: \"x\" & <y> ?[31m at b.c:3\n" SUITE "# - Subtest: no list\n"
	SUITE "not ok 2 test_b\n"
	CASE "KTAP version 1\n" CASE "# Subtest: test_c\n" CASE "1..2\n"
	CASE "ok 1 x/y # SKIP not \"here\" _ SKIP\n" CASE "ok 2 z # XFAIL the tree's\n"
	SUITE "ok 3 test_c\n"
	"    not ok 1 s<1>\n"
	"    # ended inside s<1>\n    not ok 2 comes to its end\n"
	"not ok 1 plain\n"
	"# ended before all of its tests\nnot ok 2 comes to its end\n"
	"# Totals: pass:1 fail:1 xfail:1 xpass:0 skip:1 error:2\n";

static void write_run_file(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/run/%s", fuzz_directory(), name);
	if (text)
		CHECK(!write_whole_file(path, text, strlen(text)));
	else
		unlink(path);
}

/* A run with these files; NULL for one that it does not have. */
static void make_run(const char *samples, const char *env, const char *ktap)
{
	CHECK(!fuzz_begin());
	CHECK(!fuzz_unpack((const uint8_t *)"", 0));
	write_run_file("samples.jsonl", samples);
	write_run_file("env.json", env);
	write_run_file("conformance.ktap", ktap);
}

/* Lines of samples, each of a variant of its own; the caller frees them. */
static char *lines_of(struct bench_sample *samples, size_t nr)
{
	static const char *const variants[] = { "ours", "posted", "floor-api" };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < nr; i++) {
		char *line;

		samples[i].variant = variants[i];
		line = sample_to_line(&samples[i]);
		fputs(line, out);
		free(line);
	}
	fclose(out);
	return text;
}

/* The exit status of an export, and what it printed, which the caller frees. */
static int export(const char *format, char **text)
{
	char dir[128];
	char *argv[] = { "ptlu export", "-f", (char *)format, dir, NULL };
	struct output o;
	int status;

	snprintf(dir, sizeof(dir), "%s/run", fuzz_directory());
	output_begin(&o);
	status = command_export(4, argv);
	output_end(&o);
	*text = o.text;
	return status;
}

static char *exported(const char *format)
{
	char *text;
	int status = export(format, &text);

	ktap_check(!status, __FILE__, __LINE__, "%s: %s", format, text);
	return text;
}

static void check_refusal(const char *format, int status, const char *message)
{
	char *text;
	int is = export(format, &text);

	ktap_check(is == status, __FILE__, __LINE__, "%s: %d, %s", format, is, text);
	HAS(text, message);
	ktap_check(strchr(text, '\n') == strrchr(text, '\n'), __FILE__, __LINE__,
		   "more than one line: %s", text);
	free(text);
}

static void test_usage(void)
{
	make_run(NULL, NULL, NULL);
	check_refusal("xml", 2, "there is no format \"xml\"; there are: ktap junit kcidb");
	for (size_t i = 0; export_format(i); i++)
		check_refusal(export_format(i), 1, "has n");
	check_refusal("junit", 1, "has no conformance.ktap, which junit is made of; make check");
	check_refusal("csv", 1, "has no samples, which csv is made of; make bench");
	check_refusal("squad", 1, "has neither tests nor samples, which squad is made of");
	fuzz_end();
	check_refusal("csv", 1, "/run: No such file or directory");
}

static void test_refused(void)
{
	static const double times[] = { 500, 500, 500 };
	struct bench_sample samples[] = { test_sample(515, 500), test_sample(515, 500) };
	char *lines;

	for (size_t i = 0; i < 2; i++) {
		samples[i].case_samples = 2;
		samples[i].reps = 3;
		samples[i].ns_reps = times;
	}
	samples[1].refused = "it varies";
	lines = lines_of(samples, 2);
	make_run(lines, ENV, KTAP);
	for (size_t i = 0; export_format(i); i++) {
		char *text = exported(export_format(i));

		HAS_NO(text, "posted");
		HAS_NO(text, "it varies");
		free(text);
	}
	fuzz_end();
	free(lines);
	samples[0].refused = "it varies";
	lines = lines_of(samples, 2);
	make_run(lines, ENV, NULL);
	check_refusal("csv", 1, "has no sample for csv: all that it has are refused");
	check_refusal("kcidb", 1, "has no sample for kcidb: all that it has are refused");
	fuzz_end();
	free(lines);
}

/* JSON would lose one of them, and OpenMetrics takes them for an error. */
static void test_same_name(void)
{
	struct bench_sample s = test_sample(515, 500);
	char *line, *twice = NULL;

	s.case_samples = 2;
	s.reps = 3;
	s.ns_reps = (double[]){ 500, 500, 500 };
	line = sample_to_line(&s);
	CHECK(asprintf(&twice, "%s%s", line, line) > 0);
	make_run(twice, NULL, NULL);
	check_refusal("bmf", 1, "samples.jsonl has two figures of case/restore/ours; remove a line");
	fuzz_end();
	free(twice);
	free(line);
}

static void test_ktap(void)
{
	char *text;

	make_run(NULL, ENV, KTAP);
	text = exported("ktap");
	CHECK_TEXT(text, normal);
	free(text);
	fuzz_end();
}

static void test_junit(void)
{
	char *text;

	make_run(NULL, ENV, KTAP);
	text = exported("junit");
	HAS(text, "<testsuites name=\"ptlu\" tests=\"6\" failures=\"1\" errors=\"2\">");
	HAS(text, "<testsuite name=\"plain.s_1_\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\"");
	HAS(text, "value=\"a, &quot;b&quot; \\ &lt;c&gt; &amp; &#39;d&#39;??\"");
	HAS(text, "<testcase classname=\"plain.s_1_\" name=\"test_a [RULE-1 RULE-2]\"/>");
	HAS(text, "<failure message=\"test_b: &quot;x&quot; &amp; &lt;y&gt; ?[31m at b.c:3\">");
	HAS(text, "<skipped message=\"not &quot;here&quot; # SKIP\"></skipped>");
	HAS(text, "<system-out>known defect of the tree: the tree&#39;s&#10;</system-out>");
	HAS(text, "<error message=\"ended inside s&lt;1&gt;\">");
	free(text);
	fuzz_end();
}

static const char *string_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "nothing";
}

static void test_kcidb(void)
{
	static const char *const statuses[] = { "PASS", "FAIL", "SKIP", "PASS", "ERROR" };
	static const char *const paths[] = { "ptlu.plain.s_1_.test_a", "ptlu.plain.s_1_.test_b",
					     "ptlu.plain.s_1_.test_c.x_y",
					     "ptlu.plain.s_1_.test_c.z",
					     "ptlu.plain.comes_to_its_end" };
	json_t *all, *tests;
	char *text;

	make_run(NULL, ENV, KTAP);
	text = exported("kcidb");
	all = json_loads(text, 0, NULL);
	tests = json_object_get(all, "tests");
	CHECK(json_array_size(tests) == 6);
	for (size_t i = 0; i < 5; i++) {
		CHECK_TEXT(string_in(json_array_get(tests, i), "status"), statuses[i]);
		CHECK_TEXT(string_in(json_array_get(tests, i), "path"), paths[i]);
	}
	CHECK_TEXT(string_in(json_array_get(tests, 1), "log_excerpt"),
		   "test_b: \"x\" & <y> ?[31m at b.c:3\nSubtest: no list\n");
	CHECK_TEXT(string_in(json_array_get(tests, 1), "build_id"), "ptlu:r1:x86_64");
	json_decref(all);
	free(text);
	fuzz_end();
}

static void test_lava(void)
{
	char *text;

	make_run(NULL, ENV, KTAP);
	text = exported("lava");
	HAS(text, "<LAVA_SIGNAL_TESTSET START plain.s_1_>\n"
		  "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=test_a RESULT=pass>\n"
		  "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=test_b RESULT=fail>\n"
		  "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=test_c.x_y RESULT=skip>\n");
	HAS(text, "<LAVA_SIGNAL_TESTSET STOP>\n<LAVA_SIGNAL_TESTSET START plain>\n"
		  "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=comes_to_its_end RESULT=fail>\n");
	free(text);
	fuzz_end();
}

/* The rounds of make check-kernel, which writes no env.json, are tests themselves. */
static void test_rounds(void)
{
	char *text;

	make_run(NULL, NULL, "KTAP version 1\n1..2\nok 1 x86_64 a\n# time is up\nnot ok 2 x86_64 b\n");
	text = exported("ktap");
	CHECK_TEXT(text, "KTAP version 1\n1..2\nok 1 x86_64 a\n"
		   "    KTAP version 1\n    # Subtest: x86_64 b\n    1..1\n"
		   "    # time is up\n    # failed without a test\n    not ok 1 comes to its end\n"
		   "not ok 2 x86_64 b\n"
		   "# Totals: pass:1 fail:0 xfail:0 xpass:0 skip:0 error:1\n");
	free(text);
	fuzz_end();
}

/* A figure whose names are as odd as they may be. */
static void make_figures(void)
{
	struct bench_sample s = test_sample(515, 500);
	char *line;

	s.case_id = "a+b~c.d_e-9";
	s.reps = 9;
	s.ns_reps = (double[]){ 900, 100, 800, 200, 700, 300, 600, 400, 500 };
	s.ns_min = 100;
	s.instructions = 1234;
	line = sample_to_line(&s);
	make_run(line, ENV, NULL);
	free(line);
}

static void check_part(const char *format, const char *part)
{
	char *text = exported(format);

	ktap_check(strstr(text, part), __FILE__, __LINE__, "%s: no \"%s\" in: %s", format, part,
		   text);
	free(text);
}

static void test_figures(void)
{
	make_figures();
	check_part("prometheus", "tree=\"a, \\\"b\\\" \\\\ <c> & 'd'??\",tree_hash=\"12ab\"");
	check_part("prometheus", "case=\"a+b~c.d_e-9\",target=\"vtdss-48\",op=\"restore\"");
	check_part("prometheus", ",tables=\"515\"} 5e-07\n");
	check_part("openmetrics", "# UNIT ptlu_operation_seconds seconds\n");
	check_part("openmetrics", "} 1234\n# EOF\n");
	check_part("gbench", "\"repetitions\":9,\"repetition_index\":8,");
	check_part("gbench-median", "\"repetitions\":1,\"repetition_index\":0,");
	check_part("bmf", "\"value\": 500.0,\n   \"lower_value\": 200.0,\n   \"upper_value\": 800.0");
	check_part("benchfmt", "BenchmarkRestore/variant=ours/target=vtdss-48/");
	check_part("benchfmt", "/tables=515 1 900 ns/op 1234 instructions/op\n");
	check_part("otava", "2026-11-26T20:38:53Z,\"a, \"\"b\"\" \\ <c> & 'd'??\",abc,500\n");
	check_part("csv", ",500,100,50,0.971,200,800,1234\n");
	check_part("squad", "\"restore/a+b~c.d_e-9.ours\": 500.0");
	check_part("lava", "TEST_CASE_ID=a_b_c.d_e-9.ours RESULT=pass MEASUREMENT=500.000 UNITS=ns>");
	check_part("kcidb", "\"path\":\"ptlu.restore.ours.a_b_c_d_e-9\",\"status\":\"DONE\"");
	fuzz_end();
}

static void test_interval(void)
{
	static const double times[] = { 6, 1, 5, 2, 4, 3 };
	struct bench_sample s = test_sample(515, 500);
	double low = 0, high = 0;

	s.ns_reps = times;
	s.reps = 5;
	CHECK(!point_interval(&s, &low, &high));
	s.reps = 6;
	CHECK(point_interval(&s, &low, &high));
	CHECK(low == 1 && high == 6);
	s.ns_reps = NULL;
	CHECK(!point_interval(&s, &low, &high));
}

static void test_output(void)
{
	char dir[128], path[128];
	char *argv[] = { "ptlu export", "-f", "csv", "-o", path, dir, NULL };
	struct output o;

	make_figures();
	snprintf(dir, sizeof(dir), "%s/run", fuzz_directory());
	snprintf(path, sizeof(path), "%s/csv", fuzz_directory());
	output_begin(&o);
	CHECK(!command_export(6, argv));
	strcpy(path, "/dev/null");
	CHECK(command_export(6, argv) == 1);
	output_end(&o);
	HAS(o.text, "/dev/null is no regular file");
	output_free(&o);
	snprintf(path, sizeof(path), "%s/csv", fuzz_directory());
	CHECK(!access(path, R_OK));
	fuzz_end();
}

const struct test export_tests[] = {
	{ "usage", test_usage },
	{ "refused", test_refused },
	{ "same_name", test_same_name },
	{ "ktap", test_ktap },
	{ "junit", test_junit },
	{ "kcidb", test_kcidb },
	{ "lava", test_lava },
	{ "rounds", test_rounds },
	{ "figures", test_figures },
	{ "interval", test_interval },
	{ "output", test_output },
	{ NULL, NULL },
};
