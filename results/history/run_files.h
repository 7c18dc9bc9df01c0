/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a run that a history takes in. */
#ifndef RESULTS_RUN_FILES_H
#define RESULTS_RUN_FILES_H

#include "results/format/sample.h"
#include "results/ptlu/conditions.h"
#include "results/ptlu/ktap_sum.h"

#include <stdio.h>

#define DIGEST_TEXT	17

/**
 * struct run_files - a run as its directory holds it
 * @dir: the directory
 * @conditions: env.json
 * @samples: samples.jsonl; empty if there is none
 * @counts: counts.jsonl; likewise
 * @ktap: conformance.ktap, open for reading; NULL if there is none
 * @digest: of the bytes of all of them, 16 hexadecimal digits
 */
struct run_files {
	const char *dir;
	struct conditions conditions;
	struct sample_set samples;
	struct sample_set counts;
	FILE *ktap;
	char digest[DIGEST_TEXT];
};

/**
 * run_files_read() - read the files of a run
 * @r: receives them; to be released with run_files_free()
 * @dir: the run's directory, kept
 *
 * A run without env.json, without its machine or begin in it, or without any result is refused:
 * nobody could say which night it is.
 *
 * Return: 0 or a negative errno value, after one line on stderr; @r is then released.
 */
int run_files_read(struct run_files *r, const char *dir);

/**
 * run_files_free() - release them
 * @r: what run_files_read() filled
 */
void run_files_free(struct run_files *r);

/**
 * run_state() - whether a run may be compared with others
 * @r: its files
 *
 * Return: "good"; "failed" if it did not come to its end, "dirty" if ptlu or the tree had changes
 * that no revision has, "disturbed" if another run was measured at the same time, "injected" if
 * work was added on purpose. make check that finds a failure has come to its end.
 */
const char *run_state(const struct run_files *r);

#endif /* RESULTS_RUN_FILES_H */
