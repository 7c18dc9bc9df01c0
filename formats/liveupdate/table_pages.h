/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Preserve, restore and free a single table page with KHO's exported calls.
 */
#ifndef PTLU_TABLE_PAGES_H
#define PTLU_TABLE_PAGES_H

#include <linux/kexec_handover.h>
#include <linux/kconfig.h>
#include <linux/mm.h>
#include <linux/prefetch.h>
#include <linux/vmstat.h>
#include "iommu-pages.h"

/**
 * struct ptlu_account - Pages restored or freed and not yet accounted
 * @pgdat: Node of the pages
 * @nr_pages: Number of base pages, negative if they were freed
 *
 * iommu-pages.c accounts a table page in NR_IOMMU_PAGES and
 * NR_SECONDARY_PAGETABLE. A restored page belongs to no memory cgroup, only the
 * counters of the node change, so many pages can be accounted in one call.
 */
struct ptlu_account {
	struct pglist_data *pgdat;
	long nr_pages;
};

/* Update the counters of the node. Must be called at the end of a walk. */
static inline void ptlu_account_flush(struct ptlu_account *account)
{
	if (!account->nr_pages)
		return;
	mod_node_page_state(account->pgdat, NR_IOMMU_PAGES, account->nr_pages);
	mod_node_page_state(account->pgdat, NR_SECONDARY_PAGETABLE,
			    account->nr_pages);
	account->nr_pages = 0;
}

static __always_inline void ptlu_account_add(struct ptlu_account *account,
					     const struct folio *folio,
					     long nr_pages)
{
	struct pglist_data *pgdat = folio_pgdat(folio);

	if (unlikely(account->pgdat != pgdat)) {
		ptlu_account_flush(account);
		account->pgdat = pgdat;
	}
	account->nr_pages += nr_pages;
}

/**
 * ptlu_prefetch_table() - Prefetch the struct pages of a table
 * @phys: Physical address of the table, any value from a corrupted table
 * @order: Page order of the table
 *
 * KHO and the page allocator write every struct page of a folio. Left to the
 * processor's own prefetching, those after the first are found in time on one
 * day and not on another, a factor of three for a table of four pages.
 *
 * Does nothing for a sparse memory map without vmemmap, where the section has
 * to be read to find the struct page.
 */
static __always_inline void ptlu_prefetch_table(phys_addr_t phys,
						unsigned int order)
{
	unsigned long pfn = PHYS_PFN(phys);

	if (!IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP) &&
	    !IS_ENABLED(CONFIG_FLATMEM))
		return;
	for (unsigned long i = 0; i < 1UL << order; i++)
		prefetchw(pfn_to_page(pfn + i));
}

/**
 * ptlu_preserve_page() - Register a table page with KHO
 * @phys: Physical address of the page
 *
 * Context: May sleep, as kho_preserve_folio().
 *
 * Return: 0 or the error of kho_preserve_folio().
 */
static __always_inline int ptlu_preserve_page(phys_addr_t phys)
{
	return kho_preserve_folio(page_folio(pfn_to_page(PHYS_PFN(phys))));
}

/**
 * ptlu_unpreserve_page() - Undo ptlu_preserve_page()
 * @phys: Physical address of the page
 *
 * Context: May sleep.
 */
static __always_inline void ptlu_unpreserve_page(phys_addr_t phys)
{
	kho_unpreserve_folio(page_folio(pfn_to_page(PHYS_PFN(phys))));
}

/**
 * ptlu_own_page() - Account a restored folio as a table page
 * @folio: What kho_restore_folio() returned
 * @order: Its order
 * @account: Where the pages are accounted
 *
 * The page is left as iommu_alloc_pages_node_sz() leaves a new one, except for
 * its contents. This kernel has not mapped it for any device, so it is not
 * incoherent in the sense of struct ioptdesc.
 */
static __always_inline void ptlu_own_page(struct folio *folio,
					  unsigned int order,
					  struct ptlu_account *account)
{
	folio_ioptdesc(folio)->incoherent = false;
	ptlu_account_add(account, folio, 1L << order);
}

/**
 * ptlu_free_page() - Free a page of ptlu_own_page()
 * @phys: Physical address of the page
 * @account: Where the page is accounted
 */
static __always_inline void ptlu_free_page(phys_addr_t phys,
					   struct ptlu_account *account)
{
	struct folio *folio = page_folio(pfn_to_page(PHYS_PFN(phys)));

	ptlu_account_add(account, folio, -(long)folio_nr_pages(folio));
	folio_put(folio);
}

#endif
