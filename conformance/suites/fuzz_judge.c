// SPDX-License-Identifier: GPL-2.0-only
/* What the fuzzers judge with can fail: cores that do one thing wrong each are found out. */
#include <linux/kexec_handover.h>
#include "conformance/fuzz/world.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/trouble.h"
#include "machine/machine.h"

static const struct ptlu_core *right;

static bool was_restored(const struct pt_iommu *table)
{
	return !table->ops->map_range;
}

static int no_such_error(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	return was_restored(table) ? right->restore(table, ser) : -EIO;
}

static int refuses_all(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	return -EINVAL;
}

static int does_nothing(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	return 0;
}

static int restores_twice(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	return was_restored(table) ? 0 : right->restore(table, ser);
}

static int leaks_a_page(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	folio_alloc(GFP_KERNEL, 0);
	return right->restore(table, ser);
}

static int counts_one_less(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	mod_node_page_state(NODE_DATA(0), NR_IOMMU_PAGES, -1);
	return right->restore(table, ser);
}

static int keeps_ops(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	static struct pt_iommu_ops ops;
	const struct pt_iommu_ops *fresh = table->ops;
	int ret = right->restore(table, ser);

	ops = *table->ops;
	ops.map_range = fresh->map_range;
	table->ops = &ops;
	return ret;
}

/* The top, which no entry points to. */
static struct page *top_of(const union ptlu_any_ser *ser)
{
	return pfn_to_page(PHYS_PFN(ser->ours.top_phys));
}

static int keeps_a_table(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	int ret = right->restore(table, ser);

	if (!ret)
		atomic_inc(&top_of(ser)->_refcount);
	return ret;
}

static int writes_to_a_table(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	u64 *last = phys_to_virt(ser->ours.top_phys + (1ULL << ser->ours.top_lg2) - sizeof(u64));

	if (!was_restored(table))
		*last ^= 1ULL << 63;
	return right->restore(table, ser);
}

static int writes_to_a_free_page(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 0);

	folio_put(folio);
	((u8 *)folio_address(folio))[5]++;
	return right->restore(table, ser);
}

static int restores_another_page(struct pt_iommu *table, const union ptlu_any_ser *ser)
{
	/* a table of the next subject, which stays preserved otherwise */
	const struct fuzz_subject *other = fuzz_subject(1);
	struct folio *folio = kho_restore_folio(other->tables[other->nr_tables - 1].phys);

	if (folio) {
		lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, folio_nr_pages(folio));
		mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, folio_nr_pages(folio));
	}
	return right->restore(table, ser);
}

static const struct wrong {
	int (*restore)(struct pt_iommu *table, const union ptlu_any_ser *ser);
	const char *report;
} wrongs[] = {
	{ no_such_error, "restore returns -EIO" },
	{ refuses_all, "restore of an intact table returns" },
	{ does_nothing, "restore succeeds and leaves the fresh domain's ops" },
	{ restores_twice, "a domain is restored twice" },
	{ leaks_a_page, "pages more are counted" },
	{ counts_one_less, "pages more are counted" },
	{ keeps_ops, "a restored domain has more ops than deinit" },
	{ keeps_a_table, "pages are not freed" },
	{ writes_to_a_table, "restore has written to a table" },
	{ writes_to_a_free_page, "a free page was written to" },
	{ restores_another_page, "restore takes" },
};

static void fuzz_intact(void *unused)
{
	static const u8 data[] = { 0 };

	fuzz_one(data, sizeof(data), FUZZ_THOROUGH);
}

static void test_wrong_cores(struct kunit *test)
{
	const struct ptlu_machine machine = *ptlu_this_machine();

	for (unsigned int i = 0; i < ARRAY_SIZE(wrongs); i++) {
		struct ptlu_core core;

		KUNIT_ASSERT_EQ(test, fuzz_boot(FUZZ_THOROUGH), 0);
		right = &fuzz_subject(0)->target->format->cores[PTLU_CORE_OURS];
		core = *right;
		core.restore = wrongs[i].restore;
		fuzz_core = &core;
		ptlu_test_expect_trouble(test, fuzz_intact, NULL, wrongs[i].report, "");
		fuzz_core = NULL;
		fuzz_forget();
	}
	/* nobody frees what the wrong ones leave */
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}

/* Also called after a test that was aborted. */
static void forget(struct kunit *test)
{
	fuzz_core = NULL;
	fuzz_forget();
}

static const struct ptlu_case fuzz_judge_cases[] = {
	PLAIN_CASE(test_wrong_cores),
};

PTLU_SUITE(fuzz_judge_suite, "ptlu-fuzz-judge", fuzz_judge_cases, .exit = forget);
