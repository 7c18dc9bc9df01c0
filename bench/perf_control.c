// SPDX-License-Identifier: GPL-2.0-only
/* Lets perf record the timed regions alone: perf record --control=fifo:ctl,ack. */
#include "perf_control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int control_fd = -1, ack_fd = -1;

int perf_control_open(const char *pipes)
{
	const char *comma = strchr(pipes, ',');
	char control[512];
	int ret = -EINVAL;

	if (comma && comma - pipes < (int)sizeof(control)) {
		snprintf(control, sizeof(control), "%.*s", (int)(comma - pipes), pipes);
		control_fd = open(control, O_WRONLY | O_CLOEXEC);
		ack_fd = control_fd < 0 ? -1 : open(comma + 1, O_RDONLY | O_CLOEXEC);
		ret = ack_fd < 0 ? -errno : 0;
	}
	if (ret)
		fprintf(stderr, "ptlu-bench: cannot open the pipes %s: %s\n", pipes, strerror(-ret));
	return ret;
}

/* perf answers "ack\n" and a byte of 0 when it has obeyed: see its manual, perf-record(1). */
static void command(const char *text)
{
	char answer[5];
	size_t got = 0;

	if (control_fd < 0)
		return;
	if (write(control_fd, text, strlen(text)) != (ssize_t)strlen(text)) {
		fprintf(stderr, "ptlu-bench: perf does not listen: %s\n", strerror(errno));
		exit(EXIT_FAILURE);
	}
	while (got < sizeof(answer)) {
		ssize_t n = read(ack_fd, answer + got, sizeof(answer) - got);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
}

void perf_control_enable(void)
{
	command("enable\n");
}

void perf_control_disable(void)
{
	command("disable\n");
}
