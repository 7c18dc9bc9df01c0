/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of made nights, for tests of histories. */
#ifndef RESULTS_HISTORY_TEST_NIGHTS_H
#define RESULTS_HISTORY_TEST_NIGHTS_H

#include "results/format/sample.h"
#include "results/history/database.h"

#include <stdbool.h>

/**
 * struct made_night - what a made run has
 * @number: night of the run, which gives its id and begin
 * @cpu: processor model, "CPU" if NULL
 * @tree: version of the tree, "v7.3-<number>-g0123456789ab" if NULL
 * @outcome: outcome of its session, "complete" if NULL
 * @microcode: microcode, "1" if NULL
 * @dirty: ptlu had changes
 * @sparse: it has tables of 1 GiB leaves besides
 * @slower: part by which its times are slower than those of other nights
 * @instructions: instructions of its counts; no counts if 0
 * @failing: test that fails, of two; no tests if NULL, none fails if ""
 */
struct made_night {
	unsigned int number;
	const char *cpu, *tree, *outcome, *microcode;
	bool dirty;
	bool sparse;
	double slower;
	double instructions;
	const char *failing;
};

/**
 * night_write() - write a run into the directory of the tests
 * @n: what it has
 *
 * Times are of restore of ours and of posted on two targets, eight sizes each, with a noise of half
 * a per cent that depends on the number of the night; @n->slower is of ours on the first target
 * alone.
 *
 * Return: the run's directory; valid until the next call.
 */
const char *night_write(const struct made_night *n);

/**
 * night_import() - write a run and import it
 * @db: the history's file
 * @n: what it has
 *
 * Return: what ptlu history import returns.
 */
int night_import(const char *db, const struct made_night *n);

/**
 * session_write() - write what ptlu-rounds measures
 * @dir: directory of the session
 * @rounds: number of rounds
 * @sparse: it has tables of 1 GiB leaves besides
 * @slower: part by which ours is slower on the first target in the newer program
 *
 * The points and their noise are as in night_write().
 */
void session_write(const char *dir, unsigned int rounds, double slower);

/**
 * test_command() - call a command
 * @command: ptlu history or ptlu changes
 * @words: its name and arguments, separated by single blanks
 * @status: receives its exit status
 *
 * Context: the caller frees the text.
 * Return: what it printed.
 */
char *test_command(int (*command)(int argc, char **argv), const char *words, int *status);

/**
 * test_path() - a path in the directory of the tests
 * @name: name of a file
 *
 * Return: the path; valid until the fourth call from now.
 */
const char *test_path(const char *name);

/**
 * test_dump() - all results of a history by what they are, without row numbers
 * @db: the history's file
 *
 * Context: the caller frees the text.
 * Return: the text.
 */
char *test_dump(const char *db);

#endif /* RESULTS_HISTORY_TEST_NIGHTS_H */
