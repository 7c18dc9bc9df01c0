/* SPDX-License-Identifier: GPL-2.0-only */
/* Included before everything else in a format's translation unit in a kernel. */
#ifndef PTLU_KERNEL_UNIT_H
#define PTLU_KERNEL_UNIT_H

#include <linux/export.h>
#include "calls.h"
#include "names.h"

/* ptlu exports nothing. */
#undef EXPORT_SYMBOL_NS_GPL
#define EXPORT_SYMBOL_NS_GPL(symbol, ns)

/* For the tree's templates and ours. */
#undef kzalloc
#define kzalloc(size, gfp)			ptlu_call_kzalloc(size, gfp)
#define iommu_alloc_pages_node_sz(nid, gfp, sz)	ptlu_call_alloc_pages(nid, gfp, sz)
#define kho_preserve_folio(folio)		ptlu_call_preserve_folio(folio)
#define kho_unpreserve_folio(folio)		ptlu_call_unpreserve_folio(folio)
#define kho_restore_folio(phys)			ptlu_call_restore_folio(phys)
#define kho_batch_preserve(batch, phys, order)	ptlu_call_batch_preserve(batch, phys, order)
#define kho_batch_unpreserve(batch, phys, order) ptlu_call_batch_unpreserve(batch, phys, order)
#define kho_batch_restore(restored, phys)	ptlu_call_batch_restore(restored, phys)

#endif
