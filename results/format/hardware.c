// SPDX-License-Identifier: GPL-2.0-only
/* Whether this process may use the processor's counters. */
#define _GNU_SOURCE
#include "hardware.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *hardware_counters_missing(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	switch (errno) {
	case ENOENT:
	case ENODEV:
	case EOPNOTSUPP:
		return "the processor offers none (as in many virtual machines)";
	case EACCES:
	case EPERM:
		return "not allowed: see kernel.perf_event_paranoid";
	default:
		return strerror(errno);
	}
}
