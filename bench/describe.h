/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs of the host tier say of themselves: build, tree, and ptlu's revision. */
#ifndef BENCH_DESCRIBE_H
#define BENCH_DESCRIBE_H

#include "results/format/environment.h"

/* Bytes of the strings of struct bench_versions. */
#define BENCH_VERSION_MAX	24

/**
 * struct bench_versions - what the samples say of the code
 * @tree: which tree, as in struct bench_sample
 * @ptlu: revision of ptlu, likewise
 */
struct bench_versions {
	char tree[BENCH_VERSION_MAX];
	char ptlu[BENCH_VERSION_MAX];
};

void bench_name_versions(struct bench_versions *versions);
struct environment bench_describe(const char *run);

#endif
