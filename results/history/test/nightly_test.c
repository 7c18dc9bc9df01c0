// SPDX-License-Identifier: GPL-2.0-only
/* Tests of ptlu nightly: the report of a night, its exit status, and files that are none. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/fuzz/one.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)

static const char good_stages[] =
	"linux\tcheck\tok\t61\tresults/runs/a\t-\n"
	"linux\tbench\tok\t3723\tresults/runs/b\t-\n";

static void write_file(const char *name, const char *text)
{
	char path[300];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", test_path("night"), name);
	out = fopen(path, "w");
	CHECK(out);
	if (!out)
		return;
	fputs(text, out);
	fclose(out);
}

/* The caller frees it. */
static char *read_night(const char *name)
{
	char path[300], *text = calloc(1, 1 << 18);
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", test_path("night"), name);
	in = fopen(path, "r");
	CHECK(in && text && fread(text, 1, (1 << 18) - 1, in) > 0);
	if (in)
		fclose(in);
	return text;
}

/* The files of a night of one tree. */
static void write_night(const char *state, const char *stages)
{
	char trees[600];

	CHECK(!mkdir(test_path("night"), 0777) || !access(test_path("night"), W_OK));
	snprintf(trees, sizeof(trees), "linux\tv7.3-1-g0123456789ab\t0123456789ab\t%s\t/linux\t%s\n",
		 state, test_path("a"));
	write_file("trees.tsv", trees);
	write_file("stages.tsv", stages);
}

/* What ptlu nightly prints; the exit status must be the expected one. */
static char *report(int expected)
{
	char words[700], *text;
	int status;

	snprintf(words, sizeof(words), "ptlu-nightly --runs=%s %s", fuzz_directory(),
		 test_path("night"));
	text = test_command(command_nightly, words, &status);
	ktap_check(status == expected, __FILE__, __LINE__, "status %d, expected %d: %s", status,
		   expected, text);
	return text;
}

/* A history of two nights with counts, the second with more of them. */
static void import_counts(double second)
{
	struct made_night n = { .number = 1, .instructions = 1000 };

	CHECK(!night_import(test_path("a"), &n));
	n.number = 2;
	n.instructions = second;
	CHECK(!night_import(test_path("a"), &n));
}

static void test_nothing_new(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_counts(1000);
	write_night("unchanged", good_stages);
	text = report(0);
	HAS(text, "Night night: nothing new\n");
	HAS(text, "linux (v7.3-1-g0123456789ab), ptlu 0123456789ab; neither has changed");
	HAS(text, "1:02:03");
	HAS(text, "Nothing changed that was not reported.");
	free(text);
	fuzz_end();
}

static json_t *load_report(void)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/report.json", test_path("night"));
	return json_load_file(path, 0, NULL);
}

static void test_found_once(void)
{
	const char *status = "", *command = "";
	json_t *json;
	char *text;

	CHECK(!fuzz_begin());
	import_counts(1100);
	write_night("new", good_stages);
	text = report(1);
	HAS(text, "Night night: found something, 1 change\n");
	HAS(text, "+10.00 % instructions");
	free(text);
	json = load_report();
	CHECK(!json_unpack(json, "{s:s, s:[{s:{s:[{s:s}]}}]}", "status", &status, "trees", "found",
			   "changes", "command", &command));
	CHECK_TEXT(status, "found something");
	HAS(command, "KSRC=/linux");
	json_decref(json);
	text = report(0);
	HAS(text, "nothing new");
	free(text);
	fuzz_end();
}

/* Makes of an imported night a run of make counts, with what each function takes. */
static void write_functions(unsigned int night, unsigned int first, unsigned int second)
{
	char dir[64], from[300], to[300], text[200];

	snprintf(dir, sizeof(dir), "night-%u", night);
	snprintf(from, sizeof(from), "%s/counts.jsonl", test_path(dir));
	snprintf(to, sizeof(to), "%s/samples.jsonl", test_path(dir));
	CHECK(!rename(from, to));
	snprintf(text, sizeof(text),
		 "case\trestore\tours\tkho_first\t%u\ncase\trestore\tours\tkho_second\t%u\n"
		 "case\trestore\tposted\tkho_other\t%u\n", first, second, night);
	snprintf(to, sizeof(to), "../%s/functions.tsv", dir);
	write_file(to, text);
}

