// SPDX-License-Identifier: GPL-2.0-only
/* A restore that fails returns an error. The domain frees exactly the pages that it restored. */
#include <linux/kexec_handover.h>
#include "machine/machine.h"
#include "conformance/lib/error_text.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* State before a restore that fails. */
struct failure {
	struct ptlu_test_domain *td;
	struct ptlu_test_tables *tables;	/* those of the old kernel */
	unsigned long kho_frames;	/* of KHO itself */
	unsigned long in_use;		/* in the next kernel without a domain */
};

/* In the old kernel: preserve a domain with few tables, because tests iterate over all of them. */
static struct failure preserved_domain(struct kunit *test)
{
	struct failure failure = { .td = ptlu_test_domain_new(test, ptlu_test_case(test)->target) };

	failure.kho_frames = ptlu_nr_preserved();
	/* a page of the smallest size too, so that there is a table at every level */
	ptlu_test_map_edges(test, failure.td,
			    ptlu_test_case(test)->halves & PTLU_TEST_LOWER ?: PTLU_TEST_UPPER);
	ptlu_test_map_random(test, failure.td, ptlu_test_case(test)->halves, 2);
	failure.tables = ptlu_test_tables_of(test, failure.td);
	ptlu_test_preserve(test, failure.td);
	return failure;
}

static void into_next_kernel(struct kunit *test, struct failure *failure)
{
	ptlu_kexec();
	failure->in_use = ptlu_frames_in_use(0);
	ptlu_test_domain_init(test, failure->td);
}

/* Formats that warn in a debug build if a corrupted entry makes a leaf table another one's. */
#define FORMATS_THAT_WARN "riscv.h amdv1.h x86_64.h vtdss.h armv8.h pt_iter.h"

static int restore_expecting_warnings(struct failure *failure)
{
	struct ptlu_test_domain *td = failure->td;
	int ret;

	/* KHO warns of a page that is not preserved */
	ptlu_expect_warn("kexec_handover.c kho_batch.c " FORMATS_THAT_WARN);
	ret = ptlu_test_domain_core(td)->restore(&td->domain.iommu, &td->ser);
	ptlu_expect_warn(NULL);
	return ret;
}

static void expect_nothing_left(struct kunit *test, const struct failure *failure)
{
	ptlu_test_teardown(test, failure->td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(1), failure->in_use);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
}

static unsigned long frames_of_first(const struct ptlu_test_tables *tables, unsigned int nr)
{
	unsigned long frames = 0;

	for (unsigned int i = 0; i < nr; i++)
		frames += 1UL << tables->table[i].order;
	return frames;
}

/* Number of frames of the domain that are not restored yet. */
static unsigned long still_preserved(const struct failure *failure)
{
	return ptlu_frames(PTLU_FRAME_PRESERVED) - failure->kho_frames;
}

static void unpreserve_one(const struct ptlu_test_table *table)
{
	kho_unpreserve_folio(page_folio(pfn_to_page(PHYS_PFN(table->phys))));
}

/* The n-th page in the order of the walk was not preserved, for every n. */
static void test_page_not_preserved(struct kunit *test)
{
	for (unsigned int n = 0, nr = 1; n < nr; n++) {
		struct failure failure = preserved_domain(test);

		nr = failure.tables->nr;
		if (n >= nr) {
			ptlu_test_domain_core(failure.td)->unpreserve(&failure.td->domain.iommu,
								 &failure.td->ser);
			ptlu_test_teardown(test, failure.td);
			break;
		}
		unpreserve_one(&failure.tables->table[n]);
		into_next_kernel(test, &failure);
		KUNIT_ASSERT_EQ(test, restore_expecting_warnings(&failure), -ENOENT);
		/* threads have no fixed order, expect_nothing_left() counts the result */
		if (!ptlu_test_core_is_threaded())
			KUNIT_EXPECT_EQ(test, still_preserved(&failure),
					failure.tables->frames -
						(1UL << failure.tables->table[n].order) -
						frames_of_first(failure.tables, n));
		if (!n)
			ptlu_test_expect_usable(test, failure.td);
		else
			expect_nothing_left(test, &failure);
		KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), failure.in_use);
	}
}

static void test_wrong_number_of_tables(struct kunit *test)
{
	static const int wrong[] = { -1, 1, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct failure failure = preserved_domain(test);
		unsigned int nr = failure.tables->nr;
		unsigned long left, want;

		failure.td->ser.ours.nr_tables += wrong[i];
		into_next_kernel(test, &failure);
		KUNIT_ASSERT_EQ(test, restore_expecting_warnings(&failure), -EUCLEAN);
		left = still_preserved(&failure);
		want = wrong[i] < 0 ? 1UL << failure.tables->table[nr - 1].order : 0;
		/* a thread skips the tables of a work item that exceeds the limit */
		if (ptlu_test_core_is_threaded() && wrong[i] < 0)
			KUNIT_EXPECT_GE(test, left, want);
		else
			KUNIT_EXPECT_EQ(test, left, want);
		expect_nothing_left(test, &failure);
		KUNIT_EXPECT_EQ(test, still_preserved(&failure), left);
	}
}

