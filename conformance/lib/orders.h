/* SPDX-License-Identifier: GPL-2.0-only */
/* What threads do, in every order that a change of threads at one point gives, and in others. */
#ifndef PTLU_TEST_ORDERS_H
#define PTLU_TEST_ORDERS_H

#include "machine/machine.h"

struct kunit;

/**
 * ptlu_test_run_orders() - run threads in many orders
 * @test: the test
 * @run: runs them once by a schedule, on a state of their own, and returns ptlu_schedule_points()
 * @what: for @run
 * @plan: schedule that all of them begin with; changes and seeds are added
 *
 * Each point at which threads could change, pairs of points, and seeds.
 */
void ptlu_test_run_orders(struct kunit *test,
			  unsigned long (*run)(struct kunit *test, const void *what,
					       const struct ptlu_schedule *plan),
			  const void *what, struct ptlu_schedule plan);

#endif /* PTLU_TEST_ORDERS_H */
