/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gbench.h: a plain C interface to Google Benchmark 1.7, made to be lifted into other C projects.
 *
 * What it is for: a C program that wants Google Benchmark's runner (repetitions, random
 * interleaving, manual time, counters, complexity fits) and its JSON, which many tools read,
 * without a line of C++ in the program itself. gbench.cc with its gbench_json.h is the only C++;
 * link it with g++ (or add -lstdc++) and -lbenchmark -lpthread. It depends on nothing else, nor on
 * the rest of this project.
 *
 * How it is used:
 *
 *	static void sum(struct gb_state *st, void *arg)
 *	{
 *		struct numbers *n = arg;
 *		long total;
 *
 *		while (gb_running(st)) {
 *			total = add_up(n);
 *			gb_keep(&total);
 *		}
 *		gb_counter(st, "numbers", n->nr, GB_COUNTER_PLAIN);
 *	}
 *
 *	gb_init("my-bench", GB_ORDER_INTERLEAVED);
 *	gb_register(&(struct gb_spec){ .name = "sum", .fn = sum, .arg = &n, .repetitions = 9 });
 *	ret = gb_run(&(struct gb_run_spec){ .json_path = "sum.json", .rep = on_rep });
 *	gb_clear();
 *
 * gb_register(), gb_run(), gb_clear() may follow each other as often as wanted in one process, each
 * round with a JSON file of its own: the file is written whole or not at all, so a run that is
 * killed keeps every round that it finished.
 *
 * What it adds to Google Benchmark:
 *  - the JSON file is complete or absent (written beside, fsync, rename), also when the disk is
 *    full;
 *  - the file does not name the machine: host_name in its context is empty;
 *  - NaN and Infinity, which Google Benchmark writes although JSON has no such numbers, never reach
 *    the file: a counter that is not finite is left out, a repetition whose time is not finite
 *    becomes an error, an aggregate that is not finite is left out;
 *  - mistakes that Google Benchmark meets with abort() or silence become an error of the
 *    repetition: a function that returns before the loop ended, manual time not given once per
 *    iteration;
 *  - nothing is printed on the console; the program prints what it wants from the callbacks.
 *
 * All functions are to be called from one thread. Functions return 0 or a negative errno value
 * unless said otherwise; gb_strerror() tells more about the last failure in one line.
 */
#ifndef BENCH_GBENCH_H
#define BENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A running benchmark function's handle; valid while the function runs. */
struct gb_state;

/**
 * typedef gb_fn - a benchmark: prepares, loops on gb_running(), cleans up
 * @st: handle for the calls below
 * @arg: the pointer given at registration
 *
 * With fixed iterations (struct gb_spec) it is called once for each repetition. With iterations of
 * 0 Google Benchmark calls it more often, to find out how many iterations fill its minimum time.
 */
typedef void (*gb_fn)(struct gb_state *st, void *arg);

/* How the order of repetitions is chosen. */
enum gb_order {
	GB_ORDER_SEQUENTIAL,	/* all repetitions of one benchmark, then those of the next */
	GB_ORDER_INTERLEAVED,	/* all repetitions of all benchmarks, at random */
};

/* Which time a benchmark reports as its real time. */
enum gb_timing {
	GB_TIME_WALL,		/* wall clock from loop begin to loop end, without paused parts */
	GB_TIME_CPU,		/* the same, but the CPU time decides on the number of iterations */
	GB_TIME_MANUAL,		/* what gb_set_iteration_time() is given, once per iteration */
};

/* Asymptotic complexity to fit over the sizes of a family (struct gb_spec.sizes). */
enum gb_big_o {
	GB_O_NONE,		/* no fit */
	GB_O_1,
	GB_O_N,
	GB_O_N_SQUARED,
	GB_O_N_CUBED,
	GB_O_LOG_N,
	GB_O_N_LOG_N,
	GB_O_AUTO,		/* the best of the above */
};

/* What Google Benchmark does with a user counter; values may be or-ed. */
enum gb_counter_flags {
	GB_COUNTER_PLAIN = 0,		/* reported as given */
	GB_COUNTER_RATE = 1 << 0,	/* divided by the seconds measured */
	GB_COUNTER_PER_ITERATION = 1 << 1, /* divided by the number of iterations */
	GB_COUNTER_INVARIANT = 1 << 2,	/* given for one iteration, multiplied by their number */
	GB_COUNTER_INVERT = 1 << 3,	/* inverted at the end, after all of the above */
	GB_COUNTER_1024 = 1 << 4,	/* prefixes k, M, G on a console are powers of 1024 */
};

