// SPDX-License-Identifier: GPL-2.0-only
/* Orders of threads, see machine/host/schedule.c. */
#include "orders.h"
#include "domains.h"
#include "suite.h"

/* Changes at two points are tried for about as many pairs, times the effort; likewise seeds. */
#define PAIRS	16
#define SEEDS	8

void ptlu_test_run_orders(struct kunit *test,
			  unsigned long (*run)(struct kunit *test, const void *what,
					       const struct ptlu_schedule *plan),
			  const void *what, struct ptlu_schedule plan)
{
	unsigned long points = run(test, what, &plan), step;

	KUNIT_ASSERT_NE(test, points, 0);
	plan.nr_changes = 1;
	for (unsigned long at = 0; at < points; at++) {
		plan.change_at[0] = at;
		run(test, what, &plan);
	}
	plan.nr_changes = 2;
	step = 1 + points * points / 2 / (PAIRS * ptlu_test_effort);
	for (unsigned long pair = 0; pair < points * points; pair += step) {
		plan.change_at[0] = pair / points;
		plan.change_at[1] = pair % points;
		if (plan.change_at[0] < plan.change_at[1])
			run(test, what, &plan);
	}
	plan.nr_changes = 0;
	for (plan.seed = 1; plan.seed <= SEEDS * ptlu_test_effort; plan.seed++)
		run(test, what, &plan);
}
