// SPDX-License-Identifier: GPL-2.0-only
/* Simulates what a kexec does to a single page, without another kernel. */
#include <linux/kexec_handover.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/vmstat.h>
#include "in_place.h"

/**
 * ptlu_hand_over_in_place() - turn a folio into one that kho_restore_folio() restores
 * @folio: a folio of the caller, not registered with KHO. The caller must not use it afterwards.
 *
 * The struct pages get the contents that memblock and KHO give the struct pages of a preserved
 * folio: no compound page, no references, not counted as managed, and KHO's magic and the order in
 * the head page. The magic is private to kexec_handover.c, the build reads it from there. The
 * contents of the pages stay.
 *
 * kho_restore_folio() then takes the same path as after a kexec, so it executes the same
 * instructions. Other effects of a kexec, lost memory and cold struct pages, are not simulated.
 *
 * Context: any.
 */
void ptlu_hand_over_in_place(struct folio *folio)
{
	const unsigned int order = folio_order(folio);
	const unsigned long nr_pages = 1UL << order;
	struct page *page = folio_page(folio, 0);

	if (order) {
		/* flags of the second page hold the order */
		page[1].flags.f &= ~PAGE_FLAGS_SECOND;
		ClearPageHead(page);
		for (unsigned long i = 1; i < nr_pages; i++) {
			page[i].mapping = NULL;
			clear_compound_head(page + i);
		}
	}
	for (unsigned long i = 0; i < nr_pages; i++) {
		set_page_count(page + i, 0);
		page[i].private = 0;
		INIT_LIST_HEAD(&page[i].lru);
	}
	page->private = (unsigned long)PTLU_KHO_PAGE_MAGIC << 32 | order;
	adjust_managed_page_count(page, -(long)nr_pages);
}

/* The counters of the next kernel start without the tables of the old one. */
void ptlu_forget_table_page(struct folio *folio)
{
	long nr_pages = folio_nr_pages(folio);

	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, -nr_pages);
	mod_node_page_state(folio_pgdat(folio), NR_SECONDARY_PAGETABLE, -nr_pages);
}
