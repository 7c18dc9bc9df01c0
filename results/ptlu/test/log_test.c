// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of samples.jsonl as a log: what a kill or a full disk leaves behind, and a second writer.
 */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/sample.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "samples.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[256];
static struct output messages;

static void begin(void)
{
	CHECK(!fuzz_begin());
	snprintf(path, sizeof(path), "%s/samples.jsonl", fuzz_directory());
	output_begin(&messages);
}

static void end(void)
{
	output_end(&messages);
	output_free(&messages);
	fuzz_end();
}

/* A case of two samples. */
static int append(struct sample_log *log, const char *id)
{
	static const double ns[] = { 100, 101, 102 };
	struct bench_sample samples[2];

	for (size_t i = 0; i < 2; i++) {
		samples[i] = test_sample(512, 101);
		samples[i].case_id = id;
		samples[i].variant = i ? "posted" : "ours";
		samples[i].ns_reps = ns;
		samples[i].reps = 3;
		samples[i].ns_min = 100;
	}
	return sample_log_append(log, samples, 2);
}

static struct sample_log *reopen(void)
{
	struct sample_log *log = NULL;

	CHECK(!sample_log_open(&log, path));
	return log;
}

static off_t size_of_log(void)
{
	struct stat status = { 0 };

	stat(path, &status);
	return status.st_size;
}

static void cut(off_t size)
{
	CHECK(!truncate(path, size));
}

static void test_append(void)
{
	struct sample_log *log;

	begin();
	log = reopen();
	CHECK(!append(log, "a"));
	CHECK(append(log, "a") == -EEXIST);
	CHECK(append(log, "no/name") == -EINVAL);
	CHECK(!append(log, "b"));
	sample_log_close(log);
	log = reopen();
	CHECK(sample_log_has_case(log, "a") && sample_log_has_case(log, "b"));
	CHECK(!sample_log_has_case(log, "c"));
	sample_log_close(log);
	end();
}

/* Killed at any byte of the second case: the first stays, the second is measured again. */
static void test_torn(void)
{
	struct sample_log *log;
	off_t first, second;

	begin();
	log = reopen();
	append(log, "a");
	first = size_of_log();
	append(log, "b");
	second = size_of_log();
	sample_log_close(log);
	for (off_t at = second - 1; at > first; at -= 37) {
		cut(at);
		log = reopen();
		CHECK(sample_log_has_case(log, "a"));
		CHECK(!sample_log_has_case(log, "b"));
		CHECK(size_of_log() == first);
		CHECK(!append(log, "b"));
		CHECK(size_of_log() == second);
		sample_log_close(log);
	}
	end();
}

static void test_second_writer(void)
{
	struct sample_log *log, *other = NULL;

	begin();
	log = reopen();
	CHECK(sample_log_open(&other, path) == -EBUSY);
	CHECK(!other);
	sample_log_close(log);
	end();
}

/* No room for the second case: what was written of it is removed, and the log can be used on. */
static void test_full_disk(void)
{
	struct rlimit limit, before;
	struct sample_log *log;
	off_t first;

	begin();
	signal(SIGXFSZ, SIG_IGN);
	log = reopen();
	append(log, "a");
	first = size_of_log();
	CHECK(!getrlimit(RLIMIT_FSIZE, &before));
	limit = before;
	limit.rlim_cur = (rlim_t)first + 100;
	CHECK(!setrlimit(RLIMIT_FSIZE, &limit));
	CHECK(append(log, "b") < 0);
	CHECK(!setrlimit(RLIMIT_FSIZE, &before));
	CHECK(size_of_log() == first);
	CHECK(!sample_log_has_case(log, "b"));
	CHECK(!append(log, "b"));
	sample_log_close(log);
	log = reopen();
	CHECK(sample_log_has_case(log, "b"));
	sample_log_close(log);
	end();
}

/* A line that was damaged in the middle ends the run; nothing is removed. */
static void test_damaged(void)
{
	struct sample_log *log;
	off_t size;
	FILE *file;

	begin();
	log = reopen();
	append(log, "a");
	append(log, "b");
	sample_log_close(log);
	size = size_of_log();
	file = fopen(path, "r+");
	fseek(file, 20, SEEK_SET);
	fputc('\n', file);
	fclose(file);
	CHECK(sample_log_open(&log, path) == -EINVAL);
	CHECK(size_of_log() == size);
	end();
}

const struct test log_tests[] = {
	{ "append", test_append },
	{ "torn", test_torn },
	{ "second writer", test_second_writer },
	{ "full disk", test_full_disk },
	{ "damaged", test_damaged },
	{ NULL, NULL },
};
