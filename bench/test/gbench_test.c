// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the C API over Google Benchmark: a failed repetition, a time that is none, cancelling.
 */
#include "results/ptlu/test/ktap.h"
#include "tests.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench/gbench.h"

#define REPETITIONS	9

static unsigned int calls;

/* The repetition that fails, counted down. */
static double fail_once(struct gb_repetition *rep, void *arg)
{
	unsigned int *left = arg;

	calls++;
	gb_counter(rep, "calls", calls);
	gb_counter(rep, "not finite", NAN);
	if (!(*left)--)
		gb_fail(rep, "no %s today", "luck");
	return 1e-6;
}

static double no_time(struct gb_repetition *rep, void *arg)
{
	(void)rep;
	(void)arg;
	return NAN;
}

static double cancel(struct gb_repetition *rep, void *arg)
{
	(void)rep;
	(void)arg;
	calls++;
	gb_cancel();
	return 1e-6;
}

static void count_progress(size_t done, size_t total, void *data)
{
	size_t *seen = data;

	CHECK(done == ++*seen && total == 2 * REPETITIONS);
}

static json_t *run(size_t *seen, int expected)
{
	char *json = NULL;
	json_t *file;

	CHECK(gb_run(&json, seen ? count_progress : NULL, seen) == expected);
	file = json ? json_loads(json, JSON_REJECT_DUPLICATES, NULL) : NULL;
	free(json);
	return file;
}

static unsigned int count_errors(json_t *file, const char *message)
{
	const json_t *one;
	unsigned int nr = 0;
	size_t i;

	json_array_foreach(json_object_get(file, "benchmarks"), i, one) {
		const char *text = json_string_value(json_object_get(one, "error_message"));

		nr += text && !strcmp(text, message);
	}
	return nr;
}

/* Google Benchmark's aggregates aborted on it. */
static void test_failed_repetition(void)
{
	unsigned int fourth = 4, never = 1000;
	const char *host;
	size_t seen = 0;
	json_t *file;

	calls = 0;
	CHECK(!gb_register("case/op/bad", fail_once, &fourth, REPETITIONS));
	CHECK(!gb_register("case/op/good", fail_once, &never, REPETITIONS));
	CHECK(gb_register("case/op/good", fail_once, &never, REPETITIONS) == -EEXIST);
	CHECK(gb_register("", fail_once, &never, REPETITIONS) == -EINVAL);
	file = run(&seen, 0);
	CHECK(calls == 2 * REPETITIONS && seen == 2 * REPETITIONS);
	CHECK(count_errors(file, "no luck today") == 1);
	host = json_string_value(json_object_get(json_object_get(file, "context"), "host_name"));
	CHECK_TEXT(host ? host : "none", "");
	json_decref(file);
}

static void test_no_time(void)
{
	json_t *file;

	CHECK(!gb_register("case/op/none", no_time, NULL, REPETITIONS));
	file = run(NULL, 0);
	CHECK(count_errors(file, "the time measured is not finite") == REPETITIONS);
	json_decref(file);
	/* nothing stays registered */
	file = run(NULL, -ENOENT);
	CHECK(!file);
	json_decref(file);
}

/* In a process of its own: it cannot be undone. */
static void test_cancel(void)
{
	pid_t child = fork();
	int status = 0;

	if (!child) {
		char *json = NULL;
		int ret;

		calls = 0;
		ret = gb_register("case/op/cancel", cancel, NULL, REPETITIONS);
		if (!ret)
			ret = gb_run(&json, NULL, NULL);
		_exit(ret == -ECANCELED && calls == 1 && !json && gb_cancelled() ? 0 : 1);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status));
}

const struct test gbench_tests[] = {
	{ "failed repetition", test_failed_repetition },
	{ "no time", test_no_time },
	{ "cancel", test_cancel },
	{ NULL, NULL },
};
