// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the counters of timed regions: what a group returns, real groups of software events,
 * which every machine has, and events that the kernel names.
 */
#define _GNU_SOURCE
#include "results/ptlu/test/ktap.h"
#include "tests.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bench/counters.h"

#define PAGES	64

/* What counters_read() makes of these words. */
static int read_words(const uint64_t *words, size_t bytes, size_t nr, struct counter_reading *r)
{
	int ends[2], ret;

	CHECK(!pipe(ends));
	CHECK(write(ends[1], words, bytes) == (ssize_t)bytes);
	close(ends[1]);
	ret = counters_read(ends[0], nr, r);
	close(ends[0]);
	return ret;
}

static void test_read(void)
{
	static const uint64_t words[] = { 2, 1000, 900, 77, 88, 99 };
	const size_t word = sizeof(words[0]);
	struct counter_reading r;

	CHECK(!read_words(words, 5 * word, 2, &r));
	CHECK(r.nr == 2 && r.enabled == 1000 && r.running == 900);
	CHECK(r.values[0] == 77 && r.values[1] == 88);
	/* short, none at all, of another group, longer */
	CHECK(read_words(words, 4 * word, 2, &r) == -EIO);
	CHECK(read_words(words, 5 * word - 1, 2, &r) == -EIO);
	CHECK(read_words(words, 0, 2, &r) == -EIO);
	CHECK(read_words(words, 4 * word, 1, &r) == -EIO);
	CHECK(read_words(words, 6 * word, 3, &r) == -EIO);
	CHECK(read_words(words, 6 * word, 2, &r) == -EIO);
	CHECK(counters_read(-1, 2, &r) == -EBADF);
}

static void test_difference(void)
{
	const struct counter_reading before = { 2, 1000, 900, { 10, 20 } };
	struct counter_reading after = { 2, 1500, 1400, { 17, 40 } };
	double counts[NR_BENCH_COUNTS];

	CHECK(!counters_difference(&before, &after, counts));
	CHECK(counts[0] == 7 && counts[1] == 20);
	/* another program had the counters for one nanosecond; or all the time */
	after.running = 1399;
	CHECK(counters_difference(&before, &after, counts) == -EAGAIN);
	after.running = before.running;
	CHECK(counters_difference(&before, &after, counts) == -EAGAIN);
	after.enabled = before.enabled;
	CHECK(counters_difference(&before, &after, counts) == -EAGAIN);
}

/* Each page that is touched first is a fault. */
static void touch_pages(void)
{
	char *pages = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);

	CHECK(pages != MAP_FAILED && !madvise(pages, PAGES * 4096, MADV_NOHUGEPAGE));
	for (size_t i = 0; i < PAGES; i++)
		((volatile char *)pages)[i * 4096] = 1;
	munmap(pages, PAGES * 4096);
}

/* Stand-ins for the hardware's: a task's clock and its page faults, and one that no machine has. */
static void test_software_group(void)
{
	struct counter_event events[NR_BENCH_COUNTS];
	double counts[NR_BENCH_COUNTS];
	struct counter_group g;

	for (size_t i = 0; i < NR_BENCH_COUNTS; i++)
		events[i] = (struct counter_event){ UINT32_MAX, UINT64_MAX };
	events[1] = (struct counter_event){ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK };
	events[2] = (struct counter_event){ PERF_TYPE_SOFTWARE, 1000000 };
	events[3] = (struct counter_event){ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS };
	/* a kernel that lets nobody count has no group at all */
	if (!counters_open(&g, events))
		return;
	CHECK(g.nr == 2);
	touch_pages();
	for (unsigned int i = 0; i < 3; i++) {
		counters_start(&g);
		touch_pages();
		CHECK(!counters_stop(&g, counts));
		CHECK(counts[0] == -1 && counts[2] == -1 && counts[4] == -1);
		CHECK(counts[1] > 0);
		ktap_check(counts[3] >= PAGES && counts[3] < 2 * PAGES, __FILE__, __LINE__,
			   "%u: %.0f page faults, %.0f ns", i, counts[3], counts[1]);
	}
	counters_close(&g);
	CHECK(g.leader == -1);
}

static void test_no_group(void)
{
	struct counter_event events[NR_BENCH_COUNTS];
	double counts[NR_BENCH_COUNTS];
	struct counter_group g;

	for (size_t i = 0; i < NR_BENCH_COUNTS; i++)
		events[i] = (struct counter_event){ UINT32_MAX, UINT64_MAX };
	CHECK(!counters_open(&g, events));
	counters_start(&g);
	CHECK(!counters_stop(&g, counts));
	for (size_t i = 0; i < NR_BENCH_COUNTS; i++)
		CHECK(counts[i] == -1);
	counters_close(&g);
}

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	CHECK(file && fputs(text, file) >= 0 && !fclose(file));
}

/* As /sys/bus/event_source/devices of an Arm machine has it. */
static void test_named_event(void)
{
	char dir[] = "/tmp/ptlu-events-XXXXXX", command[64];
	struct counter_event event = { 0, 0 };

	CHECK(mkdtemp(dir));
	snprintf(command, sizeof(command), "mkdir -p %s/armv8_pmuv3_0/events", dir);
	CHECK(!system(command));
	CHECK(counters_find_event(dir, "dtlb_walk", &event) == -ENOENT);
	write_text(dir, "armv8_pmuv3_0/events/dtlb_walk", "event=0x0034\n");
	CHECK(counters_find_event(dir, "dtlb_walk", &event) == -ENOENT);
	write_text(dir, "armv8_pmuv3_0/type", "8\n");
	CHECK(!counters_find_event(dir, "dtlb_walk", &event));
	CHECK(event.type == 8 && event.config == 0x34);
	write_text(dir, "armv8_pmuv3_0/events/dtlb_walk", "event=0x0034,umask=0x1\n");
	CHECK(counters_find_event(dir, "dtlb_walk", &event) == -ENOENT);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	CHECK(!system(command));
}

const struct test counters_tests[] = {
	{ "read", test_read },
	{ "difference", test_difference },
	{ "software group", test_software_group },
	{ "no group", test_no_group },
	{ "named event", test_named_event },
	{ NULL, NULL },
};
