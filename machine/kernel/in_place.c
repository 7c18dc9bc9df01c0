// SPDX-License-Identifier: GPL-2.0-only
/* A page handed over in place: as the next kernel's early boot leaves it, without a next kernel. */
#include <linux/kexec_handover.h>
#include <linux/page-flags.h>
#include "in_place.h"

/**
 * ptlu_hand_over_in_place() - make a folio one that kho_restore_folio() takes
 * @folio: a folio of the caller's, registered with nobody; it is nobody's afterwards
 *
 * Its struct pages become what memblock and KHO make of the struct pages of a preserved folio: no compound
 * page, no references, not counted as managed, the head marked with KHO's magic and its order. The magic is
 * private to kexec_handover.c; the build reads it from there. Contents stay.
 *
 * kho_restore_folio() then goes the same way that it goes after a kexec, so the instructions of a
 * restore are those of a real one. What a kexec does besides (other memory is lost, the struct pages
 * are cold) it does not do.
 *
 * Context: any.
 */
void ptlu_hand_over_in_place(struct folio *folio)
{
	const unsigned int order = folio_order(folio);
	const unsigned long nr_pages = 1UL << order;
	struct page *page = folio_page(folio, 0);

	if (order) {
		/* the order is kept in flags of the second page */
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
