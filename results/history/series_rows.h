/* SPDX-License-Identifier: GPL-2.0-only */
/* The series of a history, and the nights of one. */
#ifndef RESULTS_SERIES_ROWS_H
#define RESULTS_SERIES_ROWS_H

#include "database.h"
#include "results/format/sample.h"

#include <stdbool.h>

/**
 * struct series_rows - all series of a history
 * @keys: the key of each as a sample, without measured values; @run is the number of its machine
 * @ids: row of each
 * @machines: row of the machine of each
 * @nr: number of series
 * @names: owns the strings
 */
struct series_rows {
	struct bench_sample *keys;
	long long *ids;
	long long *machines;
	size_t nr;
	void *names;
};

/**
 * series_rows_read() - read the series of a history
 * @r: receives them; to be released with series_rows_free()
 * @h: history
 *
 * Return: 0 or a negative errno value, after one line on stderr; @r is then released.
 */
int series_rows_read(struct series_rows *r, struct history *h);

/**
 * series_rows_free() - release the series
 * @r: what series_rows_read() filled; may be all zero
 */
void series_rows_free(struct series_rows *r);

/**
 * series_row() - the row of a series
 * @r: series
 * @key: one of its keys
 *
 * Return: the row.
 */
long long series_row(const struct series_rows *r, const struct bench_sample *key);

/**
 * series_key() - the key of a row
 * @r: series
 * @row: row of a series
 *
 * Return: the key; NULL if there is no such row.
 */
const struct bench_sample *series_key(const struct series_rows *r, long long row);

/**
 * struct series_night - what one run has of a series
 * @start: begin of the run, in seconds since 1970
 * @run: its id
 * @tree: version of the kernel tree
 * @ptlu: revision of ptlu, 12 digits
 * @state: whether it may be compared
 * @has_time: there are times
 * @refused: they mean nothing
 * @ns_min: fastest repetition, in nanoseconds; 0 without times
 * @ns_median: median
 * @has_count: there are exact counts
 * @instructions: instructions of one operation; 0 without counts
 */
struct series_night {
	long long start;
	char run[80];
	char tree[80];
	char ptlu[16];
	char state[16];
	bool has_time;
	bool refused;
	double ns_min;
	double ns_median;
	bool has_count;
	double instructions;
};

/**
 * series_nights() - the nights of a series, the oldest first
 * @h: history
 * @series: row of the series
 * @nr: receives their number
 *
 * Context: the caller frees the array.
 * Return: the nights; NULL after one line on stderr.
 */
struct series_night *series_nights(struct history *h, long long series, size_t *nr);

#endif /* RESULTS_SERIES_ROWS_H */
