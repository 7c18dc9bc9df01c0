// SPDX-License-Identifier: GPL-2.0-only
/* POSIX threads for the core parallel. */
#include <pthread.h>
#include <linux/kernel.h>
#include "machine/workers.h"
#include "internal.h"

#define MAX_WORKERS	64

unsigned int ptlu_workers = 2;
bool host_threaded;

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
	while (started + 1 < min(nr, (unsigned int)MAX_WORKERS) &&
	       !pthread_create(&threads[started], NULL, work, &job))
		started++;
	fn(arg);
	while (started)
		pthread_join(threads[--started], NULL);
	host_threaded = false;
}