/**
 * struct gb_spec - one benchmark to register
 * @name: unique among the registered ones, printable; a '/' separates parts by convention
 * @fn: the function
 * @arg: passed to @fn and handed back in struct gb_rep; not owned
 * @timing: which time counts
 * @iterations: loop iterations of each repetition; 0 lets Google Benchmark choose them
 * @repetitions: how often to repeat; 0 means once
 * @complexity: fit over @sizes, each run telling its N with gb_set_complexity_n()
 * @sizes: when set, one instance of the benchmark runs for each, which reads it with gb_size()
 * @nr_sizes: number of @sizes; 0 for a single instance
 *
 * Everything but @arg is copied.
 */
struct gb_spec {
	const char *name;
	gb_fn fn;
	void *arg;
	enum gb_timing timing;
	int64_t iterations;
	int repetitions;
	enum gb_big_o complexity;
	const int64_t *sizes;
	size_t nr_sizes;
};

/* A user counter as it was reported, after the flags took effect; always finite. */
struct gb_counter_value {
	const char *name;
	double value;
};

/**
 * struct gb_rep - one finished repetition, as the callback gets it; valid during the call only
 * @name: as registered
 * @run_name: Google Benchmark's full name: with size, iterations, repetitions, kind of time
 * @arg: as registered
 * @size: the instance's size, 0 when the benchmark has none
 * @index: repetition, from 0
 * @repetitions: how many there are
 * @iterations: loop iterations done
 * @real_ns: nanoseconds per iteration of the time chosen in struct gb_spec (wall or manual)
 * @cpu_ns: nanoseconds of CPU time per iteration
 * @complexity_n: as told by gb_set_complexity_n(), else 0
 * @label: as told by gb_label(), else ""
 * @error: NULL, or why the repetition has no figures; then no other figure means anything
 * @counters: the user counters in the order of their names
 * @nr_counters: number of @counters
 */
struct gb_rep {
	const char *name;
	const char *run_name;
	void *arg;
	int64_t size;
	int64_t index;
	int64_t repetitions;
	int64_t iterations;
	double real_ns;
	double cpu_ns;
	int64_t complexity_n;
	const char *label;
	const char *error;
	const struct gb_counter_value *counters;
	size_t nr_counters;
};

/**
 * struct gb_run_spec - what to run and where to report
 * @filter: extended regular expression on the names; NULL runs all
 * @json_path: file for Google Benchmark's JSON; NULL for none. Replaced when it exists.
 * @rep: called for each finished repetition, or NULL. Google Benchmark hands the repetitions of a
 *	benchmark over together when its last one is done, so use @progress to show life.
 * @progress: called after each call of a benchmark function, or NULL: @done of @total calls are
 *	over. @total is right for benchmarks of fixed iterations and without @filter, else a guess.
 * @data: passed to @rep and @progress
 */
struct gb_run_spec {
	const char *filter;
	const char *json_path;
	void (*rep)(const struct gb_rep *rep, void *data);
	void (*progress)(const char *name, size_t done, size_t total, void *data);
	void *data;
};

/**
 * gb_init() - prepare Google Benchmark, once per process and before all else
 * @program: the program's name for the JSON's context ("executable"); not a path of the machine
 * @order: order of the repetitions in each gb_run()
 *
 * Google Benchmark's own command line flags are not read.
 *
 * Return: 0, -EALREADY when called again, -EINVAL without a name.
 */
int gb_init(const char *program, enum gb_order order);

/**
 * gb_context_add() - add a key with a value to the "context" of the JSON files written from now on
 * @key: unique; Google Benchmark's own keys (date, host_name, executable, num_cpus, ...) are
 *	refused
 * @value: text; control characters become blanks
 *
 * Return: 0, -EEXIST for a key that is there, -EINVAL for an empty one.
 */
int gb_context_add(const char *key, const char *value);

