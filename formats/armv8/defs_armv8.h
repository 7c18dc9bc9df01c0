/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The types of the VMSAv8-64 format, included before pt_defs.h of generic_pt.
 */
#ifndef __GENERIC_PT_FMT_DEFS_ARMV8_H
#define __GENERIC_PT_FMT_DEFS_ARMV8_H

#include <linux/generic_pt/common.h>
#include <linux/types.h>
/* pt_defs.h needs the numbers of the format's features */
#include "pt_armv8.h"

typedef u64 pt_vaddr_t;
typedef u64 pt_oaddr_t;

struct armv8pt_write_attrs {
	u64 descriptor_bits;
	gfp_t gfp;
};
#define pt_write_attrs armv8pt_write_attrs

/* Features of every granule; iommu_armv8_<granule>.c adds LPA or LPA2. */
#define ARMV8PT_FEATURES                                                                  \
	(BIT(PT_FEAT_DMA_INCOHERENT) | BIT(PT_FEAT_FLUSH_RANGE) |                         \
	 BIT(PT_FEAT_FLUSH_RANGE_NO_GAPS) | BIT(PT_FEAT_ARMV8_S2) |                       \
	 BIT(PT_FEAT_ARMV8_TTBR1) | BIT(PT_FEAT_ARMV8_DBM) | BIT(PT_FEAT_ARMV8_S2FWB) |   \
	 BIT(PT_FEAT_ARMV8_NS))

#endif
