/* SPDX-License-Identifier: GPL-2.0-only */
/* Versions 2 and 3: a restored domain can only be freed. */
#ifndef __GENERIC_PT_IOMMU_PT_RESTORED_H
#define __GENERIC_PT_IOMMU_PT_RESTORED_H

static const struct pt_iommu_ops NS(ops_restored) = {
	.deinit = NS(deinit),
};

static void NS(adopt)(struct pt_iommu *iommu_table, struct iommu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);

	common->features = ser->sign_extend ? BIT(PT_FEAT_SIGN_EXTEND) : 0;
	common->max_vasz_lg2 = ser->vasz;
	iommu_table->ops = &NS(ops_restored);
}

#endif