/* The function that the instructions went to, and the nights as a plot. */
static void test_functions_and_plot(void)
{
	char *text, *svg, path[300];

	CHECK(!fuzz_begin());
	import_counts(2028);
	write_night("new", good_stages);
	write_functions(1, 1000, 0);
	write_functions(2, 972, 1056);
	text = report(1);
	HAS(text, "instructions per table, 1028 tables of ");
	HAS(text, "kho_second 0.00 -> 1.03 (+1.03)\n     ");
	HAS(text, "kho_first 0.97 -> 0.95 (-0.03)\n");
	HAS(text, "plot plots/linux-1.svg\n");
	ktap_check(!strstr(text, "kho_other"), __FILE__, __LINE__, "of another variant: %s", text);
	free(text);
	svg = read_night("plots/linux-1.svg");
	HAS(svg, "+102.80 % instructions");
	HAS(svg, "</svg>");
	free(svg);
	snprintf(path, sizeof(path), "%s/report.md", test_path("night"));
	CHECK(!access(path, R_OK));
	text = read_night("report.md");
	HAS(text, "](plots/linux-1.svg)");
	free(text);
	fuzz_end();
}

/* What could not be written is reported again. */
static void test_unwritable(void)
{
	char path[300], *text;

	CHECK(!fuzz_begin());
	import_counts(1100);
	write_night("new", good_stages);
	snprintf(path, sizeof(path), "%s/report.json", test_path("night"));
	CHECK(!mkdir(path, 0777));
	free(report(2));
	CHECK(!rmdir(path));
	text = report(1);
	HAS(text, "1 change");
	free(text);
	fuzz_end();
}

static void test_could_not_run(void)
{
	static const char stages[] =
		"linux\tcheck\tfailures\t5\tresults/runs/a\t-\n"
		"linux\tbench\tlate\t60\t-\tended after its budget\n"
		"linux\tcounts\tfailed\t1\t-\tno \033[31mvalgrind\n";
	char *text;

	CHECK(!fuzz_begin());
	import_counts(1000);
	write_night("new", stages);
	text = report(2);
	HAS(text, "could not run, 2 stages not run to the end");
	HAS(text, "ended after its budget");
	HAS(text, "no ?[31mvalgrind");
	free(text);
	import_counts(1000);
	write_night("new", "linux\tcheck\tfailures\t5\t-\t-\n");
	text = report(0);
	HAS(text, "nothing new");
	free(text);
	fuzz_end();
}

/* A change stands above a stage that could not run. */
static void test_both(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_counts(900);
	write_night("new", "linux\tbench\tfailed\t60\t-\tno gcc\n");
	text = report(1);
	HAS(text, "found something, 1 change, 1 stage not run to the end");
	free(text);
	fuzz_end();
}

static void test_no_night(void)
{
	static const char *const bad[] = {
		"linux\tcheck\tok\t61\tresults/runs/a\n",
		"linux\tcheck\tok\t61\tresults/runs/a\t-\t-\n",
		"linux\tcheck\tgood\t61\tresults/runs/a\t-\n",
		"linux\tcheck\tok\t-1\tresults/runs/a\t-\n",
		"linux\tcheck\tok\t6x\tresults/runs/a\t-\n",
		"linux\t\tok\t61\tresults/runs/a\t-\n",
		"other\tcheck\tok\t61\tresults/runs/a\t-\n",
		"\n",
	};

	CHECK(!fuzz_begin());
	import_counts(1000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_night("new", bad[i]);
		free(report(2));
	}
	write_night("new", good_stages);
	write_file("trees.tsv", "linux\n");
	free(report(2));
	fuzz_end();
}

const struct test nightly_tests[] = {
	{ "nothing_new", test_nothing_new },
	{ "found_once", test_found_once },
	{ "functions_and_plot", test_functions_and_plot },
	{ "unwritable", test_unwritable },
	{ "could_not_run", test_could_not_run },
	{ "both", test_both },
	{ "no_night", test_no_night },
	{ NULL, NULL },
};
