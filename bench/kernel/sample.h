/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples of the kernel tier, one line of JSON each by results/schema.json. */
#ifndef BENCH_KERNEL_SAMPLE_H
#define BENCH_KERNEL_SAMPLE_H

#include "bench/ops.h"

#define KERNEL_MOST_REPS	64

/**
 * struct kernel_sample - an operation of a variant on a workload
 * @run: id of the run
 * @op: the operation
 * @variant: the variant
 * @spec: the workload
 * @tables: number of tables of one domain
 * @order: page order of a table
 * @iova_bytes: bytes mapped in one domain
 * @cold: the caches were evicted before each repetition
 * @timer_ns: smallest step of the clock
 * @ns: time of each repetition, for the whole batch
 * @reps: number of repetitions
 * @error: error of a repetition, or 0
 */
struct kernel_sample {
	const char *run;
	const struct ptlu_bench_op *op;
	const struct ptlu_bench_variant *variant;
	struct ptlu_workload_spec spec;
	u64 tables, iova_bytes;
	unsigned int order;
	bool cold;
	u64 timer_ns;
	u64 ns[KERNEL_MOST_REPS];
	unsigned int reps;
	int error;
};

int ptlu_kernel_sample_add(struct kernel_sample *sample, unsigned int case_samples);
void ptlu_kernel_samples_file_add(struct dentry *dir);
void ptlu_kernel_samples_free(void);

#endif
