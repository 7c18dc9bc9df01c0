// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu-bench: measures the cases of a profile into results/runs/<id>/, and resumes interrupted
 * runs.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <ptlu/build.h>
#include <signal.h>
#include "core_clock.h"
#include "describe.h"
#include "gbench.h"
#include "inject.h"
#include "measure.h"
#include "perf_control.h"
#include "progress.h"
#include "results/format/hardware.h"
#include "run.h"

/* Exit statuses beyond 0, 1 (failed) and 2 (usage). 3: cases were skipped, each with its reason. */
enum { EXIT_SKIPPED = 3, EXIT_INTERRUPTED = 130 };

/**
 * struct options - the command line
 * @selection: what to measure; NULL members were not given, as @variants
 * @results: directory of all runs
 * @dir: directory of this run, not one of @results; NULL for a new one there
 * @like: directory of a run that this one will be compared with; NULL for none
 * @variants: patterns of the variants to measure
 * @perf: pipes of perf record; NULL without
 * @inject: per cent of work to add, as text; NULL for none
 * @repetitions: repetitions of each operation
 * @resume: resume the newest run
 * @any_machine: @like may come from another machine or compiler
 * @list: print the cases and stop
 */
struct options {
	struct bench_selection selection;
	const char *results, *dir, *like, *variants, *perf, *inject;
	unsigned int repetitions;
	bool resume, any_machine, list;
};

/* How many cases were measured before, now, and could not be. */
struct counts {
	size_t before, now, skipped;
};

static void on_signal(int number)
{
	(void)number;
	gb_cancel();
}

/* Memory that can be had without swapping, in bytes. */
static u64 memory_available(void)
{
	FILE *meminfo = fopen("/proc/meminfo", "r");
	unsigned long kib = 0;
	char line[128];

	while (meminfo && fgets(line, sizeof(line), meminfo))
		if (sscanf(line, "MemAvailable: %lu kB", &kib) == 1)
			break;
	if (meminfo)
		fclose(meminfo);
	return (u64)kib << 10;
}

static bool has_memory_for(const struct bench_case *one)
{
	u64 need = one->spec.target ? ptlu_workload_memory(&one->spec) / 2 : SZ_256M;

	/* tables, struct pages of all frames, room for the rest of the machine */
	if (need + need / 16 + SZ_512M <= memory_available())
		return true;
	fprintf(stderr, "\nptlu-bench: skipped %s: it needs %llu MiB of memory, %llu MiB are there\n",
		one->id, (unsigned long long)(need >> 20),
		(unsigned long long)(memory_available() >> 20));
	return false;
}

/* 0, -EAGAIN for a case that cannot be measured here, or what ends the run. */
static int measure_case(const struct measurement *m, const struct bench_case *one, size_t number)
{
	int ret;

	if (gb_cancelled())
		return -ECANCELED;
	progress_case(number, one->id, one->weight);
	ret = has_memory_for(one) ? bench_measure(m, one) : -EAGAIN;
	progress_case_done();
	return ret;
}

static int measure_cases(const struct measurement *m, const struct bench_case *cases, size_t nr,
			 struct counts *counts)
{
	double weight = 0;

	for (size_t i = 0; i < nr; i++)
		if (!sample_log_has_case(m->log, cases[i].id))
			weight += cases[i].weight;
	progress_begin(nr, weight);
	for (size_t i = 0; i < nr; i++) {
		int ret;

		if (sample_log_has_case(m->log, cases[i].id)) {
			counts->before++;
			continue;
		}
		ret = measure_case(m, &cases[i], i + 1);
		if (ret == -EAGAIN)
			counts->skipped++;
		else if (ret)
			return ret;
		else
			counts->now++;
	}
	return 0;
}

static int begin_environment(const struct bench_run *run, const struct options *options,
			     double timer_ns)
{
	const struct environment_option list[] = {
		{ "PROFILE", options->selection.profile },
		{ "TARGETS", options->selection.targets },
		{ "OPS", options->selection.ops },
		{ "VARIANTS", options->variants },
		{ "INJECT", options->inject },
	};
	struct environment env = bench_describe(run->id);

	env.clock = "monotonic";
	env.timer_ns = timer_ns;
	env.options = list;
	env.nr_options = ARRAY_SIZE(list) - !options->inject;
	return environment_begin(run->env, &env);
}

/* scripts/perf says so itself. */
static void report_counters(const struct options *options)
{
	const char *missing = options->perf ? NULL : hardware_counters_missing();

	if (missing)
		fprintf(stderr, "ptlu-bench: no cycles, cache misses and page walks: %s\n", missing);
}

