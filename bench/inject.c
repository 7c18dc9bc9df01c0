// SPDX-License-Identifier: GPL-2.0-only
/* Adds work to timed regions, so that a comparison can be shown to find it. */
#include "inject.h"

#include <time.h>

#define CALIBRATION_STEPS	4000000ULL

double inject_percent;
static double steps_per_ns;

/* Each step needs the one before, so that they cannot be done at the same time. */
static void do_steps(uint64_t steps)
{
	uint64_t state = 1;

	while (steps--) {
		state = state * 6364136223846793005ULL + 1;
		__asm__ volatile("" : "+r"(state));
	}
}

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* The fastest of some tries: whatever disturbs a try makes it slower. */
void inject_set(double percent)
{
	inject_percent = percent;
	for (int try = 0; percent > 0 && try < 5; try++) {
		double begin = now_ns(), rate;

		do_steps(CALIBRATION_STEPS);
		rate = CALIBRATION_STEPS / (now_ns() - begin);
		if (rate > steps_per_ns)
			steps_per_ns = rate;
	}
}

void inject_work(uint64_t ns)
{
	do_steps((uint64_t)((double)ns * inject_percent / 100 * steps_per_ns));
}
