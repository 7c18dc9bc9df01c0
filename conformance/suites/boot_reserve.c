// SPDX-License-Identifier: GPL-2.0-only
/* The linear-time reservation gives the same memblock and struct pages as the tree's code. */
#include <linux/kexec_handover.h>
#include <linux/memblock.h>
#include <linux/random.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"

#define PAGES	600
#define ROUNDS	16

/* The state after early boot: memblock's reserved regions and every struct page. */
struct aftermath {
	struct ptlu_reserved *regions;
	unsigned long nr_regions;
	unsigned long *marks;
};

static void note_aftermath(struct kunit *test, struct aftermath *after)
{
	unsigned long nr_pages = ptlu_end_pfn - ptlu_first_pfn;
	struct ptlu_reserved region;
	u64 size = 0;

	after->regions = kunit_kzalloc(test, ptlu_boot_reserve_regions() * sizeof(*after->regions),
				       GFP_KERNEL);
	after->marks = kunit_kzalloc(test, nr_pages * sizeof(*after->marks), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, after->regions);
	KUNIT_ASSERT_NOT_NULL(test, after->marks);
	/* skip memblock's own arrays, whose lengths may differ */
	for (unsigned long i = 0; ptlu_memblock_reserved(i, &region); i++) {
		size += region.size;
		if (region.flags != MEMBLOCK_RSRV_KERN)
			after->regions[after->nr_regions++] = region;
	}
	KUNIT_EXPECT_EQ(test, memblock_reserved_size(), size);
	for (unsigned long i = 0; i < nr_pages; i++)
		after->marks[i] = pfn_to_page(ptlu_first_pfn + i)->private;
}

static struct {
	phys_addr_t phys;
	unsigned int order;
} pages[PAGES];

/* Allocate pages of random orders and preserve half: runs, gaps, neighbours of other orders. */
static void preserve_some(struct kunit *test, u64 seed)
{
	ptlu_seed_random(seed);
	for (unsigned int i = 0; i < PAGES; i++) {
		unsigned int order = get_random_u32_below(4) ? 0 : get_random_u32_below(5);
		struct folio *folio = folio_alloc(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, folio);
		pages[i].phys = PFN_PHYS(folio_pfn(folio));
		pages[i].order = order;
		if (get_random_u32_below(2))
			KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
	}
}

/*
 * Reserve memory as firmware and drivers do in early boot, with and without MEMBLOCK_RSRV_KERN:
 * on preserved pages, across their ends, next to them, and next to scratch, which ends where the
 * pages start.
 */
static void reserve_others(u64 seed)
{
	ptlu_seed_random(seed + 1);
	for (unsigned int i = 0; i < PAGES; i++)
		if (!get_random_u32_below(8))
			memblock_reserve_kern(pages[i].phys, PAGE_SIZE);
	for (unsigned int i = 0; i < PAGES; i++)
		if (!get_random_u32_below(4))
			memblock_reserve(pages[i].phys + PAGE_SIZE * get_random_u32_below(3) -
						 PAGE_SIZE,
					 (PAGE_SIZE << pages[i].order) +
						 PAGE_SIZE * get_random_u32_below(3));
}

/* The same seed gives the same machine with the same pages. */
static void boot_and_reserve(struct kunit *test, const struct ptlu_machine *machine, u64 seed,
			     enum ptlu_reservation how, struct aftermath *after)
{
	KUNIT_ASSERT_EQ(test, ptlu_boot(machine), 0);
	preserve_some(test, seed);
	ptlu_boot_reserve_prepare();
	if (seed & 4)
		reserve_others(seed);
	KUNIT_ASSERT_EQ(test, ptlu_boot_reserve(how), 0);
	note_aftermath(test, after);
	ptlu_boot_reserve_finish();
}

static void test_same_as_tree(struct kunit *test)
{
	const struct ptlu_machine runners = *ptlu_this_machine();

	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct ptlu_machine machine = runners;
		struct aftermath tree = {}, linear = {};

		machine.placement = round % 2 ? PTLU_SHUFFLED : PTLU_SEQUENTIAL;
		machine.seed = runners.seed + round;
		boot_and_reserve(test, &machine, machine.seed, PTLU_RESERVE_TREE, &tree);
		boot_and_reserve(test, &machine, machine.seed, PTLU_RESERVE_LINEAR, &linear);
		KUNIT_EXPECT_GE(test, tree.nr_regions, 20);
		KUNIT_ASSERT_EQ(test, linear.nr_regions, tree.nr_regions);
		for (unsigned long i = 0; i < tree.nr_regions; i++) {
			KUNIT_ASSERT_EQ(test, linear.regions[i].base, tree.regions[i].base);
			KUNIT_ASSERT_EQ(test, linear.regions[i].size, tree.regions[i].size);
			KUNIT_ASSERT_EQ(test, linear.regions[i].flags, tree.regions[i].flags);
			KUNIT_ASSERT_EQ(test, linear.regions[i].nid, tree.regions[i].nid);
		}
		for (unsigned long i = 0; i < ptlu_end_pfn - ptlu_first_pfn; i++)
			KUNIT_ASSERT_EQ(test, linear.marks[i], tree.marks[i]);
	}
	KUNIT_ASSERT_EQ(test, ptlu_boot(&runners), 0);
}

/* Preserved pages can be restored after both reservations. */
static void test_pages_can_be_restored(struct kunit *test)
{
	const struct ptlu_machine machine = *ptlu_this_machine();
	phys_addr_t phys[PAGES];

	for (unsigned int i = 0; i < PAGES; i++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, i % 3);

		KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
		phys[i] = PFN_PHYS(folio_pfn(folio));
	}
	ptlu_boot_reserve_prepare();
	KUNIT_ASSERT_EQ(test, ptlu_boot_reserve(PTLU_RESERVE_LINEAR), 0);
	ptlu_boot_reserve_finish();
	for (unsigned int i = 0; i < PAGES; i++) {
		struct folio *folio = kho_restore_folio(phys[i]);

		KUNIT_ASSERT_NOT_NULL(test, folio);
		KUNIT_EXPECT_EQ(test, folio_order(folio), i % 3);
		folio_put(folio);
	}
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}

static const struct ptlu_case boot_reserve_cases[] = {
	PLAIN_CASE(test_same_as_tree),
	PLAIN_CASE(test_pages_can_be_restored),
};

PTLU_SUITE(boot_reserve_suite, "ptlu-boot-reserve", boot_reserve_cases);
