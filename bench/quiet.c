// SPDX-License-Identifier: GPL-2.0-only
/* Whether another thread uses the core. */
#include "quiet.h"

#include <stdint.h>
#include <time.h>

#define STEPS		5000
/* Shared units make the loop 1.6 to 2 times as long; the clock and interrupts a few per cent. */
#define MOST		1.15
#define LEARN_TIMES	3000

/* Of a process's time. A neighbour that never pauses would make a run several times as long. */
#define MOST_LOST	(1 / 3.0)

static double fastest;
/* When the first wait began, and the time lost since, in nanoseconds. */
static double first_wait, lost;

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* Six additions that do not need each other in each step. */
static double time_steps(void)
{
	uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;
	double begin = now_ns();

	for (unsigned int i = 0; i < STEPS; i++) {
		a++;
		b++;
		c++;
		d++;
		e++;
		f++;
		__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
	}
	return now_ns() - begin;
}

static bool is_fast(void)
{
	double ns = time_steps();

	if (ns < fastest)
		fastest = ns;
	return ns <= MOST * fastest;
}

static void learn(void)
{
	fastest = time_steps();
	for (unsigned int i = 0; i < LEARN_TIMES; i++)
		is_fast();
}

bool quiet_now(void)
{
	if (!fastest)
		learn();
	return is_fast();
}

bool quiet_has_patience(void)
{
	return lost <= MOST_LOST * (now_ns() - first_wait);
}

void quiet_lose(double ns)
{
	lost += ns;
}

bool quiet_wait(double ns)
{
	double begin = now_ns(), end = begin;
	bool quiet;

	if (!first_wait)
		first_wait = begin;
	if (quiet_has_patience())
		end += ns;
	do {
		/* twice: the other thread may have paused for a moment */
		quiet = quiet_now() && quiet_now();
	} while (!quiet && now_ns() < end);
	quiet_lose(now_ns() - begin);
	return quiet;
}
