// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what a report says: of one target, of one operation, without env.json, on a full disk.
 */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/format/sample.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/run.h"
#include "results/ptlu/summary.h"
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENV(load, dirty)                                                                           \
	"{\"machine\":{\"cpu\":\"CPU\",\"cpus_online\":2,\"kernel_release\":\"6.1\","              \
	"\"load_average\":[" load ",0,0]},\"build\":{\"compiler\":\"gcc\",\"cflags\":\"-O2\"},"    \
	"\"ptlu\":{\"revision\":\"abc\",\"dirty\":" dirty "},"                                     \
	"\"options\":{\"PROFILE\":\"quick\",\"TARGETS\":\"*\",\"OPS\":\"*\"},"                     \
	"\"sessions\":[{\"start\":\"today\",\"outcome\":\"complete\"}]}"

/* A run of samples, each a case of its own. */
static void make_run(const struct bench_sample *samples, size_t nr, const char *env)
{
	char *text = NULL, path[256];
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < nr; i++) {
		struct bench_sample s = samples[i];
		char id[32], *line;

		snprintf(id, sizeof(id), "case-%zu", i);
		s.case_id = id;
		s.reps = 3;
		s.ns_reps = (double[]){ s.ns_median, s.ns_median, s.ns_median };
		line = sample_to_line(&s);
		fputs(line, out);
		free(line);
	}
	fclose(out);
	CHECK(!fuzz_unpack((const uint8_t *)text, len));
	free(text);
	snprintf(path, sizeof(path), "%s/run/env.json", fuzz_directory());
	if (env)
		CHECK(!write_whole_file(path, env, strlen(env)));
	else
		unlink(path);
}

/* What `ptlu report` prints; the caller frees it. */
static char *report(void)
{
	char dir[128];
	char *argv[] = { "ptlu report", dir, NULL };
	struct output o;
	int status;

	snprintf(dir, sizeof(dir), "%s/run", fuzz_directory());
	output_begin(&o);
	status = command_report(2, argv);
	output_end(&o);
	CHECK(!status);
	return o.text;
}

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %s", part, text)
#define HAS_NO(text, part)                                                                         \
	ktap_check(!strstr(text, part), __FILE__, __LINE__, "\"%s\" in: %s", part, text)

/* A ratio of one target has no range. */
static void test_one_target(void)
{
	struct bench_sample samples[] = { test_sample(515, 11200), test_sample(515, 511000),
					  test_sample(515, 12000), test_sample(515, 5000) };
	char *text;

	samples[1].variant = "posted";
	samples[2].variant = "floor-api";
	samples[3].variant = "floor-mem";
	CHECK(!fuzz_begin());
	make_run(samples, 4, ENV("0.5", "false"));
	text = report();
	HAS(text, "Ratios of time, 1 target, table pages shuffled, 512 tables or more");
	HAS(text, "restore    0.0219       0.933 !         2.24");
	HAS(text, "! below 1: ours takes less time than that");
	HAS(text, "ours/posted of restore depends on the processor");
	HAS(text, "to begin with overview.svg");
	HAS(text, "2 processors, Linux 6.1, load average 0.50 at the start");
	HAS_NO(text, " to 0.");
	HAS_NO(text, "warning");
	HAS_NO(text, "Hardware counters");
	free(text);
	fuzz_end();
}

/* A run that has them, of a processor that counts no walks apart. */
static void test_hardware(void)
{
	struct bench_sample samples[] = { test_sample(515, 11200), test_sample(515, 12000) };
	char *text, dir[128];
	char *argv[] = { "ptlu show", dir, NULL };
	struct output o;

	samples[0].instructions = 257500;
	samples[0].cycles = 103000;
	samples[0].llc_misses = 618;
	samples[0].dtlb_misses = 515;
	samples[1].variant = "floor-api";
	CHECK(!fuzz_begin());
	make_run(samples, 2, NULL);
	text = report();
	HAS(text, "Hardware counters, per table at the largest size");
	HAS(text, "vtdss-48  restore    ours        515           500     200       2.50        1.20         1.00           -");
	free(text);
	snprintf(dir, sizeof(dir), "%s/run", fuzz_directory());
	output_begin(&o);
	CHECK(!command_show(2, argv));
	output_end(&o);
	HAS(o.text, "cycles  LLC misses  dTLB misses  page walks");
	HAS(o.text, "257500  103000         618          515           -");
	output_free(&o);
	fuzz_end();
}

