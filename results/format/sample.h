/* SPDX-License-Identifier: GPL-2.0-only */
/* The sample record (one measurement, schema 1) and its file samples.jsonl: fill, append, read. */
#ifndef RESULTS_FORMAT_SAMPLE_H
#define RESULTS_FORMAT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "refusal.h"

#define BENCH_SAMPLE_SCHEMA	1

/* Bytes of a name field, and of a refusal's text; what is longer is refused or cut off. */
#define SAMPLE_NAME_MAX		63
#define SAMPLE_TEXT_MAX		255

#define BENCH_MAX_SPREAD	(1.0 / BENCH_SPREAD_PARTS)

/**
 * struct bench_sample - one measurement: an operation of one variant on one size of one target
 * @run: id of the run, the name of its folder
 * @case_id: case that it was measured in, [A-Za-z0-9._-] only: cases/<case_id>.json has its details
 * @case_samples: samples that this case appended together, so that a case cut short is recognized;
 *	set by sample_log_append()
 * @tier: "host" or "kernel"
 * @arch: machine the measured code was built for: "x86_64", "arm64", ...
 * @kernel: version of the tree that the measured code comes from
 * @tree: which tree: the first 16 digits of tree.hash in env.json; "" when not known
 * @ptlu: revision of ptlu, 12 digits, "-dirty" after it for local changes; "" when not known
 * @time: when the case was finished, in seconds since 1970; 0 when not known
 * @target: name of the target, "any" where the operation does not depend on it (boot-reserve)
 * @format: the target's page-table format, "any" likewise
 * @op: "preserve", "unpreserve", "restore", "teardown", "boot-reserve"
 * @variant: "ours", "posted", "tree", "kho-linear", "kho-batch", "parallel-<n>",
 *	"parallel-batch-<n>", "parallel-mem-<n>", "io-pgtable", "floor-mem", "floor-api"
 * @leaf: leaf size: "4k", "2m", "1g", "mixed", "any"
 * @placement: "sequential", "shuffled", or "pooled": runs of a pool's blocks, which are shuffled
 * @cache: "cold" or "warm"
 * @tables: table pages (folios) of one domain, counted
 * @table_bytes: memory of these tables
 * @iova_bytes: IO virtual addresses mapped; 0 where no domain is involved
 * @iova_limit: the most that the target can map, 0 when not known: the report extrapolates up to it
 * @order: page order of the tables (0: 4 KiB each on a kernel with 4 KiB pages)
 * @pool_unused: pooled: pages that the pool held and no table had got when all domains were built
 * @batch: operations (domains) in one timed region
 * @workers: threads that carried the operation out together
 * @hugepages: simulated memory was backed by huge pages
 * @clock: clock of the timed region: "monotonic", ...
 * @timer_ns: smallest step of that clock as measured
 * @ns_reps: nanoseconds for one operation (one domain), for each repetition in the order run
 * @reps: number of @ns_reps; 0 for an operation that could not be measured, with @refused saying
 *	why: the figures are then 0 here and null in JSON
 * @ns_median: median of @ns_reps
 * @ns_min: smallest of @ns_reps
 * @ns_mad: median absolute deviation from the median, not scaled
 * @ns_per_table: @ns_median / @tables
 * @instructions: instructions of one operation, negative when not counted (JSON null)
 * @cycles: cycles of the processor that it took, negative when not counted (JSON null), like the
 *	next three
 * @llc_misses: reads that missed the last-level cache
 * @dtlb_misses: data reads that missed the TLB; on x86 each is a walk of the processor's tables
 * @page_walks: walks for data, where the processor counts them apart from the misses
 * @reads: data reads of one operation, negative when not counted (not in the JSON then), like the
 *	next three
 * @writes: data writes of it
 * @read_misses: data reads that missed the last-level cache of callgrind's model
 * @write_misses: data writes that missed it
 * @busy_reps: repetitions while which another thread used the core; negative when not known
 * @refused: NULL, or why the figures mean nothing; one line
 *
 * Strings are not owned: whoever fills the structure keeps them alive; those that sample_set_read()
 * fills belong to the set.
 */
struct bench_sample {
	const char *run;
	const char *case_id;
	unsigned int case_samples;
	const char *tier;
	const char *arch;
	const char *kernel;
	const char *tree;
	const char *ptlu;
	uint64_t time;
	const char *target;
	const char *format;
	const char *op;
	const char *variant;
	const char *leaf;
	const char *placement;
	const char *cache;
	uint64_t tables;
	uint64_t table_bytes;
	uint64_t iova_bytes;
	uint64_t iova_limit;
	unsigned int order;
	uint64_t pool_unused;
	unsigned int batch;
	unsigned int workers;
	bool hugepages;
	const char *clock;
	double timer_ns;
	const double *ns_reps;
	size_t reps;
	double ns_median;
	double ns_min;
	double ns_mad;
	double ns_per_table;
	double instructions;
	double cycles;
	double llc_misses;
	double dtlb_misses;
	double page_walks;
	double reads;
	double writes;
	double read_misses;
	double write_misses;
	double busy_reps;
	const char *refused;
};

/* Initializers of a sample of which nothing was counted. */
#define SAMPLE_NOT_COUNTED                                                                         \
	.instructions = -1, .cycles = -1, .llc_misses = -1, .dtlb_misses = -1, .page_walks = -1,   \
	.reads = -1, .writes = -1, .read_misses = -1, .write_misses = -1, .busy_reps = -1

