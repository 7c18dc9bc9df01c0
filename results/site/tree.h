/* SPDX-License-Identifier: GPL-2.0-only */
/* A tree of a site: its history in memory, as pages need it. */
#ifndef RESULTS_SITE_TREE_H
#define RESULTS_SITE_TREE_H

#include "html.h"
#include "results/history/database.h"
#include "results/history/findings.h"
#include "results/history/series_rows.h"

#include <stdbool.h>
#include <stddef.h>

/* The index of a run that is not there, or older than the site goes back. */
#define NO_RUN		((size_t)-1)
#define RUN_TEXT	160

/**
 * struct site_run - a run of the history
 * @id: its row
 * @start: its begin, in seconds since 1970
 * @machine: row of its machine
 * @name: its id
 * @file: name of its page, without .html; no other run of the tree has it
 * @state: whether it may be compared
 * @tier: where the code ran
 * @arch: machine that it was compiled for
 * @kernel: version of the kernel tree
 * @tree: which version the kernel tree is
 * @ptlu: revision of ptlu, 12 digits
 * @compiler: compiler of the measured code
 * @cflags: its flags
 * @release: kernel of the machine
 * @microcode: of the processor
 * @profile: PROFILE of the run
 * @times: number of its times
 * @counts: number of its exact counts
 * @tests: number of its tests
 */
struct site_run {
	long long id, start, machine;
	char name[RUN_TEXT];
	char file[SITE_FILE + 24];
	char state[16];
	char tier[64];
	char arch[RUN_TEXT];
	char kernel[RUN_TEXT];
	char tree[RUN_TEXT];
	char ptlu[16];
	char compiler[RUN_TEXT];
	char cflags[RUN_TEXT];
	char release[RUN_TEXT];
	char microcode[RUN_TEXT];
	char profile[64];
	long long times, counts, tests;
};

/**
 * struct site_change - a change that was reported, or will be
 * @kind: what it is a change of
 * @machine: row of the machine
 * @tier: where the code ran
 * @arch: machine that it was compiled for
 * @target: target, ALL_TARGETS for a change of several; "" for tests, as the next two
 * @op: operation
 * @variant: variant
 * @test: of tests the name of the first one; "" otherwise
 * @before: index of the last run without the change; NO_RUN if it is not on the site
 * @first: index of the first run with it; likewise
 * @since: begin of that run, in seconds since 1970
 * @ratio: after divided by before; NaN for tests
 * @p: p of the t-test; NaN for counts and tests
 * @reported: when it was reported, in seconds since 1970; 0 for not yet
 * @found: the same as found now, with its points; NULL if it is older than what is looked at
 */
struct site_change {
	enum finding_kind kind;
	long long machine;
	char tier[64];
	char arch[RUN_TEXT];
	char target[64];
	char op[64];
	char variant[64];
	char test[FINDING_TEXT];
	size_t before, first;
	long long since;
	double ratio, p;
	long long reported;
	const struct finding *found;
};

/**
 * struct run_change - how a run differs from the one before it, on the same machine
 * @before: index of that run; NO_RUN if there is none
 * @points: times that both have, lower bounds left out
 * @ratio: geometric mean of their ratios
 */
struct run_change {
	size_t before;
	size_t points;
	double ratio;
};

/**
 * struct site_tree - a tree
 * @label: its name
 * @file: name of its directory
 * @db: file of its history
 * @h: its history
 * @runs: its runs, the oldest first
 * @nr_runs: number of @runs
 * @series: its series
 * @ns: of each series the fastest repetition by run, in nanoseconds: 0 without, negative if it was
 *	refused; NULL for a series without times
 * @counts: of each series the instructions by run, 0 without; NULL for a series without counts
 * @changes: what changed, the newest first
 * @nr_changes: number of @changes
 * @findings: owns the findings of @changes
 * @runs_script: path of the script that has @runs, for charts and comparisons
 * @runs_script_size: its bytes
 * @compared: of each run, what differs from the one before it
 */
struct site_tree {
	char label[64];
	char file[SITE_FILE];
	char *db;
	struct history h;
	struct site_run *runs;
	size_t nr_runs;
	struct series_rows series;
	float **ns;
	double **counts;
	struct site_change *changes;
	size_t nr_changes;
	struct findings findings;
	char runs_script[SITE_FILE + 32];
	size_t runs_script_size;
	struct run_change *compared;
};

/**
 * tree_read() - read a tree
 * @t: receives it; to be released with tree_free()
 * @label: its name
 * @db: file of its history
 * @days: how many days before the newest run the site goes back
 *
 * Return: 0 or a negative errno value, after one line on stderr; @t is then released.
 */
int tree_read(struct site_tree *t, const char *label, const char *db, long days);

/**
 * tree_free() - release a tree
 * @t: what tree_read() filled; may be all zero
 */
void tree_free(struct site_tree *t);

/**
 * tree_run() - the index of a run
 * @t: tree
 * @id: row of the run
 *
 * Return: the index; NO_RUN if the site does not go back so far.
 */
size_t tree_run(const struct site_tree *t, long long id);

/**
 * tree_read_changes() - fill @changes of a tree whose runs are there
 * @t: tree
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int tree_read_changes(struct site_tree *t);


/**
 * tree_compare_runs() - fill @compared of a tree
 * @t: tree
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int tree_compare_runs(struct site_tree *t);

#endif /* RESULTS_SITE_TREE_H */
