/* SPDX-License-Identifier: GPL-2.0-only */
/* Measures a case and makes samples of it. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "results/format/sample.h"
#include "sweep.h"

/* By default, and at most. */
#define BENCH_REPETITIONS	9
#define BENCH_MAX_REPETITIONS	99

/**
 * struct measurement - what the samples of a run have in common, and where they go
 * @run: id of the run
 * @tree: which tree is measured, as in struct bench_sample
 * @ptlu: revision of ptlu, likewise
 * @dir: its directory
 * @log: its samples.jsonl
 * @ops: patterns of the operations wanted
 * @variants: patterns of the variants wanted
 * @repetitions: repetitions of each operation, at most BENCH_MAX_REPETITIONS
 * @timer_ns: smallest step of the clock
 * @progress: called after each repetition with the part of the case that is done, 0 to 1
 */
struct measurement {
	const char *run, *tree, *ptlu, *dir;
	struct sample_log *log;
	const char *ops, *variants;
	unsigned int repetitions;
	double timer_ns;
	void (*progress)(double part);
};

int bench_measure(const struct measurement *m, const struct bench_case *one);

#endif
