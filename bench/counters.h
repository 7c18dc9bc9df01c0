/* SPDX-License-Identifier: GPL-2.0-only */
/* Hardware counters of the timed regions: a group of events, see perf_event_open(2). */
#ifndef BENCH_COUNTERS_H
#define BENCH_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

/* What is counted of an operation, in the order of bench_events(). */
enum bench_count {
	COUNT_CYCLES,
	COUNT_INSTRUCTIONS,
	COUNT_LLC_MISSES,
	COUNT_DTLB_MISSES,
	COUNT_PAGE_WALKS,
	NR_BENCH_COUNTS,
};

/**
 * struct counter_event - an event as perf_event_open() has it
 * @type: type of the event
 * @config: which one; both UINT32_MAX and UINT64_MAX for an event that this machine has not
 */
struct counter_event {
	uint32_t type;
	uint64_t config;
};

/**
 * struct counter_reading - a group as read() returns it
 * @nr: number of @values
 * @enabled: nanoseconds for which the group was enabled
 * @running: nanoseconds for which it was on the processor's counters
 * @values: a value for each event of the group
 */
struct counter_reading {
	uint64_t nr;
	uint64_t enabled;
	uint64_t running;
	uint64_t values[NR_BENCH_COUNTS];
};

/**
 * struct counter_group - events that are counted together
 * @leader: file descriptor of the first event, -1 if there is none
 * @fds: of all events, -1 for one that cannot be counted here
 * @nr: events that are counted
 * @last: the last reading; counts are differences
 */
struct counter_group {
	int leader;
	int fds[NR_BENCH_COUNTS];
	size_t nr;
	struct counter_reading last;
};

/**
 * bench_events() - the events that ptlu counts
 * @events: receives NR_BENCH_COUNTS of them
 */
void bench_events(struct counter_event *events);

/**
 * counters_find_event() - look up an event that the kernel names
 * @devices: directory of the performance monitoring units, /sys/bus/event_source/devices
 * @name: name of the event
 * @event: receives it
 *
 * Return: 0, or -ENOENT if no unit has it, or has it in a form other than event=NUMBER.
 */
int counters_find_event(const char *devices, const char *name, struct counter_event *event);

/**
 * counters_open() - open a group for the calling thread, in user mode, not yet counting
 * @g: receives it
 * @events: NR_BENCH_COUNTS events; those that this machine has not are left out
 *
 * Return: number of events that are counted, 0 if there is none.
 */
size_t counters_open(struct counter_group *g, const struct counter_event *events);

/**
 * counters_close() - close a group
 * @g: group
 */
void counters_close(struct counter_group *g);

/**
 * counters_start() - count from now on
 * @g: group
 */
void counters_start(struct counter_group *g);

/**
 * counters_stop() - count no more, and read what was counted since counters_start()
 * @g: group
 * @counts: receives NR_BENCH_COUNTS counts, -1 for an event that was not counted
 *
 * Return: 0; -EAGAIN if other programs had the counters for a part of the time, then all counts are
 * -1; or what counters_read() returns.
 */
int counters_stop(struct counter_group *g, double *counts);

/**
 * counters_fewest() - stop, and keep the fewest counts of all repetitions
 * @g: group
 * @batch: operations that were counted together
 * @fewest: NR_BENCH_COUNTS counts of one operation so far, negative for none
 *
 * What disturbs a repetition adds to its counts. One that shared the counters is left out, of which
 * a line on stderr warns once.
 */
void counters_fewest(struct counter_group *g, double batch, double *fewest);

/**
 * counters_read() - read a group
 * @fd: file descriptor of its leader
 * @nr: events that it has
 * @reading: receives the reading
 *
 * Return: 0; -EIO for fewer bytes or another number of events than the group has, as from a group
 * that the kernel could not schedule; or another negative errno value.
 */
int counters_read(int fd, size_t nr, struct counter_reading *reading);

/**
 * counters_difference() - what was counted between two readings
 * @before: reading
 * @after: reading
 * @counts: receives a count for each event of the group
 *
 * A group that shared the counters is not scaled: a timed region is shorter than the time for which
 * the kernel lets one group have them.
 *
 * Return: 0; -EAGAIN if the group was enabled for longer than it ran, or did not run.
 */
int counters_difference(const struct counter_reading *before, const struct counter_reading *after,
			double *counts);

#endif /* BENCH_COUNTERS_H */
