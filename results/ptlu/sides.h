/* SPDX-License-Identifier: GPL-2.0-only */
/* What make perf has sampled of a tree: processes, each with its stacks and what it timed. */
#ifndef RESULTS_SIDES_H
#define RESULTS_SIDES_H

#include "folded.h"
#include "run.h"

#define MAX_PROCESSES	200

/**
 * struct process - one process of make perf
 * @stacks: its samples
 * @self: samples of each function itself
 * @total: number of its samples
 * @operations: operations that were sampled
 * @ns: mean time of one of them
 */
struct process {
	struct stacks stacks;
	struct stacks self;
	double total;
	double operations;
	double ns;
};

/**
 * struct side - a tree that was sampled
 * @processes: its processes
 * @nr: number of @processes
 * @stacks: samples of all processes
 * @self: samples of each function itself, of all processes
 * @total: their number
 * @operations: operations of all processes
 * @ns: mean time of an operation
 * @what: operation, variant and target
 * @tree: which tree it is; "" when not known
 */
struct side {
	struct process processes[MAX_PROCESSES];
	size_t nr;
	struct stacks stacks;
	struct stacks self;
	double total;
	double operations;
	double ns;
	char what[256];
	char tree[CONDITION_TEXT];
};

/**
 * side_read() - read what was sampled of a tree
 * @side: receives it; to be released with side_free()
 * @run: directory of make perf's run
 * @name: "base" or "head": its processes are in <name>-1, <name>-2 and so on; NULL for the only
 *	tree of a run, whose one process is in bench/
 *
 * Return: 0 or a negative errno value, after one line on stderr; @side is then released.
 */
int side_read(struct side *side, const char *run, const char *name);

/**
 * side_free() - release a side
 * @side: what side_read() filled
 */
void side_free(struct side *side);

#endif /* RESULTS_SIDES_H */
