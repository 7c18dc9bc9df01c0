// SPDX-License-Identifier: GPL-2.0-only
/* A whole live update: map, preserve, hand over, restore, translate, free. */
#include "conformance/lib/accounts.h"
#include "conformance/lib/domains.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"

/* Check the translations of a restored domain if the core promises them. */
static void expect_restored_translations(struct kunit *test, struct ptlu_test_domain *td)
{
	if (!ptlu_core_gap(ptlu_test_core, RULE_RESTORE_1, td->domain.target))
		ptlu_test_expect_translations(test, td);
}

static void whole_way(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_accounts first = ptlu_test_accounts(), next;
	u64 pages;

	ptlu_test_expect_translations(test, td);
	ptlu_test_preserve(test, td);
	ptlu_test_expect_translations(test, td);
	pages = ptlu_nr_preserved() - first.registered;
	KUNIT_EXPECT_EQ(test, pages, td->nr_tables);

	ptlu_kexec();
	next = ptlu_test_accounts();
	KUNIT_EXPECT_EQ(test, next.iommu_pages, 0);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_domain_count_tables(&td->domain), td->nr_tables);
	/* the counters are those of the old kernel */
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), first.iommu_pages);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE),
			first.secondary_pagetable);
	KUNIT_EXPECT_EQ(test, ptlu_test_accounts().wrong_zones, 0);
	expect_restored_translations(test, td);

	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), next.in_use);
	/* all pages of the domain were restored, those of KHO itself were not */
	KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_PRESERVED), first.registered);
}

static void test_random_domain(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);

	for (unsigned int round = 0; round < 4; round++) {
		struct ptlu_test_domain *td = ptlu_test_domain_new(test, one->target);

		ptlu_test_map_random(test, td, one->halves, 24);
		whole_way(test, td);
	}
}

/* A domain is handed over and freed even if the core does not promise its translations. */
static void test_is_freed(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, one->target);

	ptlu_test_map_random(test, td, one->halves, 24);
	whole_way(test, td);
}

static void test_edges(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, one->target);

	ptlu_test_map_edges(test, td, one->halves);
	whole_way(test, td);
}

static void test_empty_domain(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);

	KUNIT_EXPECT_EQ(test, ptlu_domain_count_tables(&td->domain), 1);
	whole_way(test, td);
}

static void test_grown_top(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	unsigned int level = target->format->top_level(&td->domain);

	if (!(target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP))) {
		ptlu_test_teardown(test, td);
		kunit_skip(test, "the top of this target does not grow");
	}
	ptlu_test_map(test, td, SZ_2M, SZ_4K);
	/* add one level at a time, up to the highest */
	for (; level < 5; level++) {
		u64 beyond = 1ULL << (12 + 9 * (level + 1));

		ptlu_test_map(test, td, beyond, SZ_4K);
		KUNIT_EXPECT_EQ(test, target->format->top_level(&td->domain), level + 1);
	}
	whole_way(test, td);
}

/* A domain that was handed over once is handed over again by the next kernel. */
static void test_second_handover(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, one->target);

	ptlu_test_map_random(test, td, one->halves, 8);
	for (unsigned int kernel = 0; kernel < 3; kernel++) {
		ptlu_test_preserve(test, td);
		ptlu_test_next_kernel(test, td);
		ptlu_test_restore(test, td);
		ptlu_test_expect_translations(test, td);
	}
	ptlu_test_teardown(test, td);
}

static void test_many_domains(struct kunit *test)
{
	struct ptlu_test_domain *domains[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(domains); i++) {
		domains[i] = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
		ptlu_test_map_random(test, domains[i], ptlu_test_case(test)->halves, 6);
		ptlu_test_preserve(test, domains[i]);
	}
	ptlu_kexec();
	for (unsigned int i = ARRAY_SIZE(domains); i--;) {
		ptlu_test_domain_init(test, domains[i]);
		ptlu_test_restore(test, domains[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(domains); i++) {
		ptlu_test_expect_translations(test, domains[i]);
		ptlu_test_teardown(test, domains[i]);
	}
}

/* Check that a core of ours leaves the serialized state all zero. */
static void expect_no_state(struct kunit *test, const struct ptlu_test_domain *td,
			    const char *after)
{
	const u8 *bytes = (const u8 *)&td->ser.ours;

	for (unsigned int i = 0; ptlu_test_core_is_ours() && i < sizeof(td->ser.ours); i++)
		if (bytes[i])
			KUNIT_FAIL_AND_ABORT(test, "byte %u of the state is 0x%x after %s", i,
					     bytes[i], after);
}

static void test_unpreserve(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct ptlu_test_accounts before;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 16);
	before = ptlu_test_accounts();
	for (unsigned int i = 0; i < 3; i++) {
		ptlu_test_preserve(test, td);
		ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
		expect_no_state(test, td, "unpreserve");
		KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before.registered);
		/* the first preserve frees the unused pages of the pool */
		if (i)
			ptlu_test_expect_accounts(test, &before);
		before = ptlu_test_accounts();
	}
	ptlu_test_expect_translations(test, td);
	/* the domain can still be mapped and handed over */
	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 4);
	whole_way(test, td);
}

