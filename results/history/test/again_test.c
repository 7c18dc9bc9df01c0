// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what is measured again: which families, and what becomes of what does not hold. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/history/again_code.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"
#include "results/ptlu/test/samples.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)
#define HAS_NOT(text, part)                                                                        \
	ktap_check(!strstr(text, part), __FILE__, __LINE__, "\"%s\" in: %s", part, text)

static void import_nights(unsigned int first, unsigned int last, double slower)
{
	struct made_night n = { .slower = slower };

	for (n.number = first; n.number <= last; n.number++)
		CHECK(!night_import(test_path("a"), &n));
}

static char *run(int (*command)(int argc, char **argv), const char *words, int expected)
{
	char *text;
	int status;

	text = test_command(command, words, &status);
	ktap_check(status == expected, __FILE__, __LINE__, "%s: status %d, expected %d: %s", words,
		   status, expected, text);
	return text;
}

static char *print_candidates(unsigned int night, int expected)
{
	char words[600];

	snprintf(words, sizeof(words), "ptlu-changes --db=%s --candidates=night-%u", test_path("a"),
		 night);
	return run(command_changes, words, expected);
}

static char *print_changes(const char *db, int expected)
{
	char words[600];

	snprintf(words, sizeof(words), "ptlu-changes --db=%s", test_path(db));
	return run(command_changes, words, expected);
}

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[500];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	CHECK(!write_whole_file(path, text, strlen(text)));
}

/* A night of one tree, in which @candidate was measured again. */
static void write_night(const char *candidate, unsigned int rounds, double slower)
{
	char trees[600], again[400];

	mkdir(test_path("night"), 0777);
	snprintf(trees, sizeof(trees), "linux\tv7.3\t0123456789ab\tnew\t/linux\t%s\n",
		 test_path("a"));
	write_text(test_path("night"), "trees.tsv", trees);
	write_text(test_path("night"), "stages.tsv", "linux\tagain\tok\t61\t-\t-\n");
	snprintf(again, sizeof(again), "%s/linux-again", test_path("night"));
	mkdir(again, 0777);
	snprintf(again, sizeof(again), "%s/linux-again/1", test_path("night"));
	mkdir(again, 0777);
	write_text(again, "candidate", candidate);
	session_write(again, rounds, slower);
}

static char *night_report(int expected)
{
	char words[600];

	snprintf(words, sizeof(words), "ptlu-nightly %s", test_path("night"));
	return run(command_nightly, words, expected);
}

/* The first night of a step of 5 %: the nights alone do not show it. */
static void test_holds(void)
{
	char *line, *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	text = print_candidates(20, 0);
	CHECK_TEXT(text, "");
	free(text);
	import_nights(21, 21, 0.05);
	line = print_candidates(21, 1);
	HAS(line, "host\tx86_64\tvtdss-48\trestore\tours\t21\tnight-17\tvtdss-48\n");
	HAS_NOT(line, "posted");
	write_night(line, 16, 0.05);
	text = night_report(1);
	HAS(text, "found something, 1 change\n");
	HAS(text, "restore of ours on vtdss-48");
	HAS(text, "measured again, 16 rounds beside the program of night-17: +5.");
	HAS(text, "runs night-20 and night-21");
	free(text);
	/* once, and not by the nights that follow */
	free(night_report(0));
	import_nights(22, 30, 0.05);
	free(print_changes("a", 0));
	text = print_candidates(30, 0);
	CHECK_TEXT(text, "");
	free(text);
	free(line);
	fuzz_end();
}

/* A night that was slow, but not its program. */
static void test_refuted_candidate(void)
{
	char *line, *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 21, 0.05);
	line = print_candidates(21, 1);
	write_night(line, 16, 0);
	text = night_report(0);
	HAS(text, "nothing new");
	HAS(text, "Measured again beside an older program, no change or undecided:");
	HAS(text, "restore of ours on vtdss-48: +5.");
	free(text);
	/* it left no trace */
	text = print_candidates(21, 1);
	CHECK_TEXT(text, line);
	free(text);
	/* the other direction is no confirmation */
	write_night(line, 16, -0.05);
	free(night_report(0));
	free(line);
	fuzz_end();
}

/* Three nights of another level that the program does not have: it is the machine's. */
static void test_refuted_level(void)
{
	char words[600], *line, *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 23, 0.05);
	line = print_candidates(23, 1);
	HAS(line, "\t21\tnight-17\t");
	write_night(line, 16, 0);
	text = night_report(0);
	HAS(text, "no change or undecided:");
	free(text);
	free(line);
	/* neither a candidate nor a change, wherever the history goes */
	text = print_candidates(23, 0);
	CHECK_TEXT(text, "");
	free(text);
	free(print_changes("a", 0));
	snprintf(words, sizeof(words), "ptlu-history rebuild --db=%s %s", test_path("a"),
		 fuzz_directory());
	free(run(command_history, words, 0));
	free(print_changes("a", 0));
	snprintf(words, sizeof(words), "ptlu-history merge %s %s", test_path("b"), test_path("a"));
	free(run(command_history, words, 0));
	free(print_changes("b", 0));
	fuzz_end();
}

