// SPDX-License-Identifier: GPL-2.0-only
/* How fast the core runs: dependent additions, and independent ones. */
#include "core_clock.h"

#include <gsl/gsl_rstat.h>
#include <math.h>
#include <stdint.h>
#include <time.h>

#define STEPS		2000
#define ADDITIONS	6	/* in each step */
#define TIMES		3	/* an interrupt makes one of them longer */

#define LOW	0.05
#define HIGH	0.95

static gsl_rstat_quantile_workspace *low, *median, *high, *additions;
static size_t nr_looks;

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* The compiler must not make one addition of two. */
#define ADD_ONE(x)				\
	do {					\
		(x)++;				\
		__asm__ volatile("" : "+r"(x));	\
	} while (0)

static double time_chain(void)
{
	uint64_t a = 0;
	double begin = now_ns();

	for (unsigned int i = 0; i < STEPS; i++) {
		ADD_ONE(a);
		ADD_ONE(a);
		ADD_ONE(a);
		ADD_ONE(a);
		ADD_ONE(a);
		ADD_ONE(a);
	}
	return now_ns() - begin;
}

static double time_side_by_side(void)
{
	uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;
	double begin = now_ns();

	for (unsigned int i = 0; i < STEPS; i++) {
		ADD_ONE(a);
		ADD_ONE(b);
		ADD_ONE(c);
		ADD_ONE(d);
		ADD_ONE(e);
		ADD_ONE(f);
	}
	return now_ns() - begin;
}

static gsl_rstat_quantile_workspace *quantile(gsl_rstat_quantile_workspace **w, double p)
{
	if (!*w)
		*w = gsl_rstat_quantile_alloc(p);
	return *w;
}

void core_clock_look(void)
{
	double chain = INFINITY, beside = INFINITY, ghz;

	for (unsigned int i = 0; i < TIMES; i++) {
		chain = fmin(chain, time_chain());
		beside = fmin(beside, time_side_by_side());
	}
	if (!(chain > 0) || !(beside > 0))
		return;
	ghz = ADDITIONS * STEPS / chain;
	gsl_rstat_quantile_add(ghz, quantile(&low, LOW));
	gsl_rstat_quantile_add(ghz, quantile(&median, 0.5));
	gsl_rstat_quantile_add(ghz, quantile(&high, HIGH));
	gsl_rstat_quantile_add(chain / beside, quantile(&additions, 0.5));
	nr_looks++;
}

void core_clock_seen(struct core_clock *clock)
{
	*clock = (struct core_clock){ .nr = nr_looks };
	if (!nr_looks)
		return;
	clock->low = gsl_rstat_quantile_get(low);
	clock->median = gsl_rstat_quantile_get(median);
	clock->high = gsl_rstat_quantile_get(high);
	clock->additions = gsl_rstat_quantile_get(additions);
}
