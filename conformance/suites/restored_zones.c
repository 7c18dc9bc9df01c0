// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of several zones that KHO restores in a batch: each is managed by its zone afterwards, and
 * lowmem_reserve is recalculated once for a zone, however often the zones alternate.
 */
#include <linux/kexec_handover.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"
#include "proposals/kho_batch/kho_batch.h"

#define PAGES	1000

static phys_addr_t kept[PAGES];

/* Page placement is shuffled: pages of all zones that have memory, mixed. */
static void hand_over(struct kunit *test, unsigned int nodes)
{
	ptlu_test_boot_small(test, nodes);
	for (unsigned int i = 0; i < PAGES; i++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, 0);

		KUNIT_ASSERT_NOT_NULL(test, folio);
		kept[i] = PFN_PHYS(folio_pfn(folio));
		KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
	}
	ptlu_kexec();
}

static void restore(struct kunit *test, struct kho_restored *restored, unsigned int i)
{
	KUNIT_ASSERT_NOT_NULL(test, kho_batch_restore(restored, kept[i]));
}

static void free_all(void)
{
	for (unsigned int i = 0; i < PAGES; i++)
		folio_put(page_folio(pfn_to_page(PHYS_PFN(kept[i]))));
}

/* A small machine may have no memory in its last zone. */
static unsigned int zones_of_pages(void)
{
	struct zone *found[PTLU_MAX_NODES * MAX_NR_ZONES];
	unsigned int nr = 0;

	for (unsigned int i = 0; i < PAGES; i++) {
		struct zone *zone = page_zone(pfn_to_page(PHYS_PFN(kept[i])));
		unsigned int n = 0;

		while (n < nr && found[n] != zone)
			n++;
		if (n == nr)
			found[nr++] = zone;
	}
	return nr;
}

static void restore_once_per_zone(struct kunit *test, unsigned int nodes)
{
	struct kho_restored restored = {};
	unsigned long before;

	hand_over(test, nodes);
	before = ptlu_reserve_recalculations();
	for (unsigned int i = 0; i < PAGES; i++)
		restore(test, &restored, i);
	kho_batch_restored(&restored);
	KUNIT_EXPECT_GE(test, zones_of_pages(), nodes);
	KUNIT_EXPECT_EQ(test, ptlu_reserve_recalculations() - before, zones_of_pages());
	KUNIT_EXPECT_EQ(test, ptlu_wrong_zones(), 0);
	free_all();
}

static void test_once_per_zone(struct kunit *test)
{
	for (unsigned int nodes = 1; nodes <= PTLU_MAX_NODES; nodes++)
		restore_once_per_zone(test, nodes);
}

/* A slot for each of the first pages, as if they were in as many zones. */
static unsigned int fill_slots(struct kunit *test, struct kho_restored *restored)
{
	unsigned int nr = ARRAY_SIZE(restored->zone);

	*restored = (struct kho_restored){};
	for (unsigned int i = 0; i < nr; i++) {
		struct kho_restored one = {};

		restore(test, &one, i);
		restored->zone[i] = one.zone[0];
	}
	return nr;
}

/* No slot is left for a page of another zone. */
static void test_more_zones_than_slots(struct kunit *test)
{
	struct kho_restored restored;
	unsigned int nr;

	hand_over(test, 2);
	/* the first of them in one zone */
	for (unsigned int i = 1, next = 1; i < PAGES; i++)
		if (page_zone(pfn_to_page(PHYS_PFN(kept[i]))) ==
		    page_zone(pfn_to_page(PHYS_PFN(kept[0])))) {
			swap(kept[i], kept[next]);
			next++;
		}
	nr = fill_slots(test, &restored);
	for (unsigned int i = PAGES - 1; i >= nr; i--)
		restore(test, &restored, i);
	kho_batch_restored(&restored);
	KUNIT_EXPECT_EQ(test, ptlu_wrong_zones(), 0);
	free_all();
}

static const struct ptlu_case restored_zones_cases[] = {
	PLAIN_CASE(test_once_per_zone),
	PLAIN_CASE(test_more_zones_than_slots),
};

PTLU_SUITE(restored_zones_suite, "ptlu-restored-zones", restored_zones_cases);
