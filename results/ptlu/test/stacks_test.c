// SPDX-License-Identifier: GPL-2.0-only
/* Tests of make perf's reading side: folding, the difference of two trees, its page. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/fuzz/output.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/difference.h"
#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static double folded(const char *script, const char *frames, size_t nr)
{
	FILE *in = fmemopen((char *)script, strlen(script), "r");
	struct stacks s;
	double samples;

	CHECK(!stacks_fold(&s, in));
	fclose(in);
	ktap_check(s.nr == nr, __FILE__, __LINE__, "%zu stacks, expected %zu", s.nr, nr);
	samples = stacks_of(&s, frames);
	stacks_free(&s);
	return samples;
}

static void test_fold(void)
{
	static const char two[] = "\n\t 1 leaf\n\t 2 walk\n\t 3 ptlu_bench_run\n\t 4 main\n\n\n"
				  "\t 1 leaf.isra.0\n\t 2 walk.constprop.1 (inlined)\n"
				  "\t 3 ptlu_bench_run\n";

	CHECK(folded(two, "walk;leaf", 1) == 2);
	/* the preparation of the timed region, and the function that begins it */
	CHECK(folded("\t 1 memset\n\t 2 main\n\n", "memset", 0) == 0);
	CHECK(folded("\t 1 ptlu_bench_run\n\t 2 main\n\n", "", 0) == 0);
	CHECK(folded("\t 1 memblock_add\n\t 2 ptlu_boot_reserve\n\t 3 main\n", "memblock_add", 1) ==
	      1);
	/* a name cannot forge a frame */
	CHECK(folded("\t 1 a;b\n\t 2 bench_map_run\n", "a?b", 1) == 1);
	CHECK(folded("\t 1\n\n\x1b[31m\n\t 2 x\x1b\n\t 3 bench_map_run\n", "x?", 1) == 1);
	CHECK(folded("", "", 0) == 0);
}

static void write_text(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", fuzz_directory(), name);
	CHECK(!write_whole_file(path, text, strlen(text)));
}

/* One process: 10 operations of some time each, and its stacks. */
static void add_process(const char *name, double ns, const char *stacks)
{
	struct bench_sample s = test_sample(515, ns);
	char path[256], *line;

	snprintf(path, sizeof(path), "%s/%s", fuzz_directory(), name);
	CHECK(!mkdir(path, 0777));
	s.reps = 5;
	s.batch = 2;
	s.ns_reps = (double[]){ ns, ns, ns, ns, ns };
	line = sample_to_line(&s);
	snprintf(path, sizeof(path), "%s/samples.jsonl", name);
	write_text(path, line);
	free(line);
	snprintf(path, sizeof(path), "%s/stacks.folded", name);
	write_text(path, stacks);
}

static void add_processes(void)
{
	add_process("base-1", 1000, "walk;old 30\nwalk;same 69\nwalk;rare 1\n");
	add_process("base-2", 1100, "walk;old 30\nwalk;same 70\n");
	add_process("head-1", 1500, "walk;new 50\nwalk;same 50\n");
	add_process("head-2", 1400, "walk;new 51\nwalk;same 49\n");
}