/* Where a corrupted table entry points to. */
enum astray {
	OUTSIDE_OF_MEMORY,
	FAR_OUTSIDE,
	BACK_TO_TOP,
	BACK_TO_PARENT,
	TO_THE_LAST_TABLE,
	TO_ANOTHER_ORDER,
	NR_ASTRAY,
};

static const char * const astray_names[NR_ASTRAY] = {
	"just after memory", "far outside of memory", "back to the top", "back to its own table",
	"to the last table", "to a page of another order",
};

static phys_addr_t astray_address(const struct failure *failure, unsigned int child,
				  enum astray astray, phys_addr_t other_order)
{
	const struct ptlu_test_tables *tables = failure->tables;

	switch (astray) {
	case OUTSIDE_OF_MEMORY:
		return ptlu_this_machine()->phys_base + ptlu_this_machine()->size;
	case FAR_OUTSIDE:
		return 1ULL << 46;
	case BACK_TO_TOP:
		return tables->table[0].phys;
	case BACK_TO_PARENT:
		return tables->table[tables->table[child].parent].phys;
	case TO_THE_LAST_TABLE:
		return tables->table[tables->nr - 1].phys;
	default:
		return other_order;
	}
}

/* Corrupt the entry that points to about the n-th table of a random domain. */
static void one_astray(struct kunit *test, unsigned int n, enum astray astray)
{
	struct failure failure = preserved_domain(test);
	unsigned int nr = failure.tables->nr, child = 1 + n % (nr - 1);
	struct folio *other = folio_alloc(GFP_KERNEL, failure.tables->table[1].order + 1);
	phys_addr_t phys = PFN_PHYS(folio_pfn(other));
	unsigned long before, after;
	int ret;

	KUNIT_ASSERT_GE(test, nr, 2);
	/* the last table pointing to itself is no defect */
	if (astray == TO_THE_LAST_TABLE && child == nr - 1)
		astray = TO_ANOTHER_ORDER;
	KUNIT_ASSERT_EQ(test, kho_preserve_folio(other), 0);
	into_next_kernel(test, &failure);
	ptlu_test_point_entry_at(test, failure.td, failure.tables, child,
			    astray_address(&failure, child, astray, phys));
	before = still_preserved(&failure);
	ret = restore_expecting_warnings(&failure);
	if (ret != (astray == TO_ANOTHER_ORDER ? -EINVAL : -ENOENT) && ret != -EUCLEAN)
		KUNIT_FAIL_AND_ABORT(test, "entry for table %u pointing %s: restore returns %s",
				     child, astray_names[astray], ptlu_error(ret).text);
	after = still_preserved(&failure);
	KUNIT_EXPECT_LE(test, after, before - (1UL << failure.tables->table[0].order));
	ptlu_expect_warn(FORMATS_THAT_WARN);
	expect_nothing_left(test, &failure);
	ptlu_expect_warn(NULL);
	/* deinit frees only pages that restore has restored */
	KUNIT_EXPECT_EQ(test, still_preserved(&failure), after);
}

static void test_entry_astray(struct kunit *test)
{
	for (enum astray astray = 0; astray < NR_ASTRAY; astray++)
		for (unsigned int n = 0; n < 10; n++)
			one_astray(test, n, astray);
}

/* A folio that begins with the top's page, and is larger, is not the top. */
static void test_top_of_other_order(struct kunit *test)
{
	struct failure failure = preserved_domain(test);
	struct folio *other = folio_alloc(GFP_KERNEL, failure.tables->table[0].order + 1);
	u64 top_phys = failure.tables->table[0].phys;
	unsigned long before;

	KUNIT_ASSERT_EQ(test, kho_preserve_folio(other), 0);
	into_next_kernel(test, &failure);
	if (!ptlu_test_core_is_ours()) {
		ptlu_test_restore(test, failure.td);
		ptlu_test_teardown(test, failure.td);
		kunit_skip(test, "the serialized state is not ptlu's");
	}
	before = still_preserved(&failure);
	failure.td->ser.ours.top_phys = PFN_PHYS(folio_pfn(other));
	KUNIT_EXPECT_EQ(test, restore_expecting_warnings(&failure), -EINVAL);
	/* it is restored before its order is known, and free again */
	KUNIT_EXPECT_EQ(test, still_preserved(&failure),
			before - (2UL << failure.tables->table[0].order));
	/* the domain is what it was, and the right state can still be restored */
	failure.td->ser.ours.top_phys = top_phys;
	ptlu_test_restore(test, failure.td);
	ptlu_test_expect_translations(test, failure.td);
	expect_nothing_left(test, &failure);
}

