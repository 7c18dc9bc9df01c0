// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy mode of VT-d with second-stage tables: sections 3.4.2 (Legacy Mode Address Translation),
 * 9.1 (Root Entry) and 9.3 (Context Entry) of "Intel Virtualization Technology for Directed I/O".
 */
#include <linux/sizes.h>
#include "vtd.h"

/* Section 11.4.2, SAGAW: bit n allows tables of n + 2 levels. */
static bool has_levels(struct ptlu_iommu *iommu, unsigned int levels)
{
	return ptlu_vtd_capabilities(iommu) >> 8 & BIT(levels - 2);
}

static int enable(struct ptlu_iommu *iommu)
{
	return ptlu_vtd_enable(iommu, VTD_LEGACY);
}

static int adopt(struct ptlu_iommu *iommu)
{
	return ptlu_vtd_adopt(iommu, VTD_LEGACY);
}

static int invalidate(struct ptlu_iommu *iommu)
{
	return vtd_invalidate(iommu, VTD_INVALIDATE_CONTEXTS, VTD_LEGACY) ?:
	       vtd_invalidate(iommu, VTD_INVALIDATE_TRANSLATIONS, VTD_LEGACY) ?:
	       ptlu_vtd_wait(iommu, VTD_LEGACY);
}

/* Section 6.2.2.1: an entry that is present is not changed before it was made absent. */
static int detach(struct ptlu_iommu *iommu, u16 device)
{
	u64 *entry = (u64 *)ptlu_iommu_block(iommu, VTD_CONTEXTS) + 2 * VTD_FUNCTION(device);

	if (VTD_BUS(device))
		return -EINVAL;
	WRITE_ONCE(entry[0], 0);
	ptlu_vtd_write_back(entry, 16);
	return invalidate(iommu);
}

/*
 * Bits 63:12 the top table, bits 3:2 zero: second stage, for requests without PASID; bits 66:64 the
 * levels, 1 for 3 of them; bits 87:72 the domain ID, which is not 0 for that is the hardware's own.
 */
static int attach(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	u64 *entry = (u64 *)ptlu_iommu_block(iommu, VTD_CONTEXTS) + 2 * VTD_FUNCTION(device);
	int ret = detach(iommu, device);

	if (ret)
		return ret;
	if (!has_levels(iommu, table->levels))
		return -EOPNOTSUPP;
	entry[1] = (table->levels - 2) | (u64)(VTD_FUNCTION(device) + 1) << 8;
	WRITE_ONCE(entry[0], table->root | VTD_PRESENT);
	ptlu_vtd_write_back(entry, 16);
	return invalidate(iommu);
}

const struct ptlu_iommu_driver ptlu_vtd_legacy = {
	.name = "vtd-legacy",
	.not_translated = VTD_NOT_TRANSLATED,
	.find = ptlu_vtd_find,
	.enable = enable,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.invalidate = invalidate,
	.next_fault = ptlu_vtd_next_fault,
	.disable = ptlu_vtd_disable,
};