/* Operations on live tables alone: their figures, and no plot that was not drawn. */
static void test_live_tables(void)
{
	struct bench_sample samples[] = { test_sample(515, 11200), test_sample(515, 10000) };
	char *text;

	for (size_t i = 0; i < 2; i++)
		samples[i].op = "map-page";
	samples[1].variant = "io-pgtable";
	CHECK(!fuzz_begin());
	make_run(samples, 2, NULL);
	text = report();
	HAS(text, "vtdss-48  map-page");
	HAS(text, "1.120");
	HAS(text, "One plot:");
	HAS(text, "/run/plots/in-use.svg");
	HAS(text, "the run has no env.json");
	HAS_NO(text, "overview");
	HAS_NO(text, "Cost of");
	HAS_NO(text, "Ratios of time");
	free(text);
	fuzz_end();
}

static void test_warnings(void)
{
	struct bench_sample samples[] = { test_sample(515, 11200) };
	char *text;

	CHECK(!fuzz_begin());
	make_run(samples, 1, ENV("1.5", "true"));
	text = report();
	HAS(text, "warning:  other programs used the processors");
	HAS(text, "warning:  built from a checkout with local changes");
	free(text);
	make_run(samples, 1, "[1, 2]");
	text = report();
	HAS(text, "env.json: no object; the report goes without it");
	HAS(text, "the run has no env.json");
	free(text);
	fuzz_end();
}

/* The largest size of quick, and twice as much: a figure with an interval; beyond it none. */
static void test_extrapolated(void)
{
	static const double sizes[][2] = {
		{ 4, 3900 }, { 19, 4100 }, { 515, 11200 }, { 4106, 57500 }, { 16418, 217000 }
	};
	struct bench_sample samples[5];
	char *text;

	for (size_t i = 0; i < 5; i++) {
		samples[i] = test_sample((uint64_t)sizes[i][0], sizes[i][1]);
		samples[i].iova_bytes = (samples[i].tables - 3) << 21;
	}
	CHECK(!fuzz_begin());
	make_run(samples, 5, ENV("0", "false"));
	text = report();
	HAS(text, "64 GiB  4k     32771  429 us +-20%");
	HAS(text, "needs PROFILE=full");
	HAS_NO(text, "1 TiB");
	free(text);
	fuzz_end();
}

/* The program itself: its files are written before it finds that nobody can read its output. */
static void test_full_output(void)
{
	struct bench_sample samples[] = { test_sample(515, 11200) };
	char program[512], command[1100], path[256];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	struct stat status;
	int ret;

	program[len > 0 ? len : 0] = '\0';
	*(strrchr(program, '/') + 1) = '\0';
	CHECK(!fuzz_begin());
	make_run(samples, 1, NULL);
	snprintf(command, sizeof(command), "%sptlu report --no-plots %s/run >/dev/full 2>/dev/null",
		 program, fuzz_directory());
	ret = system(command);
	CHECK(WIFEXITED(ret) && WEXITSTATUS(ret) == 1);
	snprintf(path, sizeof(path), "%s/run/summary.txt", fuzz_directory());
	CHECK(!stat(path, &status) && status.st_size > 100);
	snprintf(command, sizeof(command), "%sptlu report --no-plots %s/run 2>/dev/null", program,
		 fuzz_directory());
	strcat(command, " >&-");
	ret = system(command);
	CHECK(WIFEXITED(ret) && WEXITSTATUS(ret) == 1);
	fuzz_end();
}

/* The committed summaries are what `ptlu report --no-plots RUN` writes. */
static void test_references(void)
{
	static const char *const dirs[] = { "results/reference-7.3.4",
					    "results/reference-7.3.4-quick",
					    "results/reference-7.3.4-kernel" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		char path[128], *text = NULL, *committed = NULL;
		size_t len = 0, room = 0;
		struct run run;
		FILE *out, *in;

		snprintf(path, sizeof(path), "%s/summary.txt", dirs[i]);
		CHECK(!run_read(&run, dirs[i]));
		out = open_memstream(&text, &len);
		summary_write(&run, out);
		fclose(out);
		run_free(&run);
		in = fopen(path, "r");
		ktap_check(in && getdelim(&committed, &room, '\0', in) == (ssize_t)len &&
			   !memcmp(text, committed, len), __FILE__, __LINE__,
			   "%s is not what ptlu report writes", path);
		if (in)
			fclose(in);
		free(committed);
		free(text);
	}
}

const struct test report_tests[] = {
	{ "references", test_references },
	{ "one_target", test_one_target },
	{ "hardware", test_hardware },
	{ "live_tables", test_live_tables },
	{ "warnings", test_warnings },
	{ "extrapolated", test_extrapolated },
	{ "full_output", test_full_output },
	{ NULL, NULL },
};