static int exit_status(int ret, const struct counts *counts)
{
	if (ret == -ECANCELED)
		return EXIT_INTERRUPTED;
	if (ret)
		return EXIT_FAILURE;
	return counts->skipped ? EXIT_SKIPPED : EXIT_SUCCESS;
}

static void note_core_clock(const struct bench_run *run)
{
	struct core_clock clock;

	core_clock_seen(&clock);
	if (clock.nr)
		environment_core_clock(run->env, clock.low, clock.median, clock.high,
				       clock.additions);
}

/* One line that says what became of the run and what to do next. */
static void report_end(const struct bench_run *run, int status, const struct counts *counts,
		       size_t nr, double seconds)
{
	size_t done = counts->before + counts->now;
	const char *what = status == EXIT_INTERRUPTED ? "interrupted" : "failed";
	char others[512];

	if (bench_run_disturbed_by(run, others, sizeof(others))) {
		environment_disturbed(run->env, others);
		fprintf(stderr, "ptlu-bench: %s was measured at the same time: do not use the figures\n",
			others);
	}
	if (status == EXIT_INTERRUPTED || status == EXIT_FAILURE)
		fprintf(stderr,
			"ptlu-bench: %s after %zu of %zu cases: %s; make bench RESUME=1 continues it\n",
			what, done, nr, run->dir);
	else if (counts->skipped)
		fprintf(stderr, "ptlu-bench: %zu of %zu cases in %.0f s, %zu skipped: %s\n", done,
			nr, seconds, counts->skipped, run->dir);
	else
		fprintf(stderr, "ptlu-bench: %zu cases in %.0f s: %s\n", counts->now, seconds,
			run->dir);
}

static int measure(struct bench_run *run, const struct options *options,
		   const struct bench_case *cases, size_t nr)
{
	struct bench_versions versions;
	struct measurement m = {
		.run = run->id,
		.tree = versions.tree,
		.ptlu = versions.ptlu,
		.dir = run->dir,
		.log = run->log,
		.ops = options->selection.ops,
		.variants = options->variants,
		.repetitions = options->repetitions,
		.timer_ns = environment_timer_ns(CLOCK_MONOTONIC),
		.progress = progress_show,
	};
	struct counts counts = {};
	double seconds;
	int status, ret;

	bench_name_versions(&versions);
	ret = begin_environment(run, options, m.timer_ns);
	if (!ret && !options->dir)
		ret = bench_run_point_latest(run, options->results);
	if (ret)
		return EXIT_FAILURE;
	/* the run's directory, for whoever reports it */
	printf("%s\n", run->dir);
	fflush(stdout);
	report_counters(options);
	ret = measure_cases(&m, cases, nr, &counts);
	seconds = progress_end();
	status = exit_status(ret, &counts);
	note_core_clock(run);
	environment_end(run->env, status == EXIT_INTERRUPTED ? "interrupted" :
				  status == EXIT_FAILURE ? "failed" : "complete");
	report_end(run, status, &counts, nr, seconds);
	return status;
}

