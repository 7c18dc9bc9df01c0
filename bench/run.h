/* SPDX-License-Identifier: GPL-2.0-only */
/* A run: its directory, its id, its log, and whether another run disturbs it. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct sample_log;

#define BENCH_PATH_MAX	1024

/**
 * struct bench_run - a run that is being measured
 * @id: its name, unique among the runs of a checkout
 * @dir: its directory, <results>/runs/<id>
 * @env: its env.json
 * @log: its samples.jsonl; open, and locked against a second writer
 * @lock: file descriptor of <results>/runs/.measuring, which lists the runs that are measured now
 */
struct bench_run {
	char id[256];
	char dir[BENCH_PATH_MAX];
	char env[BENCH_PATH_MAX];
	struct sample_log *log;
	int lock;
};

/**
 * bench_run_create() - make the directory of a new run and open its log
 * @run: receives the run
 * @results: directory of all runs, made if it does not exist
 * @suffix: end of the id, after the date and time
 *
 * Runs that begin in the same second get different ids.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int bench_run_create(struct bench_run *run, const char *results, const char *suffix);

/**
 * bench_run_at() - open the log of a run in a directory of the caller's choice
 * @run: receives the run
 * @dir: the directory, made if it does not exist; its last component is the run's id
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int bench_run_at(struct bench_run *run, const char *dir);

/**
 * bench_run_find_latest() - find the run that <results>/latest points to
 * @run: receives id, directory and env.json
 * @results: directory of all runs
 *
 * Return: 0; -ENOENT if there is none; -EINVAL, after one line on stderr, if it cannot be resumed.
 */
int bench_run_find_latest(struct bench_run *run, const char *results);

/**
 * bench_run_resume() - open the log of a run that bench_run_find_latest() found
 * @run: the run
 * @results: directory of all runs
 *
 * Return: 0 or a negative errno value, after one line on stderr: -EBUSY while it is being measured.
 */
int bench_run_resume(struct bench_run *run, const char *results);

/**
 * bench_run_point_latest() - let <results>/latest point to the run
 * @run: the run
 * @results: directory of all runs
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int bench_run_point_latest(const struct bench_run *run, const char *results);

/**
 * bench_run_disturbed_by() - find out whether other runs were measured at the same time
 * @run: the run
 * @others: receives their ids, separated by blanks
 * @size: bytes of @others
 *
 * Return: true if there were any.
 */
bool bench_run_disturbed_by(const struct bench_run *run, char *others, size_t size);

/**
 * bench_run_close() - close the log and leave the list of runs
 * @run: the run
 */
void bench_run_close(struct bench_run *run);

#endif
