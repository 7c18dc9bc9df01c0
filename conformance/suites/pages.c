// SPDX-License-Identifier: GPL-2.0-only
/* Which pages each operation registers, reads, changes and frees. */
#include <linux/kexec_handover.h>
#include "machine/machine.h"
#include "iommu-pages.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* Pages registered with KHO, in the order of its radix tree. */
struct registered {
	struct { phys_addr_t phys; unsigned int order; } page[PTLU_TEST_TABLES + 64];
	unsigned int nr;
};

static void add_registered(phys_addr_t phys, unsigned int order, void *arg)
{
	struct registered *registered = arg;

	if (registered->nr < ARRAY_SIZE(registered->page)) {
		registered->page[registered->nr].phys = phys;
		registered->page[registered->nr].order = order;
	}
	registered->nr++;
}

static struct registered *registered_now(struct kunit *test)
{
	struct registered *registered = kunit_kzalloc(test, sizeof(*registered), GFP_KERNEL);

	ptlu_for_each_preserved(add_registered, registered);
	KUNIT_ASSERT_LE(test, registered->nr, ARRAY_SIZE(registered->page));
	return registered;
}

static unsigned int count_registered(const struct registered *registered, phys_addr_t phys,
				     unsigned int order)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < registered->nr; i++)
		count += registered->page[i].phys == phys && registered->page[i].order == order;
	return count;
}

static void test_registers_tables_alone(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct registered *before = registered_now(test), *after;
	struct ptlu_test_tables *tables;
	u64 checksum;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 12);
	tables = ptlu_test_tables_of(test, td);
	checksum = ptlu_test_tables_checksum(tables);
	ptlu_test_preserve(test, td);
	after = registered_now(test);
	KUNIT_EXPECT_EQ(test, ptlu_test_tables_checksum(tables), checksum);
	KUNIT_EXPECT_EQ(test, after->nr, before->nr + tables->nr);
	for (unsigned int i = 0; i < tables->nr; i++)
		KUNIT_EXPECT_EQ(test, count_registered(after, tables->table[i].phys,
						       tables->table[i].order), 1);
	for (unsigned int i = 0; i < before->nr; i++)
		KUNIT_EXPECT_EQ(test, count_registered(after, before->page[i].phys,
						       before->page[i].order), 1);
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	KUNIT_EXPECT_EQ(test, ptlu_test_tables_checksum(tables), checksum);
	KUNIT_EXPECT_MEMEQ(test, registered_now(test), before, sizeof(*before));
	ptlu_test_teardown(test, td);
}

/* A block at level 1 maps the memory that the top is in. It must not be taken for a table. */
static void test_registers_no_block(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct ptlu_target *target = td->domain.target;
	struct registered *before = registered_now(test), *after;
	struct ptlu_va_range range = ptlu_target_has_lower(target) ? ptlu_target_lower(target) :
								     ptlu_target_upper(target);
	/* a leaf entry of level 1 maps as much as a level-0 table */
	u64 block = 1ULL << (2 * target->cfg.granule_lg2 - 3);
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	phys_addr_t memory = tables->table[0].phys & ~(block - 1);

	if (!(td->domain.domain.pgsize_bitmap & block)) {
		ptlu_test_teardown(test, td);
		kunit_skip(test, "this target has no blocks at level 1");
	}
	KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, range.first + block, memory, block), 0);
	ptlu_test_map(test, td, range.first, 1ULL << target->cfg.granule_lg2);
	tables = ptlu_test_tables_of(test, td);
	ptlu_test_preserve(test, td);
	after = registered_now(test);
	KUNIT_EXPECT_EQ(test, after->nr, before->nr + tables->nr);
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	KUNIT_EXPECT_MEMEQ(test, registered_now(test), before, sizeof(*before));
	ptlu_test_teardown(test, td);
}

/* Each page of an incoherent table is mapped for the device, where that uses the DMA API. */
static void test_incoherent_tables(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	bool incoherent = td->domain.target->cfg.features & BIT(PT_FEAT_DMA_INCOHERENT);

	if (!incoherent || !IOMMU_PAGES_USE_DMA_API) {
		ptlu_test_teardown(test, td);
		kunit_skip(test, incoherent ? "tables do not use the DMA API on this architecture" :
					      "the tables of this target are coherent");
	}
	if (!ptlu_counts_device_mappings()) {
		ptlu_test_teardown(test, td);
		kunit_skip(test, "a running kernel does not report its DMA mappings");
	}
	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 12);
	KUNIT_EXPECT_EQ(test, ptlu_device_mappings(&td->device),
			ptlu_domain_count_tables(&td->domain));
	ptlu_test_teardown(test, td);
}

/* Data pages that another owner hands over are neither changed nor freed. */
static void test_data_pages(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct ptlu_target *target = td->domain.target;
	unsigned int order = target->cfg.granule_lg2 > PAGE_SHIFT ?
				     target->cfg.granule_lg2 - PAGE_SHIFT : 0;
	unsigned long kho_frames = ptlu_nr_preserved();
	struct folio *data = folio_alloc(GFP_KERNEL, order);
	phys_addr_t phys = PFN_PHYS(folio_pfn(data));
	struct ptlu_va_range range = ptlu_target_first_half(target);
	u8 *expected = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	memset(expected, 0x5a, PAGE_SIZE);
	memcpy(phys_to_virt(phys), expected, PAGE_SIZE);
	KUNIT_ASSERT_EQ(test,
			ptlu_domain_map(&td->domain, range.first, phys, PAGE_SIZE << order), 0);
	KUNIT_ASSERT_EQ(test, kho_preserve_folio(data), 0);
	ptlu_test_preserve(test, td);
	ptlu_test_next_kernel(test, td);
	ptlu_test_restore(test, td);
	if (!ptlu_core_gap(ptlu_test_core, RULE_RESTORE_1, target))
		KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, range.first), phys);
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_MEMEQ(test, phys_to_virt(phys), expected, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_PRESERVED), kho_frames + (1UL << order));
	data = kho_restore_folio(phys);
	KUNIT_ASSERT_NOT_NULL(test, data);
	folio_put(data);
}

static const struct ptlu_case page_cases[] = {
	RULE_CASE(test_registers_tables_alone, ptlu_test_gen_cases,
		  RULE_PRESERVE_1, RULE_PRESERVE_2, RULE_UNPRESERVE_1),
	RULE_CASE(test_registers_no_block, ptlu_test_gen_targets, RULE_PRESERVE_1),
	PLAIN_CASE_PARAM(test_incoherent_tables, ptlu_test_gen_targets),
	RULE_CASE(test_data_pages, ptlu_test_gen_targets, RULE_TEARDOWN_1),
};

PTLU_SUITE(page_suite, "ptlu-pages", page_cases);
