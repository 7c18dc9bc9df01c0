/* SPDX-License-Identifier: GPL-2.0-only */
/* What comes before everything else in a format's translation unit when it is part of a kernel. */
#ifndef PTLU_KERNEL_UNIT_H
#define PTLU_KERNEL_UNIT_H

#include <linux/export.h>
#include "calls.h"

/* Whoever has the format built in exports these, and under these names. */
#undef EXPORT_SYMBOL_NS_GPL
#define EXPORT_SYMBOL_NS_GPL(symbol, ns)

#define pt_iommu_vtdss_init			ptlu_pt_iommu_vtdss_init
#define pt_iommu_vtdss_hw_info			ptlu_pt_iommu_vtdss_hw_info
#define pt_iommu_vtdss_iova_to_phys		ptlu_pt_iommu_vtdss_iova_to_phys
#define pt_iommu_vtdss_read_and_clear_dirty	ptlu_pt_iommu_vtdss_read_and_clear_dirty
#define pt_iommu_vtdss_preserve			ptlu_pt_iommu_vtdss_preserve
#define pt_iommu_vtdss_unpreserve		ptlu_pt_iommu_vtdss_unpreserve
#define pt_iommu_vtdss_restore			ptlu_pt_iommu_vtdss_restore
#define pt_iommu_x86_64_init			ptlu_pt_iommu_x86_64_init
#define pt_iommu_x86_64_hw_info			ptlu_pt_iommu_x86_64_hw_info
#define pt_iommu_x86_64_iova_to_phys		ptlu_pt_iommu_x86_64_iova_to_phys
#define pt_iommu_x86_64_read_and_clear_dirty	ptlu_pt_iommu_x86_64_read_and_clear_dirty
#define pt_iommu_x86_64_preserve		ptlu_pt_iommu_x86_64_preserve
#define pt_iommu_x86_64_unpreserve		ptlu_pt_iommu_x86_64_unpreserve
#define pt_iommu_x86_64_restore			ptlu_pt_iommu_x86_64_restore
#define pt_iommu_amdv1_init			ptlu_pt_iommu_amdv1_init
#define pt_iommu_amdv1_hw_info			ptlu_pt_iommu_amdv1_hw_info
#define pt_iommu_amdv1_iova_to_phys		ptlu_pt_iommu_amdv1_iova_to_phys
#define pt_iommu_amdv1_read_and_clear_dirty	ptlu_pt_iommu_amdv1_read_and_clear_dirty
#define pt_iommu_amdv1_preserve			ptlu_pt_iommu_amdv1_preserve
#define pt_iommu_amdv1_unpreserve		ptlu_pt_iommu_amdv1_unpreserve
#define pt_iommu_amdv1_restore			ptlu_pt_iommu_amdv1_restore
#define pt_iommu_riscv_64_init			ptlu_pt_iommu_riscv_64_init
#define pt_iommu_riscv_64_hw_info		ptlu_pt_iommu_riscv_64_hw_info
#define pt_iommu_riscv_64_iova_to_phys		ptlu_pt_iommu_riscv_64_iova_to_phys
#define pt_iommu_riscv_64_read_and_clear_dirty	ptlu_pt_iommu_riscv_64_read_and_clear_dirty
#define pt_iommu_riscv_64_preserve		ptlu_pt_iommu_riscv_64_preserve
#define pt_iommu_riscv_64_unpreserve		ptlu_pt_iommu_riscv_64_unpreserve
#define pt_iommu_riscv_64_restore		ptlu_pt_iommu_riscv_64_restore

/* From here on, for the tree's templates and ours. */
#undef kzalloc
#define kzalloc(size, gfp)			ptlu_call_kzalloc(size, gfp)
#define iommu_alloc_pages_node_sz(nid, gfp, sz)	ptlu_call_alloc_pages(nid, gfp, sz)
#define kho_preserve_folio(folio)		ptlu_call_preserve_folio(folio)
#define kho_unpreserve_folio(folio)		ptlu_call_unpreserve_folio(folio)
#define kho_restore_folio(phys)			ptlu_call_restore_folio(phys)

#endif
