// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what is seen of the core: that looks are counted, and that its figures are possible. */
#include "results/ptlu/test/ktap.h"
#include "tests.h"

#include <stddef.h>
#include "bench/core_clock.h"

static void test_looks(void)
{
	struct core_clock clock;

	core_clock_seen(&clock);
	CHECK(clock.nr == 0 && clock.median == 0 && clock.additions == 0);
	for (int i = 0; i < 100; i++)
		core_clock_look();
	core_clock_seen(&clock);
	CHECK(clock.nr == 100);
	CHECK(clock.low > 0 && clock.low <= clock.median && clock.median <= clock.high);
	/* no clock is faster, and no core adds more at once than the loop has additions */
	CHECK(clock.high < 100);
	CHECK(clock.additions > 0 && clock.additions < 50);
}

const struct test core_clock_tests[] = {
	{ "looks", test_looks },
	{ NULL, NULL },
};
