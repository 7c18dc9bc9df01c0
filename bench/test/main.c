// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-check-bench: tests of ptlu-bench. */
#define _GNU_SOURCE
#include "results/ptlu/test/ktap.h"
#include "tests.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "bench/gbench.h"

const char *test_build_directory;
unsigned int test_seed = 1;

static const struct suite suites[] = {
	{ "ptlu-bench-core-clock", core_clock_tests },
	{ "ptlu-bench-counters", counters_tests },
	{ "ptlu-bench-gbench", gbench_tests },
	{ "ptlu-bench-interrupt", interrupt_tests },
	{ NULL, NULL },
};

/* The options of the conformance programs; what concerns domains has no meaning here. */
int main(int argc, char **argv)
{
	char self[PATH_MAX + 1] = "";
	const char *patterns = "*";
	bool list = false;
	int opt;

	while ((opt = getopt(argc, argv, "s:t:c:r:n:lv")) != -1) {
		if (opt == 's')
			patterns = optarg;
		else if (opt == 'r')
			test_seed = (unsigned int)strtoul(optarg, NULL, 0);
		else if (opt == 'l')
			list = true;
		else if (opt == '?')
			return 2;
	}
	if (readlink("/proc/self/exe", self, PATH_MAX) < 0 || gb_init("ptlu-check-bench"))
		return 1;
	test_build_directory = dirname(self);
	return ktap_run(suites, patterns, list);
}
