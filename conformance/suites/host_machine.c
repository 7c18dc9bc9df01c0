// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the userland kernel: where its pages are, and the ways back to an earlier state. */
#include <linux/kexec_handover.h>
#include "iommu-pages.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"

#define ORDERS	4
#define PAGES	48

/* Addresses of the pages that are allocated one after the other. */
struct placed {
	phys_addr_t phys[PAGES];
};

static struct folio *folios[PAGES];

/* Allocates pages of several orders; what is freed again decides what the next ones are. */
static struct placed place(struct kunit *test)
{
	struct placed placed;

	for (unsigned int i = 0; i < PAGES; i++) {
		folios[i] = folio_alloc(GFP_KERNEL, i % ORDERS);
		KUNIT_ASSERT_NOT_NULL(test, folios[i]);
		placed.phys[i] = PFN_PHYS(folio_pfn(folios[i]));
		if (i % 8 == 7) {
			folio_put(folios[i]);
			folios[i] = NULL;
		}
	}
	return placed;
}

static void free_placed(void)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (folios[i])
			folio_put(folios[i]);
}

static struct placed boot_and_place(struct kunit *test, const struct ptlu_machine *machine)
{
	struct placed placed;

	KUNIT_ASSERT_EQ(test, ptlu_boot(machine), 0);
	placed = place(test);
	free_placed();
	return placed;
}

/* The same machine has the same pages, whatever was freed before it booted; another has others. */
static void test_seed_decides(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();
	struct placed first, again, other;

	machine.placement = PTLU_SHUFFLED;
	first = boot_and_place(test, &machine);
	again = boot_and_place(test, &machine);
	KUNIT_EXPECT_MEMEQ(test, &again, &first, sizeof(first));
	machine.seed++;
	other = boot_and_place(test, &machine);
	KUNIT_EXPECT_NE(test, memcmp(&other, &first, sizeof(first)), 0);
	machine.placement = PTLU_SEQUENTIAL;
	other = boot_and_place(test, &machine);
	for (unsigned int i = ORDERS; i < 7; i++)
		KUNIT_EXPECT_GE(test, other.phys[i], other.phys[i - ORDERS]);
}

/*
 * Pages that a shuffled machine hands out one after the other are far apart, for most seeds. It
 * goes in steps of one length, which its seed decides.
 */
static void test_shuffled_are_far_apart(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();
	unsigned int far = 0;

	machine.placement = PTLU_SHUFFLED;
	for (unsigned int i = 0; i < 8; i++) {
		struct folio *one, *next;
		u64 apart;

		machine.seed++;
		KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
		one = folio_alloc(GFP_KERNEL, 0);
		next = folio_alloc(GFP_KERNEL, 0);
		apart = abs_diff(PFN_PHYS(folio_pfn(one)), PFN_PHYS(folio_pfn(next)));
		far += apart > machine.size / 64;
		folio_put(one);
		folio_put(next);
	}
	KUNIT_EXPECT_GE(test, far, 6);
}

/* Every other block of a shuffled machine, each once, until none is left. */
static void test_all_of_memory(struct kunit *test)
{
	unsigned long frames, kernels, pages = 0;
	struct folio **all;

	ptlu_test_boot_small(test, 0);
	frames = ptlu_end_pfn - ptlu_first_pfn;
	kernels = frames - ptlu_frames(PTLU_FRAME_FREE);
	all = kunit_kzalloc(test, frames * sizeof(*all), GFP_KERNEL);
	while ((all[pages] = folio_alloc(GFP_KERNEL, 0)))
		pages++;
	KUNIT_EXPECT_GE(test, pages + kernels, frames / 2);
	KUNIT_EXPECT_LE(test, pages, frames / 2);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), pages);
	while (pages)
		folio_put(all[--pages]);
	KUNIT_EXPECT_EQ(test, frames - ptlu_frames(PTLU_FRAME_FREE), kernels);
	KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_FREE) + ptlu_frames(PTLU_FRAME_ALLOCATED),
			totalram_pages());
}

/* What was allocated and freed since the mark is undone, and the same pages come again. */
static void test_rewind(struct kunit *test)
{
	struct folio *before = folio_alloc(GFP_KERNEL, 0), *freed = folio_alloc(GFP_KERNEL, 2);
	unsigned long in_use = ptlu_frames_in_use(0);
	struct placed first, again;
	struct page *page;

	KUNIT_ASSERT_EQ(test, ptlu_mark(), 0);
	first = place(test);
	page = &folios[0]->page;
	folio_put(freed);
	iommu_alloc_pages_sz(GFP_KERNEL, PAGE_SIZE);
	ptlu_rewind();
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	KUNIT_EXPECT_EQ(test, folio_order(freed), 2);
	KUNIT_EXPECT_EQ(test, page_count(&freed->page), 1);
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	again = place(test);
	KUNIT_EXPECT_MEMEQ(test, &again, &first, sizeof(first));
	free_placed();
	ptlu_rewind();
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	folio_put(before);
	folio_put(freed);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
}

