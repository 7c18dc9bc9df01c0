/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats' calls into the kernel, which a test or a benchmark can intercept. */
#ifndef PTLU_KERNEL_CALLS_H
#define PTLU_KERNEL_CALLS_H

#include <linux/jump_label.h>
#include <linux/kexec_handover.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "iommu-pages.h"

/* KHO of a tree with the patch kho-batch of proposals/series/ */
#if __has_include("linux/kho_batch.h")
#include <linux/kho_batch.h>
#define PTLU_CALLS_KHO_BATCH
#endif

/**
 * struct ptlu_calls - functions that are called instead of the kernel's
 * @table_pages: iommu_alloc_pages_node_sz()
 * @zeroed: kzalloc()
 * @preserve_folio: kho_preserve_folio()
 * @unpreserve_folio: kho_unpreserve_folio()
 * @restore_folio: kho_restore_folio()
 * @batch_preserve: kho_batch_preserve()
 * @batch_unpreserve: kho_batch_unpreserve()
 * @batch_restore: kho_batch_restore()
 *
 * All of them must be set. Freeing a page cannot be intercepted; hold a reference to notice it.
 */
struct ptlu_calls {
	void *(*table_pages)(int nid, gfp_t gfp, size_t size);
	void *(*zeroed)(size_t size, gfp_t gfp);
	int (*preserve_folio)(struct folio *folio);
	void (*unpreserve_folio)(struct folio *folio);
	struct folio *(*restore_folio)(phys_addr_t phys);
#ifdef PTLU_CALLS_KHO_BATCH
	int (*batch_preserve)(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
	void (*batch_unpreserve)(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
	struct folio *(*batch_restore)(struct kho_restored *restored, phys_addr_t phys);
#endif
};

extern const struct ptlu_calls *ptlu_calls;
DECLARE_STATIC_KEY_FALSE(ptlu_calls_intercepted);

void ptlu_intercept_calls(const struct ptlu_calls *calls);

static __always_inline void *ptlu_call_alloc_pages(int nid, gfp_t gfp, size_t size)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->table_pages(nid, gfp, size);
	return iommu_alloc_pages_node_sz(nid, gfp, size);
}

static __always_inline void *ptlu_call_kzalloc(size_t size, gfp_t gfp)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->zeroed(size, gfp);
	return kzalloc(size, gfp);
}

/* One no-op in the code that is measured, if the kernel has jump labels. */
static __always_inline int ptlu_call_preserve_folio(struct folio *folio)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->preserve_folio(folio);
	return kho_preserve_folio(folio);
}

static __always_inline void ptlu_call_unpreserve_folio(struct folio *folio)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		ptlu_calls->unpreserve_folio(folio);
	else
		kho_unpreserve_folio(folio);
}

static __always_inline struct folio *ptlu_call_restore_folio(phys_addr_t phys)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->restore_folio(phys);
	return kho_restore_folio(phys);
}

#ifdef PTLU_CALLS_KHO_BATCH
static __always_inline int ptlu_call_batch_preserve(struct kho_batch *batch, phys_addr_t phys,
						    unsigned int order)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->batch_preserve(batch, phys, order);
	return kho_batch_preserve(batch, phys, order);
}

static __always_inline void ptlu_call_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys,
						       unsigned int order)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		ptlu_calls->batch_unpreserve(batch, phys, order);
	else
		kho_batch_unpreserve(batch, phys, order);
}

static __always_inline struct folio *ptlu_call_batch_restore(struct kho_restored *restored,
							     phys_addr_t phys)
{
	if (static_branch_unlikely(&ptlu_calls_intercepted))
		return ptlu_calls->batch_restore(restored, phys);
	return kho_batch_restore(restored, phys);
}
#endif

#endif
