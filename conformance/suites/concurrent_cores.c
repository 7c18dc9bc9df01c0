// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cores with several threads: the work on one table in every order that a change of threads at one
 * point gives, and in many that two or more give. See machine/host/schedule.c.
 */
#include "machine/machine.h"
#include "machine/workers.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/orders.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* Tables of level 1, each a work item of some thread, and leaf tables of each. */
#define ITEMS		3
#define LEAF_TABLES	2

/* Without a schedule, so many that all threads are at work for a while. */
#define MORE_ITEMS	9
#define MORE_TABLES	7
#define TIMES		32

/* What the threads do while they are scheduled. */
enum deed { PRESERVE, RESTORE, RESTORE_SHARED };

static struct ptlu_test_domain *domain_of_items(struct kunit *test, bool more)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	u64 first = ptlu_target_has_lower(target) ? ptlu_target_lower(target).first :
						    ptlu_target_upper(target).first;
	unsigned int page_lg2 = target->cfg.granule_lg2, items_lg2 = page_lg2 - 3;

	for (u64 item = 0; item < (more ? MORE_ITEMS : ITEMS); item++)
		for (u64 leaf = 0; leaf < (more ? MORE_TABLES : LEAF_TABLES); leaf++)
			ptlu_test_map(test, td,
				      first + (item << (page_lg2 + 2 * items_lg2)) +
					      (leaf << (page_lg2 + items_lg2)),
				      1ULL << page_lg2);
	return td;
}

/* A leaf table below another table of level 1 takes the place of the last one. */
static void share_leaf_table(struct kunit *test, struct ptlu_test_domain *td,
			     const struct ptlu_test_tables *tables)
{
	unsigned int first = 0, last = tables->nr - 1;

	while (tables->table[first].level)
		first++;
	KUNIT_ASSERT_EQ(test, tables->table[last].level, 0);
	KUNIT_ASSERT_NE(test, tables->table[first].parent, tables->table[last].parent);
	ptlu_test_point_entry_at(test, td, tables, last, tables->table[first].phys);
}

/* Of two threads that come to one page one gets it, and restore fails. */
static void restore_shared(struct kunit *test, struct ptlu_test_domain *td,
			   const struct ptlu_schedule *plan)
{
	int ret;

	ptlu_expect_warn("kexec_handover.c kho_batch.c");
	ptlu_schedule(plan);
	ret = ptlu_test_domain_core(td)->restore(&td->domain.iommu, &td->ser);
	ptlu_schedule(NULL);
	ptlu_expect_warn(NULL);
	KUNIT_ASSERT_EQ(test, ret, -ENOENT);
}

static void restore_whole(struct kunit *test, struct ptlu_test_domain *td,
			  const struct ptlu_schedule *plan, unsigned long pages)
{
	ptlu_schedule(plan);
	ptlu_test_restore(test, td);
	ptlu_schedule(NULL);
	KUNIT_ASSERT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), pages);
	KUNIT_ASSERT_EQ(test, ptlu_test_accounts().wrong_zones, 0);
	ptlu_test_expect_translations(test, td);
}

/* Hand a domain over once. Returns the number of points at which threads could change. */
static unsigned long run(struct kunit *test, enum deed deed, const struct ptlu_schedule *plan)
{
	struct ptlu_test_domain *td = domain_of_items(test, !plan);
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	unsigned long registered = ptlu_nr_preserved(), in_use, points;

	ptlu_schedule(deed == PRESERVE ? plan : NULL);
	ptlu_test_preserve(test, td);
	ptlu_schedule(NULL);
	points = ptlu_schedule_points();
	KUNIT_ASSERT_EQ(test, ptlu_nr_preserved() - registered, td->nr_tables);
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	ptlu_test_domain_init(test, td);
	if (deed == RESTORE_SHARED) {
		share_leaf_table(test, td, tables);
		restore_shared(test, td, plan);
	} else {
		restore_whole(test, td, deed == RESTORE ? plan : NULL, tables->frames);
	}
	if (deed != PRESERVE)
		points = ptlu_schedule_points();
	ptlu_test_teardown(test, td);
	KUNIT_ASSERT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_ASSERT_EQ(test, ptlu_frames_in_use(0), in_use);
	kunit_kfree(test, tables);
	kunit_kfree(test, td);
	return points;
}

