// SPDX-License-Identifier: GPL-2.0-only
/* Kernel threads for the core parallel. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include "machine/workers.h"

unsigned int ptlu_workers = 2;

struct job {
	void (*fn)(void *arg);
	void *arg;
	struct completion done;
};

static int work(void *arg)
{
	struct job *job = arg;

	job->fn(job->arg);
	/* executes no code of a module that may be unloaded afterwards */
	kthread_complete_and_exit(&job->done, 0);
}

void ptlu_run_workers(unsigned int nr, void (*fn)(void *arg), void *arg)
{
	struct job job = { .fn = fn, .arg = arg };
	unsigned int started = 0;

	init_completion(&job.done);
	while (started + 1 < nr && !IS_ERR(kthread_run(work, &job, "ptlu/%u", started)))
		started++;
	fn(arg);
	while (started--)
		wait_for_completion(&job.done);
}