/**
 * gb_register() - register a benchmark for the next gb_run()
 * @spec: what to register
 *
 * Return: 0, -EEXIST when the name is taken, -EINVAL for a spec that makes no sense, -ENOMEM.
 */
int gb_register(const struct gb_spec *spec);

/**
 * gb_run() - run what is registered and write the JSON file
 * @spec: what to run and where to report
 *
 * Returns when everything ran; errors of single repetitions are told in the callback and in the
 * JSON and are no failure of the run. The callbacks come before the file is written.
 *
 * Return: number of benchmark instances run, or a negative errno value: -ENOENT when nothing is
 * registered or matches, -EINVAL for a filter that is no regular expression, -ECANCELED after
 * gb_cancel(), or what writing the file failed with (-ENOSPC, ...); then the file is as it was
 * before.
 */
int gb_run(const struct gb_run_spec *spec);

/**
 * gb_cancel() - make gb_run() end soon without a JSON file
 *
 * The call in progress is finished by its function, later ones are not made. May be called from a
 * signal handler. Stays in effect until gb_clear().
 */
void gb_cancel(void);

/**
 * gb_cancelled() - has gb_cancel() been called since the last gb_clear()?
 *
 * Return: true when so; a benchmark function with much work left may stop with gb_error().
 */
bool gb_cancelled(void);

/** gb_clear() - forget all registered benchmarks, so that the next round can register its own */
void gb_clear(void);

/**
 * gb_strerror() - why the last gb_init(), gb_register(), gb_run() or gb_context_add() failed
 *
 * Return: one line without a newline; valid until the next call of one of them.
 */
const char *gb_strerror(void);

/* ---- inside a benchmark function ---- */

/**
 * gb_running() - the loop's condition: starts the clock first time, stops it at the end
 * @st: handle
 *
 * Return: true for each iteration to do; false at the end and after gb_error().
 */
bool gb_running(struct gb_state *st);

/**
 * gb_pause() - stop the clock inside the loop; not for GB_TIME_MANUAL
 * @st: handle
 *
 * Costs about a microsecond with gb_resume(), so iterations must be long enough, or use
 * GB_TIME_MANUAL with a clock of your own. Pausing a stopped clock changes nothing.
 */
void gb_pause(struct gb_state *st);

/**
 * gb_resume() - start the clock again after gb_pause()
 * @st: handle
 */
void gb_resume(struct gb_state *st);

/**
 * gb_set_iteration_time() - the time of this iteration, for GB_TIME_MANUAL, once per iteration
 * @st: handle
 * @seconds: measured; finite and not negative
 */
void gb_set_iteration_time(struct gb_state *st, double seconds);

/**
 * gb_counter() - set a user counter of this repetition
 * @st: handle
 * @name: key in the JSON; setting it again replaces the value
 * @value: left out of the report when it is not finite
 * @flags: or-ed enum gb_counter_flags
 */
void gb_counter(struct gb_state *st, const char *name, double value, unsigned int flags);

/**
 * gb_label() - free text for this benchmark, which the JSON carries as "label"
 * @st: handle
 * @text: control characters become blanks
 */
void gb_label(struct gb_state *st, const char *text);

/**
 * gb_error() - end this repetition as failed; printf-like, one line
 * @st: handle
 * @fmt: what went wrong and what to do
 *
 * The function should return next; gb_running() says false from now on. The first error is kept.
 */
void gb_error(struct gb_state *st, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * gb_set_complexity_n() - the N of this run, for the complexity fit
 * @st: handle
 * @n: larger than 0
 */
void gb_set_complexity_n(struct gb_state *st, int64_t n);

/**
 * gb_size() - the size of this instance
 * @st: handle
 *
 * Return: one of struct gb_spec.sizes, 0 when the benchmark has none.
 */
int64_t gb_size(const struct gb_state *st);

/**
 * gb_iterations() - iterations that the loop will do in this call
 * @st: handle
 *
 * Return: at least 1.
 */
int64_t gb_iterations(const struct gb_state *st);

/**
 * gb_keep() - make the compiler believe that the object behind @p is read and changed
 * @p: pointer to a result that the optimizer shall not remove
 */
static inline void gb_keep(const void *p)
{
	__asm__ volatile("" : : "g"(p) : "memory");
}

#ifdef __cplusplus
}
#endif

#endif /* BENCH_GBENCH_H */
