/* SPDX-License-Identifier: GPL-2.0-only */
/* A tree's own record of a preserved domain, with the fields that posted versions have. */
#ifndef _LINUX_KHO_ABI_IOMMU_H
#define _LINUX_KHO_ABI_IOMMU_H

#include <linux/types.h>

struct iommu_domain;

/**
 * struct iommu_hdr_ser - what all records of the IOMMU begin with
 * @users: devices that are attached to what is recorded
 */
struct iommu_hdr_ser {
	u32 users;
	u32 reserved;
};

/**
 * struct iommu_domain_ser - a preserved domain
 * @hdr: as in all records
 * @top_table_phys: physical address of the top table
 * @top_level: generic_pt level of the top table
 * @vasz: bits of input address that the top spans
 * @sign_extend: the upper half belongs to sign-extended addresses
 * @restored_domain: what was restored from it, in the next kernel
 */
struct iommu_domain_ser {
	struct iommu_hdr_ser hdr;
	u64 top_table_phys;
	u16 top_level;
	u16 vasz;
	u32 sign_extend:1;
	struct iommu_domain *restored_domain;
};

#endif
