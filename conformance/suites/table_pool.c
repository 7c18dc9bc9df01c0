// SPDX-License-Identifier: GPL-2.0-only
/* Pages of the pool are ordinary table pages in few runs. Its waste is within its limit. */
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "formats/variants/table_pool.h"
#include "machine/machine.h"

/* Enough pages that the pool reaches the largest order, if the machine has room. */
#define PAGES	(PAGE_SIZE == SZ_4K ? 20000 : SZ_128M / PAGE_SIZE)

static void *pages[PAGES];

static int by_address(const void *a, const void *b)
{
	const void *left = *(void *const *)a, *right = *(void *const *)b;

	return left < right ? -1 : left > right;
}

static unsigned int count_runs(void)
{
	unsigned int runs = 1;

	qsort(pages, PAGES, sizeof(*pages), by_address);
	for (unsigned int i = 1; i < PAGES; i++)
		runs += pages[i] != pages[i - 1] + PAGE_SIZE;
	return runs;
}

static void take_all(struct kunit *test, unsigned int order)
{
	ptlu_pool_use(order);
	for (unsigned int i = 0; i < PAGES; i++) {
		pages[i] = ptlu_pool_alloc_pages(NUMA_NO_NODE, GFP_KERNEL, PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	ptlu_pool_use(0);
}

static void give_all(void)
{
	for (unsigned int i = 0; i < PAGES; i++)
		iommu_free_pages(pages[i]);
}

/* Free a block: the userland kernel fills it, so the next pages from it are not zero. */
static void dirty_next_block(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, MAX_PAGE_ORDER);

	KUNIT_ASSERT_NOT_NULL(test, folio);
	folio_put(folio);
	KUNIT_ASSERT_NE(test, *(u8 *)folio_address(folio), 0);
}

static void test_ordinary_pages(struct kunit *test)
{
	static const u8 zeroes[PAGE_SIZE];

	dirty_next_block(test);
	take_all(test, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), PAGES);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), PAGES);
	for (unsigned int i = 0; i < PAGES; i++) {
		KUNIT_ASSERT_EQ(test, folio_order(virt_to_folio(pages[i])), 0);
		KUNIT_ASSERT_EQ(test, page_count(virt_to_page(pages[i])), 1);
		KUNIT_ASSERT_MEMEQ(test, pages[i], zeroes, PAGE_SIZE);
	}
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), PAGES + ptlu_pool_unused());
	ptlu_pool_drain();
	KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), 0);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), PAGES);
	give_all();
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(1), 0);
}

/* A block is an eighth of the pool, so a doubling adds eight runs. No blocks are adjacent here. */
static void test_few_runs(struct kunit *test)
{
	take_all(test, 4);
	KUNIT_EXPECT_LE(test, ptlu_pool_unused(), PAGES / 8);
	ptlu_pool_drain();
	KUNIT_EXPECT_LE(test, count_runs(), 8 * (ilog2(PAGES) - 4));
	give_all();
}

/* Large blocks cannot be allocated: the pool falls back to smaller ones, at last to one page. */
static void test_no_large_block(struct kunit *test)
{
	void *page;

	ptlu_pool_use(MAX_PAGE_ORDER);
	ptlu_fail_nth_alloc(1);
	page = ptlu_pool_alloc_pages(NUMA_NO_NODE, GFP_KERNEL, PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, ptlu_alloc_failed());
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), (1UL << (MAX_PAGE_ORDER - 1)) - 1);
	iommu_free_pages(page);
	ptlu_pool_use(0);
}

/* Blocks are of four pages at least. */
static void test_small_blocks(struct kunit *test)
{
	for (unsigned int order = 0; order < 4; order++) {
		void *page;

		ptlu_pool_use(order);
		page = ptlu_pool_alloc_pages(NUMA_NO_NODE, GFP_KERNEL, PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), order < 2 ? 0 : (1UL << order) - 1);
		ptlu_pool_use(0);
		iommu_free_pages(page);
		ptlu_pool_drain();
		KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
	}
}

/* Each node has a block of its own; a kernel that boots has none. */
static void test_every_node(struct kunit *test)
{
	void *of_node[MAX_NUMNODES];

	ptlu_test_boot_small(test, MAX_NUMNODES);
	ptlu_pool_use(3);
	for (unsigned int round = 1; round <= 2; round++) {
		for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++) {
			of_node[nid] = ptlu_pool_alloc_pages(nid, GFP_KERNEL, PAGE_SIZE);
			KUNIT_ASSERT_NOT_NULL(test, of_node[nid]);
			KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), 7 * (nid + 1));
		}
		for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++)
			iommu_free_pages(of_node[nid]);
		KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 7 * MAX_NUMNODES);
		if (round == 2)
			break;
		ptlu_pool_drain();
		KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), 0);
		KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
	}
	ptlu_pool_use(0);
	ptlu_pool_forget();
	KUNIT_EXPECT_EQ(test, ptlu_pool_unused(), 0);
	ptlu_test_boot_small(test, 0);
}

static const struct ptlu_case table_pool_cases[] = {
	PLAIN_CASE(test_ordinary_pages),
	PLAIN_CASE(test_few_runs),
	PLAIN_CASE(test_no_large_block),
	PLAIN_CASE(test_small_blocks),
	PLAIN_CASE(test_every_node),
};

PTLU_SUITE(table_pool_suite, "ptlu-table-pool", table_pool_cases);
