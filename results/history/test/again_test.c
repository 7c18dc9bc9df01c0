// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what is measured again: which families, and what becomes of what does not hold. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"

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
	HAS(text, "Measured again beside an older program, and no change:");
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
	HAS(text, "and no change:");
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
	{ "not_measured", test_not_measured },
	{ "no_candidates", test_no_candidates },
	{ NULL, NULL },
};
