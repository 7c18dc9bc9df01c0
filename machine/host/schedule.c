// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of which one runs at a time, and that change at chosen points alone: at each marked
 * access, atomic operation and lock. The same schedule gives the same run.
 */
#include <pthread.h>
#include <sched.h>
#include <linux/kernel.h>
#include "machine/random.h"
#include "internal.h"

#ifdef PTLU_FAULTS
bool host_scheduled, host_reads_scheduled;

static struct {
	const struct ptlu_schedule *plan;
	pthread_mutex_t lock;
	pthread_cond_t turn[HOST_MAX_WORKERS];
	bool ended[HOST_MAX_WORKERS];
	unsigned int nr, running;
	unsigned long points;
	struct ptlu_random random;
} threads = { .lock = PTHREAD_MUTEX_INITIALIZER };

static __thread unsigned int me;

/**
 * ptlu_schedule() - run the threads of ptlu_run_workers() one at a time
 * @plan: when they change; NULL to run them all at once again
 *
 * The calling thread runs first, up to its end, a lock that another one holds, or a point at which
 * @plan wants a change.
 */
void ptlu_schedule(const struct ptlu_schedule *plan)
{
	threads.plan = plan;
	if (plan)
		threads.points = 0;
}

/* Number of points at which the threads of the last ptlu_run_workers() could change. */
unsigned long ptlu_schedule_points(void)
{
	return threads.points;
}

/* Any other thread that has not ended, @skip further on. -1 if there is none. */
static int other_thread(unsigned int skip)
{
	for (unsigned int i = 0; i < threads.nr; i++) {
		unsigned int next = (me + 1 + skip + i) % threads.nr;

		if (next != me && !threads.ended[next])
			return next;
	}
	return -1;
}

static void run_other(int next)
{
	if (next < 0)
		return;
	pthread_mutex_lock(&threads.lock);
	threads.running = next;
	pthread_cond_signal(&threads.turn[next]);
	while (threads.running != me)
		pthread_cond_wait(&threads.turn[me], &threads.lock);
	pthread_mutex_unlock(&threads.lock);
}

/* A point at which another thread may go on. */
void host_reach_point(void)
{
	const struct ptlu_schedule *plan = threads.plan;
	unsigned long point = threads.points++;

	for (unsigned int i = 0; i < plan->nr_changes; i++)
		if (plan->change_at[i] == point)
			run_other(other_thread(0));
	if (plan->seed && ptlu_random_next(&threads.random) % 8 == 0)
		run_other(other_thread(ptlu_random_next(&threads.random) % threads.nr));
}

/* A lock is held by another thread, which has to go on. */
void host_wait_for_lock(void)
{
	int next = host_scheduled ? other_thread(0) : -1;

	if (!host_scheduled && host_threaded) {
		sched_yield();
		return;
	}
	if (next < 0)
		ptlu_fatal("a thread waits for a lock that nobody will release");
	run_other(next);
}

/* Whether the threads that are about to start are scheduled. */
bool host_schedule_begin(unsigned int nr)
{
	if (!threads.plan || nr < 2)
		return false;
	threads.nr = nr;
	threads.running = 0;
	threads.points = 0;
	threads.random = ptlu_random_of(threads.plan->seed);
	for (unsigned int i = 0; i < nr; i++) {
		threads.ended[i] = false;
		pthread_cond_init(&threads.turn[i], NULL);
	}
	host_scheduled = true;
	host_reads_scheduled = !threads.plan->pass_reads;
	return true;
}

/* First call of a thread: wait until it may run. */
void host_schedule_enter(unsigned int number)
{
	me = number;
	pthread_mutex_lock(&threads.lock);
	while (threads.running != me)
		pthread_cond_wait(&threads.turn[me], &threads.lock);
	pthread_mutex_unlock(&threads.lock);
}

/* Last call of a thread. The others go on without it. */
void host_schedule_leave(void)
{
	int next;

	threads.ended[me] = true;
	next = other_thread(0);
	if (next < 0) {
		host_scheduled = host_reads_scheduled = false;
		return;
	}
	pthread_mutex_lock(&threads.lock);
	threads.running = next;
	pthread_cond_signal(&threads.turn[next]);
	pthread_mutex_unlock(&threads.lock);
}
#endif
