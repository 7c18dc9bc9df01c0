/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a night: its trees, and what became of each stage. */
#ifndef RESULTS_HISTORY_NIGHT_H
#define RESULTS_HISTORY_NIGHT_H

#include <stdbool.h>
#include <stddef.h>

#define NIGHT_TEXT	512

/**
 * struct night_stage - a stage of one tree
 * @name: its name
 * @outcome: "ok", "failures" (it ran, and tests failed), "failed" or "late" (out of its budget)
 * @seconds: how long it took
 * @run: the directory of its run, "-" without one
 * @note: what went wrong, "-" for nothing
 */
struct night_stage {
	char name[64];
	char outcome[16];
	long long seconds;
	char run[NIGHT_TEXT];
	char note[NIGHT_TEXT];
};

/**
 * struct night_tree - a tree of a night
 * @label: its name, also that of its directory
 * @version: which version it is
 * @ptlu: revision of ptlu, 12 digits, with "-dirty" for local changes
 * @unchanged: neither it nor ptlu differ from the last whole night
 * @ksrc: KSRC= for commands, "-" for a series that Debian packages
 * @db: its history
 * @stages: what ran
 * @nr_stages: number of @stages
 */
struct night_tree {
	char label[64];
	char version[NIGHT_TEXT];
	char ptlu[64];
	bool unchanged;
	char ksrc[NIGHT_TEXT];
	char db[NIGHT_TEXT];
	struct night_stage *stages;
	size_t nr_stages;
};

/**
 * struct night - a night
 * @name: its begin, the name of its directory
 * @trees: its trees
 * @nr_trees: number of @trees
 */
struct night {
	const char *name;
	struct night_tree *trees;
	size_t nr_trees;
};

/**
 * night_read() - read the files of a night
 * @night: receives it; to be released with night_free()
 * @dir: its directory, as scripts/nightly fills it: trees.tsv with a line for each tree (label,
 *	version, revision, "new" or "unchanged", tree, history) and stages.tsv with a line for each
 *	stage that has ended (label, stage, outcome, seconds, run, note)
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int night_read(struct night *night, const char *dir);

/**
 * night_free() - release a night
 * @night: what night_read() filled
 */
void night_free(struct night *night);

/**
 * night_could_not_run() - the number of stages that did not come to their end
 * @night: night
 *
 * Return: the number.
 */
size_t night_could_not_run(const struct night *night);

#endif /* RESULTS_HISTORY_NIGHT_H */
