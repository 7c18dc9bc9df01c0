// SPDX-License-Identifier: GPL-2.0-only
/* The files of many runs, read by a thread for each processor while others are imported. */
#define _GNU_SOURCE
#include "read_ahead.h"

#include <err.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_THREADS	8

/* A run that was read, or is being read. */
struct slot {
	struct run_files files;
	int ret;
	bool done;
};

/**
 * struct read_ahead - runs that are being read
 * @dirs: their directories
 * @slots: one for each of them
 * @nr: number of @dirs
 * @begun: runs that a thread has begun to read
 * @taken: runs that were taken
 * @ended: nobody takes the others
 * @threads: the threads
 * @nr_threads: number of @threads
 * @lock: protects the members from @slots to @ended
 * @changed: one of these has changed
 */
struct read_ahead {
	char *const *dirs;
	struct slot *slots;
	size_t nr, begun, taken;
	bool ended;
	pthread_t threads[MAX_THREADS];
	size_t nr_threads;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* Holds the lock but while it reads. */
static void read_runs(struct read_ahead *a)
{
	while (!a->ended && a->begun < a->nr) {
		struct slot *slot = &a->slots[a->begun];
		struct run_files files;
		int ret;

		if (a->begun > a->taken + MAX_THREADS) {
			pthread_cond_wait(&a->changed, &a->lock);
			continue;
		}
		a->begun++;
		pthread_mutex_unlock(&a->lock);
		ret = run_files_read(&files, a->dirs[slot - a->slots]);
		pthread_mutex_lock(&a->lock);
		slot->files = files;
		slot->ret = ret;
		slot->done = true;
		pthread_cond_broadcast(&a->changed);
	}
}

static void *reader(void *data)
{
	struct read_ahead *a = data;

	pthread_mutex_lock(&a->lock);
	read_runs(a);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

struct read_ahead *read_ahead_begin(char *const *dirs, size_t nr)
{
	struct read_ahead *a = calloc(1, sizeof(*a));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (a)
		a->slots = calloc(nr + 1, sizeof(*a->slots));
	if (!a || !a->slots) {
		free(a);
		warnx("out of memory");
		return NULL;
	}
	a->dirs = dirs;
	a->nr = nr;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	while (a->nr_threads < MAX_THREADS && (long)a->nr_threads < processors &&
	       a->nr_threads < nr &&
	       !pthread_create(&a->threads[a->nr_threads], NULL, reader, a))
		a->nr_threads++;
	return a;
}

int read_ahead_next(struct read_ahead *a, struct run_files *r)
{
	struct slot *slot = &a->slots[a->taken];

	/* without a thread this one reads */
	if (!a->nr_threads) {
		a->begun++;
		a->taken++;
		return run_files_read(r, a->dirs[slot - a->slots]);
	}
	pthread_mutex_lock(&a->lock);
	while (!slot->done)
		pthread_cond_wait(&a->changed, &a->lock);
	a->taken++;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	*r = slot->files;
	return slot->ret;
}

void read_ahead_end(struct read_ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->ended = true;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	for (size_t i = 0; i < a->nr_threads; i++)
		pthread_join(a->threads[i], NULL);
	for (size_t i = a->taken; i < a->nr; i++)
		if (a->slots[i].done && !a->slots[i].ret)
			run_files_free(&a->slots[i].files);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	free(a->slots);
	free(a);
}
