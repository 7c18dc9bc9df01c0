// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMSAv8-64 format with the granule chosen at run time: calls the granule's variant.
 */
#include "pt_armv8.h"

#include <linux/export.h>
#include <linux/iommu.h>

#ifndef PT_ARMV8_FROM_TREE
static struct pt_iommu_armv8 *armv8_from_domain(struct iommu_domain *domain)
{
	return container_of(domain, struct pt_iommu_armv8, iommu.domain);
}

/**
 * pt_iommu_armv8_init() - Make an empty VMSAv8-64 table
 * @table: Table to initialize. As with every format, the caller may have set iommu_device,
 *         driver_ops, nid and the domain; the rest is overwritten.
 * @cfg: Configuration
 * @gfp: GFP flags for the start table
 *
 * Context: may sleep if @gfp allows it. pt_iommu_deinit() undoes it.
 *
 * Return: 0, -EOPNOTSUPP for what the architecture does not combine (a feature of the other stage
 * or granule, dirty tracking by a non-coherent walker, an input size that the granule has no levels
 * for) and for an unknown granule, -EINVAL for sizes that cannot be (zero, more than 52 bits, an
 * output size that IPS cannot encode, a stage 2 input larger than its output), -EOVERFLOW for a
 * TTBR1 table on a 32-bit machine, -ENOMEM.
 */
int PT_ARMV8_NS(init)(struct pt_iommu_armv8 *table, const struct pt_iommu_armv8_cfg *cfg,
			gfp_t gfp)
{
	switch (cfg->granule_lg2) {
	case 12:
		return PT_ARMV8_NS(4k_init)(table, cfg, gfp);
	case 14:
		return PT_ARMV8_NS(16k_init)(table, cfg, gfp);
	case 16:
		return PT_ARMV8_NS(64k_init)(table, cfg, gfp);
	default:
		return -EOPNOTSUPP;
	}
}
EXPORT_SYMBOL_NS_GPL(PT_ARMV8_NS(init), "GENERIC_PT_IOMMU");

/**
 * pt_iommu_armv8_hw_info() - Get the register values of a table
 * @table: Table to query
 * @info: Filled in
 */
void PT_ARMV8_NS(hw_info)(struct pt_iommu_armv8 *table, struct pt_iommu_armv8_hw_info *info)
{
	switch (table->armpt.granule_lg2) {
	case 12:
		PT_ARMV8_NS(4k_hw_info)(table, info);
		break;
	case 14:
		PT_ARMV8_NS(16k_hw_info)(table, info);
		break;
	default:
		PT_ARMV8_NS(64k_hw_info)(table, info);
	}
}
EXPORT_SYMBOL_NS_GPL(PT_ARMV8_NS(hw_info), "GENERIC_PT_IOMMU");

/**
 * pt_iommu_armv8_iova_to_phys() - Return the output address for an IOVA
 * @domain: Domain to query
 * @iova: IO virtual address, of any alignment
 *
 * For iommu_domain_ops. A driver may also use the function of the granule.
 *
 * Context: the caller must hold a read range lock that includes @iova.
 *
 * Return: the physical address in bytes, or 0 if @iova is not mapped.
 */
phys_addr_t PT_ARMV8_NS(iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova)
{
	switch (armv8_from_domain(domain)->armpt.granule_lg2) {
	case 12:
		return PT_ARMV8_NS(4k_iova_to_phys)(domain, iova);
	case 14:
		return PT_ARMV8_NS(16k_iova_to_phys)(domain, iova);
	default:
		return PT_ARMV8_NS(64k_iova_to_phys)(domain, iova);
	}
}
EXPORT_SYMBOL_NS_GPL(PT_ARMV8_NS(iova_to_phys), "GENERIC_PT_IOMMU");

/**
 * pt_iommu_armv8_read_and_clear_dirty() - Report and clear the dirty state of a range
 * @domain: Domain to query
 * @iova: IO virtual address to start
 * @size: Length in bytes
 * @flags: IOMMU_DIRTY_NO_CLEAR to leave the entries dirty
 * @dirty: Where to record the dirty ranges
 *
 * For iommu_dirty_ops. Without PT_FEAT_ARMV8_DBM nothing is ever dirty.
 *
 * Context: the caller must hold a read range lock that includes the range.
 *
 * Return: 0, or an error for a range that is outside of the table.
 */
int PT_ARMV8_NS(read_and_clear_dirty)(struct iommu_domain *domain, unsigned long iova,
					size_t size, unsigned long flags,
					struct iommu_dirty_bitmap *dirty)
{
	switch (armv8_from_domain(domain)->armpt.granule_lg2) {
	case 12:
		return PT_ARMV8_NS(4k_read_and_clear_dirty)(domain, iova, size, flags, dirty);
	case 14:
		return PT_ARMV8_NS(16k_read_and_clear_dirty)(domain, iova, size, flags, dirty);
	default:
		return PT_ARMV8_NS(64k_read_and_clear_dirty)(domain, iova, size, flags, dirty);
	}
}
EXPORT_SYMBOL_NS_GPL(PT_ARMV8_NS(read_and_clear_dirty), "GENERIC_PT_IOMMU");
#endif /* PT_ARMV8_FROM_TREE */