/* The functions of two programs and those that are executed: what scripts/again leaves. */
struct made_code {
	const char *base_code, *head_code, *base_functions, *head_functions;
};

#define CODE		"walk\t00000000000000aa\nother\t00000000000000bb\n"
#define OTHER_CODE	"walk\t00000000000000cc\nother\t00000000000000bb\n"
#define WALK(target, instructions)	target "-count-1024\trestore\tours\twalk\t" instructions "\n"
/* memset() is of a library, and in no program. */
#define FUNCTIONS	WALK("vtdss-48", "1000") "vtdss-48-count-1024\trestore\tours\tmemset\t90\n"

static const struct made_code same_code = { CODE, CODE, FUNCTIONS, FUNCTIONS };

static void write_code(const struct made_code *c)
{
	const struct {
		const char *name, *text;
	} files[] = {
		{ "base-code.tsv", c->base_code },
		{ "head-code.tsv", c->head_code },
		{ "base-functions.tsv", c->base_functions },
		{ "head-functions.tsv", c->head_functions },
	};
	char dir[400];

	snprintf(dir, sizeof(dir), "%s/linux-again/1", test_path("night"));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i].text)
			write_text(dir, files[i].name, files[i].text);
}

/* The caller frees it. */
static json_t *load_found(void)
{
	char path[400];
	json_t *report, *found;

	snprintf(path, sizeof(path), "%s/report.json", test_path("night"));
	report = json_load_file(path, 0, NULL);
	found = json_incref(json_object_get(json_array_get(json_object_get(report, "trees"), 0),
					    "found"));
	json_decref(report);
	return found;
}

/* A candidate that holds, and whose program executes the same code: another layout. */
static void test_noise_candidate(void)
{
	const char *op = "", *code = "";
	char *line, *text;
	json_t *found;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 21, 0.05);
	line = print_candidates(21, 1);
	write_night(line, 16, 0.05);
	write_code(&same_code);
	text = night_report(0);
	HAS(text, "nothing new");
	HAS(text, "Noise: measured again it holds, and the machine code that is executed is the same:");
	HAS(text, "restore of ours on vtdss-48: +5.");
	HAS_NOT(text, "no change or undecided:");
	free(text);
	found = load_found();
	CHECK(!json_unpack(found, "{s:[], s:[], s:[{s:s, s:{s:s}}]}", "changes", "refuted", "noise",
			   "op", &op, "again", "code", &code));
	CHECK_TEXT(op, "restore");
	CHECK_TEXT(code, "same");
	json_decref(found);
	/* it left no trace */
	text = print_candidates(21, 1);
	CHECK_TEXT(text, line);
	free(text);
	/* code does not explain what the rounds do not show */
	write_night(line, 16, 0);
	text = night_report(0);
	HAS(text, "no change or undecided:");
	HAS_NOT(text, "Noise:");
	free(text);
	free(line);
	fuzz_end();
}

/* The nights show it: it is named once, and divides the series. */
static void test_noise_level(void)
{
	char words[600], *line, *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 23, 0.05);
	line = print_candidates(23, 1);
	write_night(line, 16, 0.05);
	write_code(&same_code);
	text = night_report(0);
	HAS(text, "Noise: measured again it holds");
	free(text);
	free(line);
	text = print_candidates(23, 0);
	CHECK_TEXT(text, "");
	free(text);
	free(print_changes("a", 0));
	snprintf(words, sizeof(words), "ptlu-history rebuild --db=%s %s", test_path("a"),
		 fuzz_directory());
	free(run(command_history, words, 0));
	free(print_changes("a", 0));
	fuzz_end();
}

/* What is called all the same, the first one because its code differs. */
static void test_no_noise(void)
{
	static const struct made_code codes[] = {
		{ CODE, OTHER_CODE, FUNCTIONS, FUNCTIONS },
		/* a function that one program alone executes */
		{ CODE, CODE "new\t00000000000000dd\n", FUNCTIONS, FUNCTIONS
		  "vtdss-48-count-1024\trestore\tours\tnew\t10\n" },
		/* other data, another way through the same code */
		{ CODE, CODE, FUNCTIONS, WALK("vtdss-48", "1003") },
		/* counted on another target, or one side alone */
		{ CODE, CODE, WALK("amdv1", "1000"), WALK("amdv1", "1000") },
		{ CODE, CODE, FUNCTIONS, WALK("amdv1", "1000") },
		/* a file is missing, empty or none of these */
		{ NULL, CODE, FUNCTIONS, FUNCTIONS },
		{ CODE, NULL, FUNCTIONS, FUNCTIONS },
		{ CODE, CODE, NULL, FUNCTIONS },
		{ CODE, CODE, FUNCTIONS, NULL },
		{ "", CODE, FUNCTIONS, FUNCTIONS },
		{ CODE, CODE, FUNCTIONS, "vtdss-48-count-1024\n" },
	};
	char *line, *text;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		CHECK(!fuzz_begin());
		import_nights(1, 20, 0);
		import_nights(21, 21, 0.05);
		line = print_candidates(21, 1);
		write_night(line, 16, 0.05);
		write_code(&codes[i]);
		text = night_report(1);
		HAS(text, "found something, 1 change\n");
		ktap_check(!strstr(text, ", other machine code\n") == (i > 1), __FILE__, __LINE__,
			   "code %zu: %s", i, text);
		free(text);
		free(line);
		fuzz_end();
	}
}

