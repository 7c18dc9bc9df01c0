/* SPDX-License-Identifier: GPL-2.0-only */
/* Version 1: a restored domain keeps size, features and ops of its init. */
#ifndef __GENERIC_PT_IOMMU_PT_VERSION_H
#define __GENERIC_PT_IOMMU_PT_VERSION_H

static unsigned int NS(recorded_vasz)(struct pt_common *common, struct pt_range *range)
{
	return range->max_vasz_lg2;
}

static void NS(adopt)(struct pt_iommu *iommu_table, struct iommu_domain_ser *ser)
{
}

#endif
