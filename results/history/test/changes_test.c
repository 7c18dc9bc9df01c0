// SPDX-License-Identifier: GPL-2.0-only
/* Tests of ptlu changes: what is reported of made nights, and that it is reported once. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/fuzz/one.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)
#define HAS_NOT(text, part)                                                                        \
	ktap_check(!strstr(text, part), __FILE__, __LINE__, "\"%s\" in: %s", part, text)

/* Nights from @first to @last that are alike but for their number. */
static void import_nights(unsigned int first, unsigned int last, struct made_night n)
{
	for (n.number = first; n.number <= last; n.number++)
		CHECK(!night_import(test_path("a"), &n));
}

/* What ptlu changes prints; the exit status must be the expected one. */
static char *report(const char *options, int expected)
{
	char words[600], *text;
	int status;

	snprintf(words, sizeof(words), "ptlu-changes --db=%s%s", test_path("a"), options);
	text = test_command(command_changes, words, &status);
	ktap_check(status == expected, __FILE__, __LINE__, "status %d, expected %d: %s", status,
		   expected, text);
	return text;
}

static void check_nothing(void)
{
	char *text = report("", 0);

	HAS(text, "Nothing changed that was not reported.");
	free(text);
}

/* A step of 5 %: nothing with two nights of it, one line with three, nothing after that. */
static void test_step(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ .sparse = true });
	import_nights(21, 22, (struct made_night){ .slower = 0.05, .sparse = true });
	check_nothing();
	import_nights(23, 23, (struct made_night){ .slower = 0.05, .sparse = true });
	text = report("", 1);
	HAS(text, "restore of ours on vtdss-48");
	HAS(text, "tree v7.3-20-g0123456789ab..v7.3-21-g0123456789ab");
	HAS(text, "runs night-20 and night-21");
	/* a commit apart: nothing to bisect */
	HAS(text, "make compare BASE=v7.3-20-g0123456789ab HEAD=v7.3-21-g0123456789ab"
		  " TARGETS=vtdss-48 OPS=restore VARIANTS=ours");
	/* 65536 tables of 128 GiB take 1.31 ms, 1 TiB eight times as much */
	HAS(text, "blackout: restore of 1 TiB on vtdss-48 takes 11.0");
	HAS(text, "ms, was 10.4");
	HAS_NOT(text, "amdv1");
	HAS_NOT(text, "posted");
	free(text);
	check_nothing();
	import_nights(24, 40, (struct made_night){ .slower = 0.05, .sparse = true });
	check_nothing();
	/* another one of the same family is another line */
	import_nights(41, 44, (struct made_night){ .slower = 0.1, .sparse = true });
	text = report(" --ksrc=dir", 1);
	HAS(text, "make compare KSRC=dir BASE=v7.3-40-g");
	free(text);
	check_nothing();
	text = report(" --all", 1);
	HAS(text, "night-21");
	HAS(text, "night-41");
	free(text);
	fuzz_end();
}

/* Twice the time is no noise. */
static void test_large_step(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ 0 });
	import_nights(21, 23, (struct made_night){ .slower = 1 });
	text = report("", 1);
	HAS(text, "restore of ours on vtdss-48");
	HAS(text, "not measured again");
	free(text);
	fuzz_end();
}

/* Nights that are dirty or failed are neither baseline nor change. */
static void test_unusable(void)
{
	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ 0 });
	import_nights(21, 24, (struct made_night){ .slower = 0.05, .dirty = true });
	import_nights(25, 28, (struct made_night){ .slower = 0.05, .outcome = "interrupted" });
	check_nothing();
	import_nights(29, 31, (struct made_night){ 0 });
	check_nothing();
	fuzz_end();
}

/* Another processor is 30 % slower and counts others: a new series, and no alarm. */
static void test_machine(void)
{
	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ .instructions = 1000 });
	import_nights(21, 40, (struct made_night){ .instructions = 1100, .slower = 0.3,
						   .cpu = "Other" });
	check_nothing();
	/* back again */
	import_nights(41, 45, (struct made_night){ .instructions = 1000 });
	check_nothing();
	fuzz_end();
}

/* One night makes no change; a drift is one when it has come to its end. */
static void test_spike_and_drift(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ 0 });
	import_nights(21, 21, (struct made_night){ .slower = 0.4 });
	check_nothing();
	import_nights(22, 25, (struct made_night){ 0 });
	check_nothing();
	for (unsigned int i = 26; i <= 35; i++)
		import_nights(i, i, (struct made_night){ .slower = 0.005 * (i - 25) });
	import_nights(36, 50, (struct made_night){ .slower = 0.05 });
	text = report("", 1);
	HAS(text, "restore of ours on vtdss-48");
	free(text);
	fuzz_end();
}

