// SPDX-License-Identifier: GPL-2.0-only
/* POSIX threads for the core parallel. */
#include <pthread.h>
#include <unistd.h>
#include <linux/kernel.h>
#include "machine/workers.h"
#include "internal.h"

#define MAX_WORKERS	64

unsigned int ptlu_workers = 2;
bool host_threaded;

#ifdef PTLU_FAULTS
#define MEET_MS	200

static bool meet;
static unsigned int nr_waiting;

/**
 * ptlu_meet_in_restore() - let two threads look at pages at the same time
 * @value: whether they do
 *
 * A thread that KHO has looked at a page for, and that has not taken it yet, waits until another
 * one is there too, or for a while if there is none: what two threads do to one page then happens
 * each time and not once in a thousand.
 */
void ptlu_meet_in_restore(bool value)
{
	meet = value;
}

void host_meet_in_restore(void)
{
	unsigned int number, alone;

	if (likely(!meet || !host_threaded))
		return;
	/* the first of a pair waits for the second */
	number = __atomic_fetch_add(&nr_waiting, 1, __ATOMIC_SEQ_CST);
	if (number & 1)
		return;
	alone = number + 1;
	for (unsigned int ms = 0; ms < MEET_MS; ms++) {
		if (__atomic_load_n(&nr_waiting, __ATOMIC_SEQ_CST) != alone)
			return;
		usleep(1000);
	}
	/* the next one is the first of a pair again */
	__atomic_compare_exchange_n(&nr_waiting, &alone, number + 2, false, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
}
#endif

struct job {
	void (*fn)(void *arg);
	void *arg;
};

static void *work(void *arg)
{
	const struct job *job = arg;

	job->fn(job->arg);
	host_fold_counters();
	return NULL;
}

/*
 * A thread lives for one job, so that tests can fork a process without threads. To start one takes
 * some tens of us.
 */
void ptlu_run_workers(unsigned int nr, void (*fn)(void *arg), void *arg)
{
	struct job job = { fn, arg };
	pthread_t threads[MAX_WORKERS];
	unsigned int started = 0;

	host_threaded = nr > 1;
	while (started + 1 < min_t(unsigned int, nr, MAX_WORKERS) &&
	       !pthread_create(&threads[started], NULL, work, &job))
		started++;
	fn(arg);
	while (started)
		pthread_join(threads[--started], NULL);
	host_threaded = false;
}