/* What the command line leaves open is as in that run. */
static int take_options_of(const char *env, struct options *chosen)
{
	static char profile[64], targets[1024], ops[1024], variants[1024];
	const struct {
		const char *name;
		const char **value;
		char *buffer;
		size_t size;
	} options[] = {
		{ "PROFILE", &chosen->selection.profile, profile, sizeof(profile) },
		{ "TARGETS", &chosen->selection.targets, targets, sizeof(targets) },
		{ "OPS", &chosen->selection.ops, ops, sizeof(ops) },
		{ "VARIANTS", &chosen->variants, variants, sizeof(variants) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		int ret;

		if (*options[i].value)
			continue;
		ret = environment_option(env, options[i].name, options[i].buffer,
					 options[i].size);
		if (ret)
			return ret;
		*options[i].value = options[i].buffer;
	}
	return 0;
}

static void set_defaults(struct options *options)
{
	options->selection.profile = options->selection.profile ?: "quick";
	options->selection.targets = options->selection.targets ?: "*";
	options->selection.ops = options->selection.ops ?: "*";
	options->variants = options->variants ?: "*";
}

/* Also when there is nothing to resume: a nightly job may always say RESUME=1. */
static int find_run(struct bench_run *run, struct options *options)
{
	int ret = bench_run_find_latest(run, options->results);

	if (ret == -ENOENT) {
		fprintf(stderr, "ptlu-bench: there is no run to resume in %s; starting one\n",
			options->results);
		options->resume = false;
		return 0;
	}
	return ret ? ret : take_options_of(run->env, options);
}

/* Refuse what could not be compared before anything is measured. */
static int measure_like(struct options *options)
{
	struct environment env = bench_describe("");
	char path[PATH_MAX];
	int ret;

	env.clock = "";
	if (snprintf(path, sizeof(path), "%s/env.json", options->like) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	ret = options->any_machine ? 0 : environment_comparable(path, &env);
	return ret ? ret : take_options_of(path, options);
}

static int open_run(struct bench_run *run, const struct options *options)
{
	char suffix[128];

	if (options->dir)
		return bench_run_at(run, options->dir);
	if (options->resume)
		return bench_run_resume(run, options->results);
	snprintf(suffix, sizeof(suffix), "%s-%s", PTLU_KERNEL, options->selection.profile);
	return bench_run_create(run, options->results, suffix);
}

static const char usage[] =
	"usage: ptlu-bench [-p profile] [-t targets] [-o ops] [-v variants] [-n repetitions]\n"
	"                  [-s tables] [-d results | -D dir] [-c ctl,ack] [-i percent] [-r] [-l]\n"
	"                  [-L run [-f]]\n"
	"  -p  quick, full or huge           -t  shell patterns for targets, separated by blanks\n"
	"  -o  patterns for operations       -v  patterns for variants\n"
	"  -n  repetitions, 9 by default     -d  directory that holds runs/\n"
	"  -r  resume the newest run         -D  directory of this run alone, new or to resume\n"
	"  -l  list the cases and stop       -s  one size, level-0 tables, a power of two\n"
	"  -c  pipes of perf record: only timed regions are sampled\n"
	"  -L  like a run, to be compared with it: its options, and no other machine or compiler\n"
	"  -f  with -L: another machine or compiler after all\n"
	"  -i  add so much work to all timed regions, to test what compares the figures\n"
	"The run's directory is printed on standard output.\n";

static int parse_inject(const char *text)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || *end || !(percent >= 0 && percent <= INJECT_MAX_PERCENT))
		return -EINVAL;
	inject_set(percent);
	return 0;
}

static int parse(struct options *options, int argc, char **argv)
{
	int opt;

	while ((opt = getopt(argc, argv, "p:t:o:v:n:s:c:d:D:i:L:frl")) != -1) {
		switch (opt) {
		case 'p':
			options->selection.profile = optarg;
			break;
		case 't':
			options->selection.targets = optarg;
			break;
		case 'o':
			options->selection.ops = optarg;
			break;
		case 'v':
			options->variants = optarg;
			break;
		case 'n':
			options->repetitions = strtoul(optarg, NULL, 10);
			break;
		case 's':
			options->selection.tables = strtoull(optarg, NULL, 10);
			if (!options->selection.tables)
				return -EINVAL;
			break;
		case 'c':
			options->perf = optarg;
			break;
		case 'd':
			options->results = optarg;
			break;
		case 'D':
			options->dir = optarg;
			break;
		case 'i':
			options->inject = optarg;
			break;
		case 'L':
			options->like = optarg;
			break;
		case 'f':
			options->any_machine = true;
			break;
		case 'r':
			options->resume = true;
			break;
		case 'l':
			options->list = true;
			break;
		default:
			return -EINVAL;
		}
	}
	if (!options->repetitions || options->repetitions > BENCH_MAX_REPETITIONS)
		return -EINVAL;
	if (options->inject && parse_inject(options->inject))
		return -EINVAL;
	return optind == argc ? 0 : -EINVAL;
}

/* SIGHUP too: the connection to the machine was lost. */
static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

int main(int argc, char **argv)
{
	struct options options = {
		.results = "results", .repetitions = BENCH_REPETITIONS,
	};
	struct bench_run run = { .lock = -1 };
	struct bench_case *cases;
	size_t nr;
	int status;

	if (parse(&options, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (options.resume && find_run(&run, &options))
		return EXIT_FAILURE;
	if (options.like && measure_like(&options))
		return 2;
	set_defaults(&options);
	if (bench_check_selection(&options.selection))
		return 2;
	cases = bench_list_cases(&options.selection, &nr);
	if (!nr) {
		fprintf(stderr, "ptlu-bench: no case has both these targets and operations\n");
		return 2;
	}
	for (size_t i = 0; options.list && i < nr; i++)
		printf("%s\n", cases[i].id);
	if (options.list)
		return EXIT_SUCCESS;
	catch_signals();
	if (options.perf && perf_control_open(options.perf))
		return EXIT_FAILURE;
	if (gb_init("ptlu-bench") || open_run(&run, &options))
		return EXIT_FAILURE;
	status = measure(&run, &options, cases, nr);
	bench_run_close(&run);
	return status;
}
