/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree's serialized state of a preserved domain, with the fields of the posted series. */
#ifndef _LINUX_KHO_ABI_IOMMU_H
#define _LINUX_KHO_ABI_IOMMU_H

#include <linux/types.h>

struct iommu_domain;

/**
 * struct iommu_hdr_ser - header of all serialized states of the IOMMU
 * @users: number of devices that are attached to the object
 */
struct iommu_hdr_ser {
	u32 users;
	u32 reserved;
};

/**
 * struct iommu_domain_ser - a preserved domain
 * @hdr: the header
 * @top_table_phys: physical address of the top table
 * @top_level: generic_pt level of the top table
 * @vasz: bits of input address that the top spans
 * @sign_extend: the top half translates sign-extended addresses
 * @restored_domain: the domain that was restored from it, in the next kernel
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
