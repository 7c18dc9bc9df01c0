/* SPDX-License-Identifier: GPL-2.0-only */
/* A run as its directory holds it: samples, counts and conditions, read and sorted. */
#ifndef RESULTS_RUN_H
#define RESULTS_RUN_H

#include "conditions.h"
#include "series.h"

/**
 * struct run - a run that was read
 * @dir: its directory
 * @set: samples.jsonl
 * @counts: counts.jsonl, instructions counted on the host tier; empty if there is none
 * @conditions: env.json
 * @views: views of @set
 * @nr_views: number of @views
 */
struct run {
	const char *dir;
	struct sample_set set;
	struct sample_set counts;
	struct conditions conditions;
	struct view *views;
	size_t nr_views;
};

/**
 * run_read() - read a run
 * @run: receives it; to be released with run_free()
 * @dir: its directory, kept
 *
 * Return: 0 or a negative errno value, after one line on stderr; @run is then released.
 */
int run_read(struct run *run, const char *dir);

/**
 * run_free() - release a run
 * @run: what run_read() filled
 */
void run_free(struct run *run);

#endif /* RESULTS_RUN_H */