/* A level 0 table, and another one that another thread visits: below another table. */
static bool find_two_leaf_tables(const struct ptlu_test_tables *tables, unsigned int *first,
				 unsigned int *second)
{
	bool found = false;

	for (unsigned int i = 0; i < tables->nr; i++) {
		if (tables->table[i].level)
			continue;
		if (!found)
			*first = i;
		else if (tables->table[i].parent != tables->table[*first].parent) {
			*second = i;
			return true;
		}
		found = true;
	}
	return false;
}

/* Two threads come to one table at the same time: KHO gives it to one of them. */
static void test_table_shared(struct kunit *test)
{
	struct failure failure = preserved_domain(test);
	unsigned int first, second;
	int ret;

	into_next_kernel(test, &failure);
	if (!find_two_leaf_tables(failure.tables, &first, &second)) {
		ptlu_test_restore(test, failure.td);
		ptlu_test_teardown(test, failure.td);
		kunit_skip(test, "all leaf tables are below one table");
	}
	ptlu_test_point_entry_at(test, failure.td, failure.tables, second,
				 failure.tables->table[first].phys);
	ptlu_meet_in_restore(true);
	ret = restore_expecting_warnings(&failure);
	ptlu_meet_in_restore(false);
	KUNIT_EXPECT_EQ(test, ret, -ENOENT);
	ptlu_expect_warn(FORMATS_THAT_WARN);
	expect_nothing_left(test, &failure);
	ptlu_expect_warn(NULL);
}

static void test_second_restore(struct kunit *test)
{
	struct failure failure = preserved_domain(test);
	struct ptlu_test_domain *second;

	into_next_kernel(test, &failure);
	ptlu_test_restore(test, failure.td);
	KUNIT_EXPECT_EQ(test, restore_expecting_warnings(&failure), -EBUSY);
	second = ptlu_test_domain_new(test, failure.td->domain.target);
	ptlu_expect_warn("kexec_handover.c");
	KUNIT_EXPECT_EQ(test,
			ptlu_test_domain_core(second)->restore(&second->domain.iommu,
							       &failure.td->ser),
			-ENOENT);
	ptlu_expect_warn(NULL);
	ptlu_test_expect_usable(test, second);
	ptlu_test_expect_translations(test, failure.td);
	expect_nothing_left(test, &failure);
}

static void test_no_memory(struct kunit *test)
{
	struct failure failure = preserved_domain(test);
	struct ptlu_test_domain *second;
	unsigned long nth;
	int ret;

	into_next_kernel(test, &failure);
	for (nth = 1; nth < 100; nth++) {
		second = ptlu_test_domain_new(test, failure.td->domain.target);
		ptlu_fail_nth_alloc(nth);
		ret = ptlu_test_domain_core(second)->restore(&second->domain.iommu,
							     &failure.td->ser);
		if (!ptlu_alloc_failed())
			break;
		ptlu_fail_nth_alloc(0);
		KUNIT_ASSERT_EQ(test, ret, -ENOMEM);
		KUNIT_EXPECT_EQ(test, still_preserved(&failure), failure.tables->frames);
		ptlu_test_expect_usable(test, second);
	}
	ptlu_fail_nth_alloc(0);
	KUNIT_EXPECT_EQ(test, ret, 0);
	ptlu_test_teardown(test, second);
	expect_nothing_left(test, &failure);
}

static const struct ptlu_case restore_error_cases[] = {
	RULE_CASE(test_page_not_preserved, ptlu_test_gen_cases, RULE_RESTORE_6),
	RULE_CASE(test_wrong_number_of_tables, ptlu_test_gen_targets, RULE_RESTORE_8),
	RULE_CASE(test_entry_astray, ptlu_test_gen_targets, RULE_RESTORE_7),
	RULE_CASE(test_top_of_other_order, ptlu_test_gen_targets, RULE_RESTORE_7),
	RULE_CASE(test_table_shared, ptlu_test_gen_targets, RULE_RESTORE_7),
	RULE_CASE(test_second_restore, ptlu_test_gen_targets, RULE_RESTORE_4),
	RULE_CASE(test_no_memory, ptlu_test_gen_targets, RULE_RESTORE_9),
};

PTLU_SUITE(restore_error_suite, "ptlu-restore-errors", restore_error_cases);
