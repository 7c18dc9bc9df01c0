// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-check: boots a machine for every test, runs the suites, prints KTAP. */
#include <getopt.h>
#include <kunit/test.h>
#include "host/host.h"
#include "host/kunit_run.h"

static struct host_machine machine = {
	.phys_base = 4ULL * SZ_1G,
	.size = SZ_512M,
	.placement = HOST_SHUFFLED,
	.seed = 1,
	.checking = true,
};

static unsigned long allocated_after_boot;

static void boot_for_test(void)
{
	int ret = host_boot(&machine);

	if (ret) {
		fprintf(stderr, "ptlu-check: cannot boot the userland kernel: error %d\n", ret);
		exit(2);
	}
	allocated_after_boot = host_frames(HOST_FRAME_ALLOCATED);
}

/* Whatever a test looked at itself: no page may be left, and none of the free ones written to. */
static void check_after_test(struct kunit *test)
{
	unsigned long allocated = host_frames(HOST_FRAME_ALLOCATED);

	if (allocated != allocated_after_boot) {
		host_report_leaks(allocated_after_boot + 4);
		KUNIT_FAIL(test, "%ld pages were not freed", (long)(allocated - allocated_after_boot));
	}
	host_check_memory();
}

int main(int argc, char **argv)
{
	struct ktap_options options = {
		.only_suite = "*",
		.only_param = "*",
		.seconds_per_test = 120,
		.seed = 1,
		.before_each = boot_for_test,
		.after_each = check_after_test,
	};
	struct ktap_counts counts;
	int opt;

	while ((opt = getopt(argc, argv, "s:p:r:v")) != -1) {
		switch (opt) {
		case 's':
			options.only_suite = optarg;
			break;
		case 'p':
			options.only_param = optarg;
			break;
		case 'r':
			options.seed = strtoull(optarg, NULL, 0);
			break;
		case 'v':
			host_verbose = 1;
			break;
		default:
			return 2;
		}
	}
	counts = ktap_run(&options);
	printf("# %u passed, %u failed, %u skipped\n", counts.passed, counts.failed, counts.skipped);
	host_halt();
	return counts.failed ? 1 : 0;
}
