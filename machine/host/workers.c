// SPDX-License-Identifier: GPL-2.0-only
/* POSIX threads for the core parallel. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>
#include <linux/kernel.h>
#include "machine/workers.h"
#include "internal.h"

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

static unsigned int nr_started, nr_at_work;
static __thread bool at_work;

/*
 * Nothing here orders what the threads do: ThreadSanitizer would take it for the order that a lock
 * gives.
 */
static void count_at_work(void)
{
	if (!at_work)
		__atomic_fetch_add(&nr_at_work, 1, __ATOMIC_RELAXED);
	at_work = true;
}

/*
 * A thread has taken its share, or its first one. It begins when each has one, or has ended, or
 * after a while if they wait for a lock: on a busy machine one would do the work of all.
 */
void host_share_taken(void)
{
	if (likely(!host_threaded || host_scheduled || at_work))
		return;
	count_at_work();
	for (unsigned int i = 0; i < MEET_MS * 10; i++) {
		if (__atomic_load_n(&nr_at_work, __ATOMIC_RELAXED) >=
		    __atomic_load_n(&nr_started, __ATOMIC_RELAXED))
			return;
		usleep(100);
	}
}

static void set_started(unsigned int nr)
{
	__atomic_store_n(&nr_at_work, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&nr_started, nr, __ATOMIC_RELAXED);
	at_work = false;
}
#else
static void count_at_work(void)
{
}

static void set_started(unsigned int nr)
{
}
#endif

struct job {
	void (*fn)(void *arg);
	void *arg;
	unsigned int number;
	bool scheduled;
};

/* Whatever a thread does that its test must not survive is reported when all have ended. */
static char fatal_text[2048], reported[2048];
static __thread bool is_worker;

/* In builds for tests no thread begins before all are there: one alone would do all the work. */
static bool gate_open;

static void open_gate(bool open)
{
	__atomic_store_n(&gate_open, open, __ATOMIC_RELEASE);
}

static void pass_gate(void)
{
#ifdef PTLU_FAULTS
	while (!__atomic_load_n(&gate_open, __ATOMIC_ACQUIRE))
		sched_yield();
#endif
}

static void *work(void *arg)
{
	const struct job *job = arg;

	is_worker = true;
	pass_gate();
	if (job->scheduled)
		host_schedule_enter(job->number);
	job->fn(job->arg);
	host_end_worker(NULL);
	return NULL;
}

/**
 * host_end_worker() - end a thread of ptlu_run_workers()
 * @text: what its test must not survive, or NULL
 *
 * Return: only in a thread that is none of them.
 */
void host_end_worker(const char *text)
{
	if (!is_worker)
		return;
	count_at_work();
	if (text && !fatal_text[0])
		snprintf(fatal_text, sizeof(fatal_text), "%s", text);
	host_fold_counters();
	if (host_scheduled)
		host_schedule_leave();
	pthread_exit(NULL);
}

/*
 * A thread lives for one job, so that tests can fork a process without threads. To start one takes
 * some tens of us.
 */
void ptlu_run_workers(unsigned int nr, void (*fn)(void *arg), void *arg)
{
	pthread_t threads[HOST_MAX_WORKERS];
	struct job jobs[HOST_MAX_WORKERS];
	unsigned int started = 1;
	bool scheduled;

	nr = min_t(unsigned int, nr, HOST_MAX_WORKERS);
	scheduled = host_schedule_begin(nr);
	host_threaded = nr > 1;
	open_gate(false);
	for (; started < nr; started++) {
		jobs[started] = (struct job){ fn, arg, started, scheduled };
		if (pthread_create(&threads[started], NULL, work, &jobs[started]))
			break;
	}
	set_started(started);
	open_gate(true);
	if (scheduled && started < nr) {
		ptlu_fatal("no memory for a thread");
		abort();
	}
	if (scheduled)
		host_schedule_enter(0);
	fn(arg);
	count_at_work();
	if (scheduled)
		host_schedule_leave();
	while (started-- > 1)
		pthread_join(threads[started], NULL);
	host_threaded = false;
	if (fatal_text[0]) {
		snprintf(reported, sizeof(reported), "%s", fatal_text);
		fatal_text[0] = '\0';
		ptlu_fatal("%s", reported);
	}
}