/* KHO fails for the n-th page, for every n: nothing stays registered, the domain is usable. */
static void test_preserve_fails(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct ptlu_test_accounts before;
	u64 nr_tables;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 6);
	nr_tables = ptlu_domain_count_tables(&td->domain);
	before = ptlu_test_accounts();
	for (u64 nth = 1; nth <= nr_tables; nth++) {
		ptlu_fail_nth_preserve(nth);
		/* the state has old contents */
		memset(&td->ser, 0x5a, sizeof(td->ser));
		KUNIT_ASSERT_EQ(test,
				ptlu_test_domain_core(td)->preserve(&td->domain.iommu, &td->ser),
				-ENOMEM);
		expect_no_state(test, td, "a preserve that fails");
		if (ptlu_nr_preserved() != before.registered)
			KUNIT_FAIL_AND_ABORT(test, "%ld pages stay registered when page %llu fails",
					     ptlu_nr_preserved() - before.registered,
					     (unsigned long long)nth);
	}
	ptlu_fail_nth_preserve(0);
	ptlu_test_expect_translations(test, td);
	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 4);
	whole_way(test, td);
}

/* An allocation fails in preserve, for every one that it makes. */
static void test_preserve_no_memory(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	unsigned long registered, tables, failed = 0;
	int ret;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 16);
	tables = ptlu_domain_count_tables(&td->domain);
	registered = ptlu_nr_preserved();
	for (unsigned long nth = 1;; nth++) {
		memset(&td->ser, 0x5a, sizeof(td->ser));
		ptlu_fail_nth_alloc(nth);
		ret = ptlu_test_domain_core(td)->preserve(&td->domain.iommu, &td->ser);
		if (!ptlu_alloc_failed())
			break;
		ptlu_fail_nth_alloc(0);
		failed++;
		/* a core may do without what it did not get */
		if (!ret) {
			KUNIT_ASSERT_EQ(test, ptlu_nr_preserved(), registered + tables);
			ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
		}
		if (ret)
			KUNIT_ASSERT_EQ(test, ret, -ENOMEM);
		expect_no_state(test, td, "a preserve without memory");
		KUNIT_ASSERT_EQ(test, ptlu_nr_preserved(), registered);
		ptlu_test_expect_translations(test, td);
	}
	ptlu_fail_nth_alloc(0);
	KUNIT_ASSERT_EQ(test, ret, 0);
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	whole_way(test, td);
	/* in a running kernel KHO's own cannot be made to fail */
	if (!failed)
		kunit_skip(test, "no allocation of preserve can be made to fail");
}

/* Check if a restored domain may have an op: one that changes no table, or deinit. */
static bool may_stay(size_t offset)
{
#ifdef PTLU_TREE_CORE_OPS
	if (offset == offsetof(struct pt_iommu_ops, preserve) ||
	    offset == offsetof(struct pt_iommu_ops, unpreserve))
		return true;
#endif
	return offset == offsetof(struct pt_iommu_ops, deinit);
}

/* Name an op. A running kernel prints the function instead. */
static void name_op(size_t offset, const void *op, char *text, size_t size)
{
#if __has_include(<ptlu/pt_iommu_ops.h>)
	static const struct {
		size_t offset;
		const char *name;
	} names[] = {
#define PTLU_OP(name)	{ offsetof(struct pt_iommu_ops, name), #name },
#include <ptlu/pt_iommu_ops.h>
#undef PTLU_OP
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].offset == offset)
			snprintf(text, size, "%s", names[i].name);
	(void)op;
#else
	snprintf(text, size, "%ps", op);
	(void)offset;
#endif
}

static void test_restored_is_immutable(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct pt_iommu_ops *ops;
	char name[64] = "?";
	const void *op;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 4);
	ptlu_test_preserve(test, td);
	ptlu_test_next_kernel(test, td);
	ptlu_test_restore(test, td);
	ops = td->domain.iommu.ops;
	KUNIT_EXPECT_TRUE(test, !!ops->deinit);
	for (size_t offset = 0; offset < sizeof(*ops); offset += sizeof(op)) {
		memcpy(&op, (const u8 *)ops + offset, sizeof(op));
		if (!op || may_stay(offset))
			continue;
		name_op(offset, op, name, sizeof(name));
		KUNIT_FAIL(test, "the op %s of struct pt_iommu_ops is there", name);
	}
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case handover_cases[] = {
	RULE_CASE(test_random_domain, ptlu_test_gen_cases,
		  RULE_RESTORE_1, RULE_RESTORE_2, RULE_TEARDOWN_1, RULE_VA_1, RULE_HARDWARE_1),
	RULE_CASE(test_is_freed, ptlu_test_gen_cases,
		  RULE_PRESERVE_1, RULE_RESTORE_2, RULE_TEARDOWN_1),
	RULE_CASE(test_edges, ptlu_test_gen_cases, RULE_RESTORE_1, RULE_VA_1, RULE_HARDWARE_1),
	RULE_CASE(test_empty_domain, ptlu_test_gen_targets,
		  RULE_PRESERVE_3, RULE_RESTORE_2, RULE_TEARDOWN_1),
	RULE_CASE(test_grown_top, ptlu_test_gen_targets, RULE_PRESERVE_3, RULE_RESTORE_1),
	RULE_CASE(test_second_handover, ptlu_test_gen_cases,
		  RULE_RESTORE_13, RULE_RESTORE_1, RULE_TEARDOWN_1),
	RULE_CASE(test_many_domains, ptlu_test_gen_targets, RULE_RESTORE_1, RULE_TEARDOWN_1),
	RULE_CASE(test_unpreserve, ptlu_test_gen_targets, RULE_UNPRESERVE_1),
	RULE_CASE(test_preserve_fails, ptlu_test_gen_targets, RULE_PRESERVE_4),
	RULE_CASE(test_preserve_no_memory, ptlu_test_gen_targets, RULE_PRESERVE_4),
	RULE_CASE(test_restored_is_immutable, ptlu_test_gen_targets, RULE_RESTORE_3),
};

PTLU_SUITE(handover_suite, "ptlu-handover", handover_cases);
