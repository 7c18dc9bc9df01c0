/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gbench.h: what ptlu-bench uses of Google Benchmark, for C: random order of repetitions, and its
 * JSON.
 */
#ifndef BENCH_GBENCH_H
#define BENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The repetition that is being run; valid while its function runs. */
struct gb_repetition;

/**
 * typedef gb_fn - one repetition of a benchmark
 * @rep: handle for gb_counter() and gb_fail()
 * @arg: as passed to gb_register()
 *
 * Return: the time measured, in seconds; ignored after gb_fail().
 */
typedef double (*gb_fn)(struct gb_repetition *rep, void *arg);

/**
 * gb_init() - initialize Google Benchmark, once per process and first
 * @program: name of the program for the JSON's context, without a path
 *
 * Return: 0 or a negative errno value; see gb_strerror().
 */
int gb_init(const char *program);

/**
 * gb_register() - add a benchmark to the next gb_run()
 * @name: unique; a '/' separates its parts
 * @fn: called once for each repetition
 * @arg: passed to @fn
 * @repetitions: at least 1
 *
 * Return: 0 or a negative errno value; see gb_strerror().
 */
int gb_register(const char *name, gb_fn fn, void *arg, int repetitions);

/**
 * gb_run() - run the repetitions of all registered benchmarks in random order, then forget them
 * @json: set to Google Benchmark's JSON, which the caller frees
 * @progress: called after each repetition: @done of @total
 * @data: passed to @progress
 *
 * In the JSON real_time and cpu_time are both the time that the function returned: the CPU time of
 * a repetition has its preparation in it. The machine has no name there. A failed repetition is an
 * error in the JSON and no failure of the run.
 *
 * Return: 0; -ECANCELED after gb_cancel(), then there is no JSON; or another negative errno value,
 * see gb_strerror().
 */
int gb_run(char **json, void (*progress)(size_t done, size_t total, void *data), void *data);

/**
 * gb_cancel() - skip all repetitions that have not begun
 *
 * Cannot be undone. Context: any, a signal handler too.
 */
void gb_cancel(void);

/**
 * gb_cancelled() - whether gb_cancel() was called
 *
 * Return: true if it was.
 */
bool gb_cancelled(void);

/**
 * gb_strerror() - why the last call failed
 *
 * Return: one line without a newline.
 */
const char *gb_strerror(void);

/**
 * gb_counter() - add a counter to the repetition
 * @rep: the repetition
 * @name: its key in the JSON
 * @value: its value; left out of the JSON unless finite
 */
void gb_counter(struct gb_repetition *rep, const char *name, double value);

/**
 * gb_fail() - let the repetition fail
 * @rep: the repetition
 * @fmt: why, as for printf(); one line
 */
void gb_fail(struct gb_repetition *rep, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif /* BENCH_GBENCH_H */
