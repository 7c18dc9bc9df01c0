/* SPDX-License-Identifier: GPL-2.0-only */
/* Table pages one at a time: preserve, unpreserve, restore and free, with the kernel's exported calls. */
#ifndef PTLU_TABLE_PAGES_H
#define PTLU_TABLE_PAGES_H

#include <linux/kexec_handover.h>
#include <linux/kconfig.h>
#include <linux/mm.h>
#include <linux/prefetch.h>
#include <linux/vmstat.h>
#include "iommu-pages.h"

/* A KHO that registers many pages under one lock and counts them together, where there is one: the host tier's. */
#ifdef PTLU_KHO_BATCH
#include "proposals/kho_batch/kho_batch.h"
#else
struct kho_batch { };
struct kho_restored { };
#define kho_batch_begin(batch)				do { } while (0)
#define kho_batch_share(batch, first)			do { } while (0)
#define kho_batch_leave(batch)				do { } while (0)
#define kho_batch_preserve(batch, phys, order)		(-EOPNOTSUPP)
#define kho_batch_unpreserve(batch, phys, order)	do { } while (0)
#define kho_batch_relax(batch)				do { } while (0)
#define kho_batch_end(batch)				do { } while (0)
#define kho_batch_restore(restored, phys)		NULL
#define kho_batch_restored(restored)			do { } while (0)
#endif

/**
 * struct ptlu_account - pages taken into or out of the node's counters, not yet told to it
 * @pgdat: the node
 * @nr_pages: base pages, negative when pages were freed
 * @restored: what a batch has restored and KHO has not told the zone
 *
 * The counters are those of iommu-pages.c, NR_IOMMU_PAGES and NR_SECONDARY_PAGETABLE. A restored page
 * belongs to no memory cgroup, so the node's counter is all that there is to change and pages may be
 * summed up.
 */
struct ptlu_account {
	struct pglist_data *pgdat;
	long nr_pages;
	struct kho_restored restored;
};

/* Tell the node what has been summed up. Needed once more when the walk is over. */
static inline void ptlu_account_flush(struct ptlu_account *account)
{
	kho_batch_restored(&account->restored);
	if (!account->nr_pages)
		return;
	mod_node_page_state(account->pgdat, NR_IOMMU_PAGES, account->nr_pages);
	mod_node_page_state(account->pgdat, NR_SECONDARY_PAGETABLE, account->nr_pages);
	account->nr_pages = 0;
}

static __always_inline void ptlu_account_add(struct ptlu_account *account,
					     const struct folio *folio, long nr_pages)
{
	struct pglist_data *pgdat = folio_pgdat(folio);

	if (unlikely(account->pgdat != pgdat)) {
		ptlu_account_flush(account);
		account->pgdat = pgdat;
	}
	account->nr_pages += nr_pages;
}

/**
 * ptlu_prefetch_page() - have the struct page of a table page that is about to be visited
 * @phys: physical address, which may be nonsense from a corrupt table
 *
 * Only where the address of a struct page is arithmetic: a sparse memory map without vmemmap would
 * have to be read to find it.
 */
static __always_inline void ptlu_prefetch_page(phys_addr_t phys)
{
	if (IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP) || IS_ENABLED(CONFIG_FLATMEM))
		prefetchw(pfn_to_page(PHYS_PFN(phys)));
}

/**
 * ptlu_preserve_page() - register a table page with KHO
 * @phys: physical address of the page
 *
 * Context: may sleep, kho_preserve_folio() does.
 * Return: 0 or the error of kho_preserve_folio().
 */
static __always_inline int ptlu_preserve_page(phys_addr_t phys)
{
	return kho_preserve_folio(page_folio(pfn_to_page(PHYS_PFN(phys))));
}

/**
 * ptlu_unpreserve_page() - take back what ptlu_preserve_page() did
 * @phys: physical address of the page
 *
 * Context: may sleep.
 */
static __always_inline void ptlu_unpreserve_page(phys_addr_t phys)
{
	kho_unpreserve_folio(page_folio(pfn_to_page(PHYS_PFN(phys))));
}

static __always_inline struct folio *ptlu_take_folio(struct folio *folio,
						     struct ptlu_account *account)
{
	if (unlikely(!folio))
		return NULL;
	folio_ioptdesc(folio)->incoherent = false;
	ptlu_account_add(account, folio, folio_nr_pages(folio));
	return folio;
}

/**
 * ptlu_restore_page() - become the owner of a table page that the old kernel preserved
 * @phys: physical address, from a record or a table entry and not to be trusted
 * @account: where the page is counted
 *
 * Leaves the page as iommu_alloc_pages_node_sz() leaves a new one, contents apart. The next kernel has
 * mapped it for no device, so it is not incoherent in the sense of struct ioptdesc.
 *
 * Context: any.
 * Return: the folio, which the caller owns, or NULL when there is no preserved page at @phys; KHO
 *	warns unless @phys is outside of memory.
 */
static __always_inline struct folio *ptlu_restore_page(phys_addr_t phys,
						       struct ptlu_account *account)
{
	return ptlu_take_folio(kho_restore_folio(phys), account);
}

/* As ptlu_restore_page(), in a batch. */
static __always_inline struct folio *ptlu_batch_restore_page(phys_addr_t phys,
							     struct ptlu_account *account)
{
	return ptlu_take_folio(kho_batch_restore(&account->restored, phys), account);
}

/**
 * ptlu_free_page() - free a page that ptlu_restore_page() gave
 * @phys: physical address of the page
 * @account: where the page is counted
 */
static __always_inline void ptlu_free_page(phys_addr_t phys, struct ptlu_account *account)
{
	struct folio *folio = page_folio(pfn_to_page(PHYS_PFN(phys)));

	ptlu_account_add(account, folio, -(long)folio_nr_pages(folio));
	folio_put(folio);
}

#endif
