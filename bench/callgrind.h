/* SPDX-License-Identifier: GPL-2.0-only */
/* What callgrind counted between two of its client requests, read from its dump. */
#ifndef BENCH_CALLGRIND_H
#define BENCH_CALLGRIND_H

#include <stdbool.h>
#include <stddef.h>

/* Events of a dump; a cache miss is one of the last level, for data. */
enum event { EVENT_INSTRUCTIONS, EVENT_READS, EVENT_WRITES, EVENT_READ_MISSES, EVENT_WRITE_MISSES,
	     NR_EVENTS };

/**
 * struct function_count - instructions of one function itself, without those that it calls
 * @name: its name
 * @instructions: their number
 */
struct function_count {
	char *name;
	unsigned long long instructions;
};

/**
 * struct callgrind_dump - a dump
 * @trigger: text that the client request gave
 * @counted: which events it has
 * @events: their numbers
 * @functions: the functions that were executed, in no order
 * @nr_functions: number of @functions
 */
struct callgrind_dump {
	char trigger[256];
	bool counted[NR_EVENTS];
	unsigned long long events[NR_EVENTS];
	struct function_count *functions;
	size_t nr_functions;
};

/**
 * callgrind_read() - read a dump
 * @dump: receives it; to be released with callgrind_free()
 * @path: the file
 *
 * The format is described in valgrind's manual, "Callgrind Format Specification".
 *
 * Return: 0; -ENODATA for a dump that no client request made; another negative errno value, after
 * one line on stderr.
 */
int callgrind_read(struct callgrind_dump *dump, const char *path);

/**
 * callgrind_free() - release a dump
 * @dump: what callgrind_read() filled
 */
void callgrind_free(struct callgrind_dump *dump);

#endif
