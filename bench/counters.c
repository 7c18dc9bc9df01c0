// SPDX-License-Identifier: GPL-2.0-only
/* Hardware counters of the timed regions: a group of events, see perf_event_open(2). */
#define _GNU_SOURCE
#include "counters.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEVICES		"/sys/bus/event_source/devices"
#define READ_MISS(cache)                                                                           \
	(PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_OP_READ << 8 |                          \
	 PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

static const struct counter_event no_event = { UINT32_MAX, UINT64_MAX };

static bool is_event(const struct counter_event *event)
{
	return event->type != no_event.type || event->config != no_event.config;
}

static int read_number(const char *path, const char *format, uint64_t *number)
{
	FILE *file = fopen(path, "re");
	int found = file ? fscanf(file, format, number) : 0;
	int next = found == 1 ? fgetc(file) : 0;

	if (file)
		fclose(file);
	return next == '\n' || next == EOF ? 0 : -ENOENT;
}

int counters_find_event(const char *devices, const char *name, struct counter_event *event)
{
	char pattern[256], path[512];
	uint64_t type = 0;
	glob_t found = { 0 };
	int ret = -ENOENT;

	snprintf(pattern, sizeof(pattern), "%s/*/events/%s", devices, name);
	if (!glob(pattern, 0, NULL, &found)) {
		const char *file = found.gl_pathv[0];

		/* <device>/events/<name> and <device>/type */
		snprintf(path, sizeof(path), "%.*s/type",
			 (int)(strlen(file) - strlen("/events/") - strlen(name)), file);
		ret = read_number(file, "event=%" SCNx64, &event->config);
		if (!ret)
			ret = read_number(path, "%" SCNu64, &type);
		event->type = (uint32_t)type;
	}
	globfree(&found);
	return ret;
}

/* x86 has no generic event for walks: its misses of the data TLB are those that cause a walk. */
void bench_events(struct counter_event *events)
{
	events[COUNT_CYCLES] = (struct counter_event){ PERF_TYPE_HARDWARE,
						       PERF_COUNT_HW_CPU_CYCLES };
	events[COUNT_INSTRUCTIONS] = (struct counter_event){ PERF_TYPE_HARDWARE,
							     PERF_COUNT_HW_INSTRUCTIONS };
	events[COUNT_LLC_MISSES] = (struct counter_event){ PERF_TYPE_HW_CACHE, READ_MISS(LL) };
	events[COUNT_DTLB_MISSES] = (struct counter_event){ PERF_TYPE_HW_CACHE, READ_MISS(DTLB) };
	if (counters_find_event(DEVICES, "dtlb_walk", &events[COUNT_PAGE_WALKS]))
		events[COUNT_PAGE_WALKS] = no_event;
}

static int open_event(const struct counter_event *event, int leader)
{
	struct perf_event_attr attr = {
		.type = event->type,
		.size = sizeof(attr),
		.config = event->config,
		.disabled = leader < 0,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, leader, PERF_FLAG_FD_CLOEXEC);
}

size_t counters_open(struct counter_group *g, const struct counter_event *events)
{
	*g = (struct counter_group){ .leader = -1 };
	for (size_t i = 0; i < NR_BENCH_COUNTS; i++) {
		g->fds[i] = is_event(&events[i]) ? open_event(&events[i], g->leader) : -1;
		if (g->fds[i] < 0)
			continue;
		g->nr++;
		if (g->leader < 0)
			g->leader = g->fds[i];
	}
	return g->nr;
}

void counters_close(struct counter_group *g)
{
	for (size_t i = 0; i < NR_BENCH_COUNTS; i++)
		if (g->fds[i] >= 0)
			close(g->fds[i]);
	*g = (struct counter_group){ .leader = -1 };
}

/* The leader alone is switched on and off: the others count while it does. */
void counters_start(struct counter_group *g)
{
	if (g->leader >= 0)
		ioctl(g->leader, PERF_EVENT_IOC_ENABLE, 0);
}

int counters_read(int fd, size_t nr, struct counter_reading *reading)
{
	/* one event more than is expected would show */
	uint64_t words[3 + NR_BENCH_COUNTS + 1];
	ssize_t len = read(fd, words, sizeof(words));

	if (len < 0)
		return -errno;
	if (nr > NR_BENCH_COUNTS || len != (ssize_t)((3 + nr) * sizeof(*words)) || words[0] != nr)
		return -EIO;
	*reading = (struct counter_reading){ .nr = nr, .enabled = words[1], .running = words[2] };
	memcpy(reading->values, words + 3, nr * sizeof(*words));
	return 0;
}

int counters_difference(const struct counter_reading *before, const struct counter_reading *after,
			double *counts)
{
	uint64_t enabled = after->enabled - before->enabled;
	uint64_t running = after->running - before->running;

	if (!running || running < enabled)
		return -EAGAIN;
	for (size_t i = 0; i < after->nr; i++)
		counts[i] = (double)(after->values[i] - before->values[i]);
	return 0;
}

int counters_stop(struct counter_group *g, double *counts)
{
	double of_group[NR_BENCH_COUNTS];
	struct counter_reading now;
	size_t next = 0;
	int ret;

	for (size_t i = 0; i < NR_BENCH_COUNTS; i++)
		counts[i] = -1;
	if (g->leader < 0)
		return 0;
	ioctl(g->leader, PERF_EVENT_IOC_DISABLE, 0);
	ret = counters_read(g->leader, g->nr, &now);
	if (ret)
		return ret;
	ret = counters_difference(&g->last, &now, of_group);
	g->last = now;
	for (size_t i = 0; !ret && i < NR_BENCH_COUNTS; i++)
		if (g->fds[i] >= 0)
			counts[i] = of_group[next++];
	return ret;
}

void counters_fewest(struct counter_group *g, double batch, double *fewest)
{
	double counts[NR_BENCH_COUNTS];
	static bool warned;

	if (counters_stop(g, counts) == -EAGAIN && !warned) {
		fprintf(stderr, "\nptlu-bench: another program uses the hardware counters: repetitions in which it had them are not counted\n");
		warned = true;
	}
	for (size_t i = 0; i < NR_BENCH_COUNTS; i++) {
		double count = counts[i] / batch;

		if (count >= 0 && (fewest[i] < 0 || count < fewest[i]))
			fewest[i] = count;
	}
}