static unsigned long run_by(struct kunit *test, const void *deed, const struct ptlu_schedule *plan)
{
	return run(test, *(const enum deed *)deed, plan);
}

/* Tables of level 1 are work items; a start table of 16 concatenated ones is none. */
static unsigned int count_items(struct kunit *test)
{
	struct ptlu_test_domain *td = domain_of_items(test, false);
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	unsigned int items = 0;

	for (unsigned int i = 0; i < tables->nr; i++)
		items += tables->table[i].level == 1;
	ptlu_test_teardown(test, td);
	return items;
}

static void need_threads(struct kunit *test)
{
	if (!ptlu_test_core_is_threaded())
		kunit_skip(test, "this core has one thread");
	/* what threads do does not depend on the target */
	if (!ptlu_test_is_first(ptlu_test_case(test)->target, 0) && ptlu_test_effort == 1)
		kunit_skip(test, "another target of this format runs it; PROFILE=full runs all");
	if (count_items(test) < ITEMS)
		kunit_skip(test, "this target has one table of level 1");
}

static void run_by_two_and_three(struct kunit *test, enum deed deed)
{
	const unsigned int workers = ptlu_workers;

	need_threads(test);
	ptlu_test_boot_small(test, 0);
	for (ptlu_workers = 2; ptlu_workers <= ITEMS; ptlu_workers++)
		ptlu_test_run_orders(test, run_by, &deed,
				     (struct ptlu_schedule){ .pass_reads = true });
	ptlu_workers = workers;
}

static void test_preserve(struct kunit *test)
{
	run_by_two_and_three(test, PRESERVE);
}

static void test_restore(struct kunit *test)
{
	run_by_two_and_three(test, RESTORE);
}

static void test_restore_shared(struct kunit *test)
{
	run_by_two_and_three(test, RESTORE_SHARED);
}

static const struct ptlu_case concurrent_core_cases[] = {
	RULE_CASE(test_preserve, ptlu_test_gen_targets, RULE_PRESERVE_1),
	RULE_CASE(test_restore, ptlu_test_gen_targets, RULE_RESTORE_1, RULE_RESTORE_2),
	RULE_CASE(test_restore_shared, ptlu_test_gen_targets, RULE_RESTORE_7, RULE_RESTORE_12),
};

PTLU_SUITE(concurrent_core_suite, "ptlu-concurrent-live-update", concurrent_core_cases);

/* All threads at once, for ThreadSanitizer: a scheduler would hide what it looks for. */
static void run_at_once(struct kunit *test, enum deed deed)
{
	const unsigned int workers = ptlu_workers;

	need_threads(test);
	ptlu_test_boot_small(test, 0);
	ptlu_workers = ITEMS;
	for (unsigned int i = 0; i < TIMES * ptlu_test_effort; i++)
		run(test, deed, NULL);
	ptlu_workers = workers;
}

static void test_preserve_and_restore_at_once(struct kunit *test)
{
	run_at_once(test, RESTORE);
}

static void test_restore_shared_at_once(struct kunit *test)
{
	run_at_once(test, RESTORE_SHARED);
}

static const struct ptlu_case core_race_cases[] = {
	RULE_CASE(test_preserve_and_restore_at_once, ptlu_test_gen_targets, RULE_PRESERVE_1,
		  RULE_RESTORE_1, RULE_RESTORE_2),
	RULE_CASE(test_restore_shared_at_once, ptlu_test_gen_targets, RULE_RESTORE_7,
		  RULE_RESTORE_12),
};

PTLU_SUITE(core_race_suite, "ptlu-races-live-update", core_race_cases);
