// SPDX-License-Identifier: GPL-2.0-only
/* What the programs of the host tier say of themselves: build, tree, and ptlu's revision. */
#include <ptlu/build.h>
#include <stdio.h>
#include <stdlib.h>
#include "results/format/sample.h"
#include "describe.h"

/* Generated when the program is linked: see scripts/tree-hash. */
extern const char ptlu_tree_hash[];

/**
 * bench_name_versions() - what the samples say of the tree and of ptlu
 * @versions: receives it; enough of the digits to be unique
 */
void bench_name_versions(struct bench_versions *versions)
{
	const char *revision = getenv("PTLU_REVISION"), *dirty = getenv("PTLU_DIRTY");

	snprintf(versions->tree, sizeof(versions->tree), "%.16s", ptlu_tree_hash);
	snprintf(versions->ptlu, sizeof(versions->ptlu), "%.12s%s", revision ?: "",
		 revision && *revision && dirty && *dirty ? "-dirty" : "");
	if (!sample_name_is_valid(versions->ptlu))
		versions->ptlu[0] = '\0';
}

/**
 * bench_describe() - describe this program for env.json
 * @run: id of the run
 *
 * Return: the description; clock, timer and options are the caller's.
 */
struct environment bench_describe(const char *run)
{
	return (struct environment){
		.run = run,
		.tier = "host",
		.arch = PTLU_ARCH,
		.kernel = PTLU_KERNEL,
		.ksrc = PTLU_KSRC,
		.tree_version = getenv("PTLU_TREE"),
		.tree_hash = ptlu_tree_hash,
		.compiler = PTLU_COMPILER,
		.cflags = PTLU_CFLAGS,
		.libraries = PTLU_LIBRARIES,
		.revision = getenv("PTLU_REVISION"),
		.dirty = getenv("PTLU_DIRTY") && *getenv("PTLU_DIRTY"),
		.hugepages = true,
	};
}