/**
 * sample_name_is_valid() - whether a string may be a sample's name field
 * @name: the string or NULL
 *
 * Names go into file names, tables and the data of plots. A valid one begins with a letter or a
 * digit, has letters, digits, '.', '_', '+', '~' and '-' and at most SAMPLE_NAME_MAX bytes.
 *
 * Return: true if it is valid.
 */
bool sample_name_is_valid(const char *name);

/**
 * sample_summarize() - compute a sample's statistics and judge whether they mean anything
 * @s: sample with @ns_reps, @reps, @tables, @batch and @timer_ns set
 * @reason: buffer for the text that @s->refused then points to
 * @size: bytes of @reason, 160 are enough
 *
 * Sets ns_median, ns_min, ns_mad, ns_per_table, and refused to NULL or @reason. A refusal that the
 * caller has set before is kept. A figure is refused when the timed region (median times batch) is
 * shorter than BENCH_MIN_REGION_STEPS steps of the clock, when the MAD exceeds BENCH_MAX_SPREAD of
 * the median, or when there are fewer than BENCH_MIN_REPS repetitions. With none, or one that is no
 * finite number or negative, there are no figures at all: @s->reps becomes 0.
 *
 * Return: 0, or -ENOMEM.
 */
int sample_summarize(struct bench_sample *s, char *reason, size_t size);

/**
 * sample_to_line() - a sample as one line of JSON
 * @s: the sample
 *
 * Context: the caller frees the line.
 * Return: the line with its newline; NULL, after one line on stderr, when a field is missing, no
 * valid name or no finite number (JSON has no others), or without memory.
 */
char *sample_to_line(const struct bench_sample *s);

/**
 * sample_from_line() - parse one line of samples.jsonl
 * @s: receives the sample; its ns_reps is to be freed by the caller
 * @line: the line, without its newline
 * @len: bytes of it
 * @path: file name for messages
 * @line_nr: line number for messages, from 1
 * @strings: root of a search tree, NULL at first, that comes to own the strings; see
 *	sample_strings_free()
 *
 * The line is untrusted. Names must be valid (sample_name_is_valid()), numbers finite and within
 * what a run can hold; text is made printable. Unknown fields are ignored; a schema number other
 * than ours is refused.
 *
 * Return: 0, or -EINVAL or -ENOMEM after one line on stderr.
 */
int sample_from_line(struct bench_sample *s, const char *line, size_t len, const char *path,
		     size_t line_nr, void **strings);

/**
 * sample_strings_free() - release the strings that sample_from_line() collected
 * @strings: root of the search tree
 */
void sample_strings_free(void *strings);

/* A samples.jsonl that is open for appending, and the cases that it holds. */
struct sample_log;

/**
 * sample_log_open() - open a run's samples.jsonl for appending, creating it when it is not there
 * @log: receives the log
 * @path: the file
 *
 * A killed writer may have left a torn last line, or a last case with fewer samples than it says:
 * both are cut off, with a message on stderr, and that case counts as not done. The file is locked
 * against a second writer as long as the log is open.
 *
 * Return: 0 or a negative errno value, after one line on stderr that says what to do: -EBUSY when
 * another process writes to it, -EINVAL when it holds something that is not a sample.
 */
int sample_log_open(struct sample_log **log, const char *path);

/**
 * sample_log_append() - append all samples of one finished case and bring them to the disk
 * @log: open log
 * @samples: all samples of the case, with one @case_id that the log does not have yet
 * @nr: their number, at least 1
 *
 * One write() of whole lines, then fsync(). When that fails (full disk), what was written of it is
 * taken back, everything from before stays, and the log can be used on.
 *
 * Return: 0 or a negative errno value, after one line on stderr that names the file and what to do;
 * -EINVAL for a sample that is not complete or a number that is not finite, -EEXIST for a case that
 * is there already.
 */
int sample_log_append(struct sample_log *log, const struct bench_sample *samples, size_t nr);

/**
 * sample_log_has_case() - is a case done?
 * @log: open log
 * @case_id: the case
 *
 * Return: true when all its samples are in the log.
 */
bool sample_log_has_case(const struct sample_log *log, const char *case_id);

/**
 * sample_log_cases() - number of cases that are done
 * @log: open log
 *
 * Return: the number.
 */
size_t sample_log_cases(const struct sample_log *log);

/**
 * sample_log_close() - close the log
 * @log: log or NULL
 */
void sample_log_close(struct sample_log *log);

/* Samples read back; all their strings and arrays belong to the set. */
struct sample_set {
	struct bench_sample *samples;
	size_t nr;
	void *strings;		/* search tree of the interned strings */
	size_t room;		/* samples that fit before the array grows */
};

/**
 * sample_set_read() - read samples.jsonl
 * @set: receives the samples, in the order of the file
 * @path: the file
 *
 * Only reads: a torn last line (a run that is still writing, or was killed) is left alone and
 * skipped with a message.
 *
 * Return: 0 or a negative errno value, after one line on stderr with file and line number.
 */
int sample_set_read(struct sample_set *set, const char *path);

/**
 * sample_set_free() - release what sample_set_read() allocated
 * @set: the set; may be all zero
 */
void sample_set_free(struct sample_set *set);

#endif /* RESULTS_FORMAT_SAMPLE_H */
