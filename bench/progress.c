// SPDX-License-Identifier: GPL-2.0-only
/* The progress line: which case is being measured, and the time left. */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
	double started, shown, weight_done, weight_all, weight_now;
	size_t number, nr;
	const char *id;
	bool terminal;
} progress;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

void progress_begin(size_t nr, double weight)
{
	progress.nr = nr;
	progress.weight_all = weight;
	progress.terminal = isatty(STDERR_FILENO);
	progress.started = now();
}

void progress_case(size_t number, const char *id, double weight)
{
	progress.number = number;
	progress.id = id;
	progress.weight_now = weight;
	progress_show(0);
}

void progress_show(double part)
{
	double done = progress.weight_done + part * progress.weight_now;
	double passed = now() - progress.started, left;
	char text[32] = "-:--";

	if (now() - progress.shown < (progress.terminal ? 0.2 : 10))
		return;
	progress.shown = now();
	/* the first cases are small: they tell little of the others */
	if (done > 0 && passed > 1) {
		left = passed / done * (progress.weight_all - done);
		snprintf(text, sizeof(text), "%d:%02d", (int)left / 60, (int)left % 60);
	}
	fprintf(stderr, "%s%3.0f %%  case %zu of %zu  %-44s %5s left%s",
		progress.terminal ? "\r" : "",
		progress.weight_all > 0 ? 100 * done / progress.weight_all : 100, progress.number,
		progress.nr, progress.id, text, progress.terminal ? "" : "\n");
}

void progress_case_done(void)
{
	progress.weight_done += progress.weight_now;
	progress.weight_now = 0;
}

double progress_end(void)
{
	if (progress.terminal)
		fprintf(stderr, "\r%79s\r", "");
	return now() - progress.started;
}