/* A family of all targets: those that were measured are the same, others may differ. */
static void test_code_of_all_targets(void)
{
#define OTHER_TARGET	"riscv-48-count-1024\trestore\tours\tother\t500\n"
#define BOTH		"vtdss-48-count-1024\trestore\tours\twalk\t1000\n"			\
			"amdv1-count-1024\trestore\tours\twalk\t1000\n"
#define LIVE		"vtdss-48-maps-count-16\tmap\tours\twalk\t900\n"			\
			"amdv1-maps-count-16\tmap\tours\twalk\t900\n"
	static const struct {
		struct made_code code;
		enum code narrow, wide;
		const char *op;
	} cases[] = {
		{ { CODE, CODE, BOTH, BOTH }, CODE_SAME, CODE_SAME, "restore" },
		{ { CODE, "walk\t00000000000000aa\nother\t00000000000000cc\n", BOTH OTHER_TARGET,
		    BOTH OTHER_TARGET }, CODE_SAME, CODE_DIFFERS, "restore" },
		/* on another target it was counted in one program alone */
		{ { CODE, CODE, BOTH, BOTH OTHER_TARGET }, CODE_SAME, CODE_SAME, "restore" },
		/* of another operation */
		{ { CODE, "walk\t00000000000000aa\n", BOTH, BOTH
		    "riscv-48-count-1024\tpreserve\tours\tother\t500\n" }, CODE_SAME, CODE_SAME,
		  "restore" },
		{ { CODE, CODE, WALK("vtdss-48", "1000"), WALK("vtdss-48", "1000") },
		  CODE_NOT_KNOWN, CODE_NOT_KNOWN, "restore" },
		{ { CODE, OTHER_CODE, WALK("vtdss-48", "1000"), WALK("vtdss-48", "1000") },
		  CODE_DIFFERS, CODE_DIFFERS, "restore" },
		{ { CODE, CODE, LIVE, LIVE }, CODE_SAME, CODE_SAME, "map" },
		{ { CODE, OTHER_CODE, LIVE, LIVE }, CODE_DIFFERS, CODE_DIFFERS, "map" },
	};
	struct bench_sample samples[2] = { test_sample(512, 1), test_sample(512, 1) };
	const struct point points[2] = { { .sample = &samples[0] }, { .sample = &samples[1] } };
	char dir[400];

	samples[0].target = "amdv1";
	samples[1].target = "vtdss-48";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		samples[0].op = samples[1].op = cases[i].op;
		CHECK(!fuzz_begin());
		write_night("", 0, 0);
		write_code(&cases[i].code);
		snprintf(dir, sizeof(dir), "%s/linux-again/1", test_path("night"));
		CHECK(again_code(dir, points, 2, false) == cases[i].narrow);
		CHECK(again_code(dir, points, 2, true) == cases[i].wide);
		CHECK(again_code(dir, points, 0, true) == CODE_NOT_KNOWN);
		fuzz_end();
	}
}

/* Rounds that cannot tell are none. */
static void test_not_measured(void)
{
	char *line, *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 21, 0.05);
	line = print_candidates(21, 1);
	write_night(line, 10, 0.05);
	text = night_report(0);
	HAS_NOT(text, "easured again");
	free(text);
	write_night("vtdss-48\n", 16, 0.05);
	free(night_report(0));
	/* what the nights show is reported all the same */
	import_nights(22, 23, 0.05);
	text = night_report(1);
	HAS(text, "not measured again");
	free(text);
	free(line);
	fuzz_end();
}

/* A run that is not compared has no candidates, nor has one that is not the newest. */
static void test_no_candidates(void)
{
	struct made_night dirty = { .number = 22, .slower = 0.05, .dirty = true };
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 20, 0);
	import_nights(21, 21, 0.05);
	CHECK(!night_import(test_path("a"), &dirty));
	text = print_candidates(22, 0);
	HAS(text, "has no run night-22 with times that may be compared");
	free(text);
	text = print_candidates(20, 0);
	CHECK_TEXT(text, "");
	free(text);
	fuzz_end();
}

const struct test again_tests[] = {
	{ "holds", test_holds },
	{ "refuted_candidate", test_refuted_candidate },
	{ "refuted_level", test_refuted_level },
	{ "noise_candidate", test_noise_candidate },
	{ "noise_level", test_noise_level },
	{ "no_noise", test_no_noise },
	{ "code_of_all_targets", test_code_of_all_targets },
	{ "not_measured", test_not_measured },
	{ "no_candidates", test_no_candidates },
	{ NULL, NULL },
};
