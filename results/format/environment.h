/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run was measured on: machine, compiler, trees and options, written to env.json. */
#ifndef RESULTS_FORMAT_ENVIRONMENT_H
#define RESULTS_FORMAT_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define ENVIRONMENT_SCHEMA	1

/* An option of the run, as the user could give it again. */
struct environment_option {
	const char *name;
	const char *value;
};

/**
 * struct environment - what the caller knows and env.json cannot find out by itself
 * @run: id of the run, the name of its folder
 * @tier: "host" or "kernel"
 * @arch: machine the measured code was built for
 * @kernel: version of the tree that the measured code comes from
 * @ksrc: path of that tree; only its last component is recorded, for a path may name its user
 * @tree_version: which version that tree is: a git commit, with -dirty for changes, or Debian's
 *	version; NULL or "" when not known
 * @tree_hash: SHA-256 of the tree's files that were compiled, NULL when not known
 * @compiler: compiler and version of the measured code
 * @machine: what emulates the machine that is measured, NULL for this machine itself
 * @cflags: its flags that matter (optimization, sanitizers, machine), without include paths
 * @libraries: libraries that take part in measuring, with their versions; NULL when not known
 * @revision: ptlu's own git revision, NULL or "" when not known
 * @dirty: the checkout had changes that @revision does not have
 * @hugepages: simulated memory is backed by huge pages
 * @clock: clock of the timed regions, as in the samples
 * @timer_ns: its smallest step, from environment_timer_ns()
 * @options: the run's options
 * @nr_options: number of @options
 */
struct environment {
	const char *run;
	const char *tier;
	const char *arch;
	const char *kernel;
	const char *ksrc;
	const char *tree_version;
	const char *tree_hash;
	const char *compiler;
	const char *machine;
	const char *cflags;
	const char *libraries;
	const char *revision;
	bool dirty;
	bool hugepages;
	const char *clock;
	double timer_ns;
	const struct environment_option *options;
	size_t nr_options;
};

/**
 * environment_timer_ns() - measure the smallest step of a clock as a program sees it
 * @clock: clock id
 *
 * The smallest difference larger than zero between two reads, or the cost of one read where that is
 * larger; takes less than 20 ms.
 *
 * Return: nanoseconds; 0 when the clock does not work.
 */
double environment_timer_ns(clockid_t clock);

/**
 * environment_begin() - write env.json at the start of a run, or of a run that is taken up again
 * @path: the file; replaced as a whole or not at all
 * @env: what the caller knows
 *
 * Where @path exists, the run is being resumed: what decides the figures (machine, kernel tree,
 * compiler and flags, ptlu revision, huge pages, options) must be as it was, or the samples of one
 * run would not belong together. The file then gets one more entry under "sessions".
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ESTALE when something that
 * decides the figures differs, which the line names.
 */
int environment_begin(const char *path, const struct environment *env);

/**
 * environment_comparable() - whether times of a run can be compared with times of this build here
 * @path: the run's env.json
 * @env: this build
 *
 * Processor, number of processors, compiler and flags must be the same.
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ESTALE when something differs,
 * which the line names.
 */
int environment_comparable(const char *path, const struct environment *env);

/**
 * environment_end() - complete env.json: time and outcome of the session that is running
 * @path: the file
 * @outcome: "complete", "interrupted" or "failed"
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int environment_end(const char *path, const char *outcome);

/**
 * environment_core_clock() - note in the session that is running how fast the core was
 * @path: the file
 * @low: clock in GHz that 5 % of the looks were below
 * @median: median of the clock in GHz
 * @high: clock in GHz that 5 % of the looks were above
 * @additions: independent additions in each cycle
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int environment_core_clock(const char *path, double low, double median, double high,
			   double additions);

/**
 * environment_disturbed() - note in the session that is running who disturbed it
 * @path: the file
 * @others: ids of the runs that were measured at the same time
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int environment_disturbed(const char *path, const char *others);

/**
 * environment_option() - read an option of the run
 * @path: the file
 * @name: the option's name
 * @value: receives its value
 * @size: bytes of @value
 *
 * Return: 0; -EINVAL, after one line on stderr, if the file has no such option or a longer one.
 */
int environment_option(const char *path, const char *name, char *value, size_t size);

#endif /* RESULTS_FORMAT_ENVIRONMENT_H */