/* A kernel that has the tables of an earlier one: they are allocated, counted, and can be freed. */
static void test_boot_owning(struct kunit *test)
{
	enum { TABLES = 6 };
	u64 tables[TABLES];
	unsigned int pages = 0;

	for (unsigned int i = 0; i < TABLES; i++) {
		void *table = iommu_alloc_pages_sz(GFP_KERNEL, PAGE_SIZE << i % 3);

		KUNIT_ASSERT_NOT_NULL(test, table);
		tables[i] = __pa(table) | i % 3;
		pages += 1 << i % 3;
	}
	KUNIT_ASSERT_EQ(test, ptlu_boot_owning(tables, TABLES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), pages);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), pages);
	for (unsigned int i = 0; i < TABLES; i++) {
		struct folio *folio = page_folio(pfn_to_page(PHYS_PFN(tables[i])));

		KUNIT_EXPECT_EQ(test, folio_order(folio), i % 3);
		KUNIT_EXPECT_EQ(test, page_count(&folio->page), 1);
		iommu_free_pages(__va(tables[i] & PAGE_MASK));
	}
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
}

static void expect_described(struct kunit *test, phys_addr_t phys, const char *want)
{
	char text[1024];

	ptlu_describe_page(phys, text, sizeof(text));
	if (!strstr(text, want))
		KUNIT_FAIL(test, "expected '%s' in '%s'", want, text);
}

/* The history of a page goes through a handover, and ends where another machine boots. */
static void test_described_across_handover(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();
	struct folio *kept = folio_alloc(GFP_KERNEL, 1), *lost = folio_alloc(GFP_KERNEL, 0);
	phys_addr_t phys = PFN_PHYS(folio_pfn(kept)), lost_phys = PFN_PHYS(folio_pfn(lost));

	KUNIT_ASSERT_EQ(test, kho_preserve_folio(kept), 0);
	ptlu_kexec();
	expect_described(test, phys, "preserved, not restored");
	expect_described(test, phys, "handed over, order 1");
	expect_described(test, lost_phys, "lost in the handover, order 0");
	folio_put(kho_restore_folio(phys));
	expect_described(test, phys, "restored, order 1");
	expect_described(test, phys, "free;");
	expect_described(test, PFN_PHYS(ptlu_end_pfn), "outside of memory");
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	expect_described(test, lost_phys, "no history");
}

/* Each page of a block that was split is a page of its own. */
static void test_split(struct kunit *test)
{
	struct page *block = alloc_pages_node(0, GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 2);
	for (unsigned int i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, folio_order(page_folio(block + i)), 0);
		expect_described(test, page_to_phys(block + i), "allocated, order 0");
		free_page((unsigned long)page_address(block + i));
		expect_described(test, page_to_phys(block + i), "freed, order 0");
	}
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
}

/* Contiguous pages are pages of their own, whatever they were before. */
static void test_contiguous(struct kunit *test)
{
	struct page *before = NULL, *pages;

	for (unsigned int i = 0; i < 2; i++) {
		pages = alloc_contig_pages(4, GFP_KERNEL, 0, NULL);
		KUNIT_ASSERT_NOT_NULL(test, pages);
		KUNIT_EXPECT_TRUE(test, !i || pages == before);
		before = pages;
		for (unsigned int n = 0; n < 4; n++) {
			KUNIT_EXPECT_EQ(test, pages[n].private, 0);
			KUNIT_EXPECT_EQ(test, atomic_read(&pages[n]._refcount), 1);
			pages[n].private = 7;
			free_page((unsigned long)page_address(pages + n));
		}
	}
	ptlu_fail_nth_alloc(1);
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(4, GFP_KERNEL, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ptlu_alloc_failed());
}

/* A page that is taken for another order is whole, and zeroed if that was asked for. */
static void test_contents(struct kunit *test)
{
	for (unsigned int order = 0; order < ORDERS; order++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, order);
		u8 *bytes = folio_address(folio);
		unsigned long set = 0;

		memset(bytes, 0xa5, PAGE_SIZE << order);
		folio_put(folio);
		folio = folio_alloc(GFP_KERNEL | __GFP_ZERO, order);
		KUNIT_EXPECT_PTR_EQ(test, (u8 *)folio_address(folio), bytes);
		for (unsigned long i = 0; i < PAGE_SIZE << order; i++)
			set += !!bytes[i];
		KUNIT_EXPECT_EQ(test, set, 0);
		for (unsigned long i = 1; i < 1UL << order; i++)
			KUNIT_EXPECT_PTR_EQ(test, page_folio(&folio->page + i), folio);
		folio_put(folio);
	}
}

static const struct ptlu_case machine_cases[] = {
	PLAIN_CASE(test_seed_decides),
	PLAIN_CASE(test_shuffled_are_far_apart),
	PLAIN_CASE(test_all_of_memory),
	PLAIN_CASE(test_rewind),
	PLAIN_CASE(test_boot_owning),
	PLAIN_CASE(test_described_across_handover),
	PLAIN_CASE(test_split),
	PLAIN_CASE(test_contiguous),
	PLAIN_CASE(test_contents),
};

PTLU_SUITE(machine_suite, "ptlu-host-machine", machine_cases);