static char *text_of(const char *name)
{
	char path[256], *text = NULL;
	size_t room = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", fuzz_directory(), name);
	in = fopen(path, "r");
	if (!in || getdelim(&text, &room, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	if (in)
		fclose(in);
	return text;
}

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)

/* Means, parts and order by hand; the interval as R 4.2.2's t.test() has it for these times. */
static void test_changes(void)
{
	struct side base, head;
	struct change *c;
	size_t nr;

	CHECK(!fuzz_begin());
	add_processes();
	CHECK(!side_read(&base, fuzz_directory(), "base"));
	CHECK(!side_read(&head, fuzz_directory(), "head"));
	CHECK_NEAR(base.ns, 1050);
	CHECK_NEAR(base.operations, 20);
	CHECK_TEXT(base.what, "restore of ours on vtdss-48");
	c = changes_make(&base, &head, &nr);
	CHECK(nr == 4);
	CHECK_TEXT(c[0].function, "new");
	CHECK_NEAR(c[0].base_ns, 0);
	CHECK_NEAR(c[0].head_ns, (750 + 714) / 2.0);
	CHECK_NEAR(c[0].head_part, 0.505);
	CHECK_TEXT(c[1].function, "old");
	CHECK_NEAR(c[1].base_ns, 315);
	/* one side does not scatter: t of one degree of freedom, 63.6567411628715 */
	ktap_check(fabs(c[0].uncertainty - 18 * 63.6567411628715) < 1e-6, __FILE__, __LINE__,
		   "%.9f", c[0].uncertainty);
	CHECK_TEXT(c[3].function, "rare");
	free(c);
	side_free(&base);
	side_free(&head);
	fuzz_end();
}

/* What `ptlu stacks` prints and writes; the caller frees the text. */
static char *show(int *status, const char *package)
{
	char dir[128];
	char *with[] = { "ptlu stacks", "--page", (char *)package, dir, NULL };
	char *without[] = { "ptlu stacks", dir, NULL };
	struct output o;

	snprintf(dir, sizeof(dir), "%s", fuzz_directory());
	output_begin(&o);
	*status = package ? command_stacks(4, with) : command_stacks(2, without);
	output_end(&o);
	return o.text;
}

static void test_two_trees(void)
{
	char *text;
	int status;

	CHECK(!fuzz_begin());
	add_processes();
	text = show(&status, NULL);
	CHECK(!status);
	HAS(text, "base: not known, 200 samples in 2 processes");
	HAS(text, "Functions of restore of ours on vtdss-48 that differ most");
	HAS(text, "new           0.0      0.7        +0.7  1.1  ~");
	free(text);
	text = text_of("difference.folded");
	CHECK_TEXT(text, "walk;new 0.000000 5.050000\nwalk;old 3.000000 0.000000\n"
			 "walk;rare 0.050000 0.000000\nwalk;same 6.950000 4.950000\n");
	free(text);
	text = text_of("head.folded");
	CHECK_TEXT(text, "walk;new 5.050000\nwalk;same 4.950000\n");
	free(text);
	fuzz_end();
}

static void write_package(void)
{
	char package[128];

	snprintf(package, sizeof(package), "%s/dist", fuzz_directory());
	CHECK(!mkdir(package, 0777));
	write_text("dist/d3-flamegraph.css", ".of-the-package {}");
	write_text("dist/d3-flamegraph.min.js", "var of_the_package;");
}

/* The package is in the page, nothing is left to be fetched, and no name ends its script. */
static void test_page(void)
{
	char *text;
	int status;

	CHECK(!fuzz_begin());
	add_processes();
	add_process("head-3", 1400, "walk;</script> 51\nwalk;same 49\n");
	write_package();
	text = show(&status, fuzz_directory());
	CHECK(!status);
	free(text);
	text = text_of("flamegraph.html");
	HAS(text, ".of-the-package {}");
	HAS(text, "<script>var of_the_package;</script>");
	HAS(text, "{\"n\":\"old\",\"v\":315.0,\"base\":315.0,\"head\":0.0,\"c\":[]}");
	HAS(text, "\\u003c/script>");
	CHECK(!strstr(text, "@@") && !strstr(text, "http") && !strstr(text, "src="));
	free(text);
	fuzz_end();
}

/* The page has a limit to what it nests. */
static void test_deep_stack(void)
{
	char *deep = calloc(1, 3 * 100000), *text;
	int status;

	for (size_t i = 0; i < 100000; i++)
		memcpy(deep + 2 * i, "f;", 2);
	strcpy(deep + 2 * 100000, "f 7\n");
	CHECK(!fuzz_begin());
	add_process("base-1", 1000, deep);
	add_process("head-1", 1000, "walk 3\n");
	write_package();
	text = show(&status, fuzz_directory());
	CHECK(!status);
	free(text);
	text = text_of("flamegraph.html");
	HAS(text, "\"base\":1000.0");
	free(text);
	free(deep);
	fuzz_end();
}

static void test_errors(void)
{
	char *text;
	int status;

	CHECK(!fuzz_begin());
	text = show(&status, NULL);
	CHECK(status == 1);
	HAS(text, "has no stacks of base; make perf makes them");
	free(text);
	add_process("base-1", 1000, "walk;old 30\n");
	text = show(&status, NULL);
	CHECK(status == 1);
	HAS(text, "has no stacks of head");
	free(text);
	add_process("head-1", 1000, "");
	text = show(&status, NULL);
	CHECK(status == 1);
	HAS(text, "has no sample: the operation is too short");
	free(text);
	write_text("head-1/stacks.folded", "walk many\n");
	text = show(&status, NULL);
	CHECK(status == 1);
	HAS(text, "head-1/stacks.folded:1: not a folded stack");
	free(text);
	write_text("head-1/stacks.folded", "walk 1e300\n");
	text = show(&status, NULL);
	CHECK(status == 1);
	free(text);
	write_text("head-1/stacks.folded", "walk 3\n");
	text = show(&status, NULL);
	CHECK(!status);
	HAS(text, "?");
	free(text);
	fuzz_end();
}

const struct test stacks_tests[] = {
	{ "fold", test_fold },
	{ "changes", test_changes },
	{ "two_trees", test_two_trees },
	{ "page", test_page },
	{ "deep_stack", test_deep_stack },
	{ "errors", test_errors },
	{ NULL, NULL },
};
