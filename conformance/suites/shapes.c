// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domains at their limits: every size and start level that the format accepts, with a top of every
 * order, and domains with more tables of level 1 than a core takes at a time.
 */
#include <linux/kexec_handover.h>
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

static void hand_over(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_accounts next;

	ptlu_test_preserve(test, td);
	ptlu_kexec();
	next = ptlu_test_accounts();
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	if (!ptlu_core_gap(ptlu_test_core, RULE_RESTORE_1, td->domain.target))
		ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), next.in_use);
}

/* Whether the format's init accepts a configuration. */
static bool is_accepted(struct kunit *test, const struct ptlu_target *target)
{
	struct ptlu_domain *domain = kunit_kzalloc(test, sizeof(*domain), GFP_KERNEL);
	struct device device;
	int ret;

	ptlu_device_init(&device);
	ret = ptlu_domain_init(domain, target, &device);
	ptlu_domain_deinit(domain);
	kunit_kfree(test, domain);
	return !ret;
}

/* The order of the top, which differs from the others' where start tables are concatenated. */
static unsigned int order_of_top(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	unsigned int order = tables->table[0].order;

	kunit_kfree(test, tables);
	return order;
}

static unsigned int hand_over_size(struct kunit *test, const struct ptlu_target *target)
{
	/* a domain points to its target as long as it lives */
	struct ptlu_target *own = kunit_kzalloc(test, sizeof(*own), GFP_KERNEL);
	struct ptlu_test_domain *td;
	unsigned int order;

	*own = *target;
	td = ptlu_test_domain_new(test, own);
	ptlu_test_map_edges(test, td, ptlu_test_case(test)->halves);
	order = order_of_top(test, td);
	hand_over(test, td);
	return order;
}

/* Targets that differ in nothing but their size have the same sizes. */
static bool is_first_of_sizes(const struct ptlu_target *target)
{
	const struct ptlu_target *first = ptlu_targets;

	while (first->format != target->format || first->cfg.features != target->cfg.features ||
	       first->va != target->va)
		first++;
	return first == target;
}

static void test_every_size(struct kunit *test)
{
	struct ptlu_target target = *ptlu_test_case(test)->target;
	const struct ptlu_cfg cfg = target.cfg;
	unsigned int orders = 0, sizes = 0;

	if (!is_first_of_sizes(ptlu_test_case(test)->target))
		kunit_skip(test, "another target of this format and stage has the same sizes");
	ptlu_test_boot_small(test, 0);
	for (unsigned int level = 0; level <= 5; level++) {
		/* a format without a choice has one start level for each size */
		if (!cfg.top_level && level)
			break;
		/* VT-d's first stage and AMD's v2 tables have 4 or 5 levels */
		if (target.format->id == PTLU_FORMAT_X86_64 && level < 3)
			continue;
		/* the tree's init does not notice a size that needs no table of this level */
		for (unsigned int vasz_lg2 = cfg.granule_lg2 + 9 * level + 1; vasz_lg2 <= 64;
		     vasz_lg2++) {
			/* hardware extends the sign of the whole table */
			if (target.va == PTLU_VA_SIGN_EXTENDED &&
			    vasz_lg2 != cfg.granule_lg2 + 9 * (level + 1))
				continue;
			target.cfg.top_level = level;
			target.cfg.vasz_lg2 = vasz_lg2;
			if (!is_accepted(test, &target))
				continue;
			orders |= BIT(hand_over_size(test, &target));
			sizes++;
		}
	}
	KUNIT_EXPECT_GE(test, sizes, 1);
	/* D8.2 of the Arm ARM: 1, 2, 4, 8 or 16 concatenated tables; 64K ones have an order of 4 */
	if (target.format->id == PTLU_FORMAT_ARMV8 && cfg.features & BIT(PT_FEAT_ARMV8_S2))
		KUNIT_EXPECT_GE(test, hweight32(orders), 3);
}

/* More tables of level 1 than a core with threads takes in one round, and in two. */
#define MANY	2100

static u64 iova_of(const struct ptlu_test_domain *td, unsigned int i)
{
	const struct ptlu_target *target = td->domain.target;
	unsigned int page_lg2 = target->cfg.granule_lg2;

	return ptlu_target_first_half(target).first + ((u64)i << (3 * page_lg2 - 6));
}

/* A page below each of many tables of level 1. */
static struct ptlu_test_domain *domain_of_many(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct ptlu_target *target = td->domain.target;
	u64 page = 1ULL << target->cfg.granule_lg2;

	if (iova_of(td, MANY) > ptlu_target_first_half(target).last) {
		ptlu_test_teardown(test, td);
		kunit_skip(test, "this target has not so many tables of level 1");
	}
	for (unsigned int i = 0; i < MANY; i++)
		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova_of(td, i), page * (i + 1),
						      page), 0);
	return td;
}

static void test_many_tables(struct kunit *test)
{
	struct ptlu_test_domain *td = domain_of_many(test);
	u64 page = 1ULL << td->domain.target->cfg.granule_lg2;
	unsigned long registered = ptlu_nr_preserved(), in_use;

	ptlu_test_preserve(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved() - registered, td->nr_tables);
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_domain_count_tables(&td->domain), td->nr_tables);
	for (unsigned int i = 0; i < MANY; i++)
		KUNIT_ASSERT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, iova_of(td, i)),
				page * (i + 1));
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
}

static void keep_last_leaf_table(phys_addr_t phys, unsigned int level, unsigned int order,
				 void *arg)
{
	phys_addr_t *last = arg;

	(void)order;
	if (!level)
		*last = phys;
}

/* The last table was not preserved: restore has done all others when it fails. */
static void test_many_tables_but_one(struct kunit *test)
{
	struct ptlu_test_domain *td = domain_of_many(test);
	unsigned long registered = ptlu_nr_preserved(), in_use;
	phys_addr_t last = 0;

	ptlu_test_preserve(test, td);
	td->domain.target->format->for_each_table(&td->domain, keep_last_leaf_table, &last);
	kho_unpreserve_folio(page_folio(pfn_to_page(PHYS_PFN(last))));
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	ptlu_test_domain_init(test, td);
	ptlu_expect_warn("kexec_handover.c kho_batch.c");
	KUNIT_EXPECT_EQ(test,
			ptlu_test_domain_core(td)->restore(&td->domain.iommu, &td->ser), -ENOENT);
	ptlu_expect_warn(NULL);
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	/* a core with threads need not have come to all */
	if (!ptlu_test_core_is_threaded())
		KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_PRESERVED), registered);
}

static const struct ptlu_case shape_cases[] = {
	RULE_CASE(test_every_size, ptlu_test_gen_cases, RULE_RESTORE_1, RULE_TEARDOWN_1),
	RULE_CASE(test_many_tables, ptlu_test_gen_targets, RULE_PRESERVE_1, RULE_RESTORE_1,
		  RULE_TEARDOWN_1),
	RULE_CASE(test_many_tables_but_one, ptlu_test_gen_targets, RULE_RESTORE_6),
};

PTLU_SUITE(shape_suite, "ptlu-shapes", shape_cases);