/* Exact counts change with the first night; 0.05 % is the start of a process. */
static void test_counts(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 2, (struct made_night){ .instructions = 1000000 });
	import_nights(3, 3, (struct made_night){ .instructions = 1000500 });
	check_nothing();
	import_nights(4, 4, (struct made_night){ .instructions = 1010000, .microcode = "2",
						 .tree = "v7.3-9-g0123456789ab" });
	text = report("", 1);
	HAS(text, "+0.95 % instructions");
	HAS(text, "exact");
	HAS(text, "also other: microcode 2, was 1");
	HAS(text, "make bisect GOOD=v7.3-3-g0123456789ab BAD=v7.3-9-g0123456789ab BY=counts"
		  " TARGETS=vtdss-48 OPS=restore VARIANTS=ours");
	free(text);
	check_nothing();
	/* trees of packages: the two runs */
	import_nights(5, 5, (struct made_night){ .instructions = 1010000, .tree = "debian 7.3.4-1" });
	check_nothing();
	import_nights(6, 6, (struct made_night){ .instructions = 990000, .tree = "debian 7.3.4-1" });
	text = report("", 1);
	HAS(text, "ptlu counts results/runs/night-5 results/runs/night-6");
	free(text);
	fuzz_end();
}

static void test_rules(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 1, (struct made_night){ .failing = "two" });
	check_nothing();
	import_nights(2, 2, (struct made_night){ .failing = "one", .outcome = "failed",
						 .tree = "v7.3-7-g0123456789ab" });
	text = report("", 1);
	HAS(text, "RESTORE-3 VA-1: plain / ptlu-handover / test_one");
	HAS(text, "fails");
	HAS(text, "make bisect GOOD=v7.3-1-g0123456789ab BAD=v7.3-7-g0123456789ab BY=rule:RESTORE-3");
	HAS_NOT(text, "test_two");
	/* no case of it is of one target */
	HAS_NOT(text, "TARGETS");
	free(text);
	check_nothing();
	import_nights(3, 3, (struct made_night){ .failing = "" });
	check_nothing();
	fuzz_end();
}

static const char *text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void test_formats(void)
{
	json_t *json, *change;
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ .instructions = 1000 });
	import_nights(21, 23, (struct made_night){ .instructions = 1100, .slower = 0.05 });
	text = report(" --all --format=markdown", 1);
	HAS(text, "### restore of ours on vtdss-48: +10.00 % instructions");
	HAS(text, "- `make compare BASE=");
	free(text);
	text = report(" --format=json", 1);
	json = json_loads(text, 0, NULL);
	CHECK(json_array_size(json_object_get(json, "changes")) == 2);
	change = json_array_get(json_object_get(json, "changes"), 0);
	CHECK_TEXT(text_in(change, "kind"), "count");
	change = json_array_get(json_object_get(json, "changes"), 1);
	CHECK_TEXT(text_in(change, "kind"), "time");
	CHECK(json_integer_value(json_object_get(change, "runs")) == 3);
	CHECK(json_is_object(json_object_get(change, "blackout_1tib")));
	json_decref(json);
	free(text);
	check_nothing();
	fuzz_end();
}

/* What is reported stays so when the history is made anew, and when it is merged. */
static void test_once(void)
{
	char words[600];
	int status;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ .instructions = 1000, .failing = "" });
	import_nights(21, 23, (struct made_night){ .instructions = 1100, .slower = 0.05,
						   .failing = "one" });
	free(report("", 1));
	snprintf(words, sizeof(words), "ptlu-history rebuild --db=%s %s", test_path("a"),
		 fuzz_directory());
	free(test_command(command_history, words, &status));
	CHECK(!status);
	check_nothing();
	snprintf(words, sizeof(words), "ptlu-history merge %s %s", test_path("b"), test_path("a"));
	free(test_command(command_history, words, &status));
	CHECK(!status);
	snprintf(words, sizeof(words), "ptlu-changes --db=%s", test_path("b"));
	free(test_command(command_changes, words, &status));
	CHECK(!status);
	fuzz_end();
}

const struct test changes_tests[] = {
	{ "step", test_step },
	{ "large step", test_large_step },
	{ "unusable", test_unusable },
	{ "machine", test_machine },
	{ "spike and drift", test_spike_and_drift },
	{ "counts", test_counts },
	{ "rules", test_rules },
	{ "formats", test_formats },
	{ "once", test_once },
	{ NULL, NULL },
};
