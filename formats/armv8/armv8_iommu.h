/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The IOMMU operations of the VMSAv8-64 format: permissions, legal configurations, register values.
 *
 * Second half of armv8.h, which includes it.
 */
#ifndef __GENERIC_PT_FMT_ARMV8_IOMMU_H
#define __GENERIC_PT_FMT_ARMV8_IOMMU_H

#include <linux/generic_pt/iommu.h>
#include <linux/iommu.h>

#define pt_iommu_table pt_iommu_armv8

/* The common struct is in the per-format common struct */
static inline struct pt_common *common_from_iommu(struct pt_iommu *iommu_table)
{
	return &container_of(iommu_table, struct pt_iommu_table, iommu)->armpt.common;
}

static inline struct pt_iommu *iommu_from_common(struct pt_common *common)
{
	return &container_of(common, struct pt_iommu_table, armpt.common)->iommu;
}

/* D8.4: the stage 1 permissions and attributes that io-pgtable-arm.c gives its entries */
static inline u64 armv8pt_s1_prot(struct pt_common *common, unsigned int iommu_prot)
{
	u64 pte = ARMV8PT_FMT_NG;

	/* AP has no write-only: writable memory is readable */
	if (!(iommu_prot & IOMMU_WRITE))
		pte |= ARMV8PT_FMT_AP_RDONLY;
	else if (pt_feature(common, PT_FEAT_ARMV8_DBM))
		pte |= ARMV8PT_FMT_DBM;
	if (!(iommu_prot & IOMMU_PRIV))
		pte |= ARMV8PT_FMT_AP_UNPRIV;

	if (iommu_prot & IOMMU_MMIO)
		pte |= FIELD_PREP(ARMV8PT_FMT_ATTRINDX, ARMV8PT_ATTRINDX_DEV);
	else if (iommu_prot & IOMMU_CACHE)
		pte |= FIELD_PREP(ARMV8PT_FMT_ATTRINDX, ARMV8PT_ATTRINDX_CACHE);
	else
		pte |= FIELD_PREP(ARMV8PT_FMT_ATTRINDX, ARMV8PT_ATTRINDX_NC);

	if (pt_feature(common, PT_FEAT_ARMV8_NS))
		pte |= ARMV8PT_FMT_NS;
	return pte;
}

/* The same for stage 2 */
static inline u64 armv8pt_s2_prot(struct pt_common *common, unsigned int iommu_prot)
{
	u64 pte = 0;

	if (iommu_prot & IOMMU_READ)
		pte |= ARMV8PT_FMT_S2AP_R;
	if (iommu_prot & IOMMU_WRITE) {
		pte |= ARMV8PT_FMT_S2AP_W;
		if (pt_feature(common, PT_FEAT_ARMV8_DBM))
			pte |= ARMV8PT_FMT_DBM;
	}

	if (iommu_prot & IOMMU_MMIO)
		pte |= FIELD_PREP(ARMV8PT_FMT_MEMATTR, ARMV8PT_MEMATTR_DEV_NGNRE);
	else if (!(iommu_prot & IOMMU_CACHE))
		pte |= FIELD_PREP(ARMV8PT_FMT_MEMATTR, ARMV8PT_MEMATTR_NC);
	else if (pt_feature(common, PT_FEAT_ARMV8_S2FWB))
		pte |= FIELD_PREP(ARMV8PT_FMT_MEMATTR, ARMV8PT_MEMATTR_FWB_WB);
	else
		pte |= FIELD_PREP(ARMV8PT_FMT_MEMATTR, ARMV8PT_MEMATTR_WB);
	return pte;
}

static inline int armv8pt_iommu_set_prot(struct pt_common *common, struct pt_write_attrs *attrs,
					 unsigned int iommu_prot)
{
	u64 pte;

	if (!(iommu_prot & (IOMMU_READ | IOMMU_WRITE)))
		return -EINVAL;

	if (pt_feature(common, PT_FEAT_ARMV8_S2))
		pte = armv8pt_s2_prot(common, iommu_prot);
	else
		pte = armv8pt_s1_prot(common, iommu_prot);

	/* With LPA2 it is SH0, SH1 or S2SH0 for the whole table */
	if (!pt_feature(common, PT_FEAT_ARMV8_LPA2))
		pte |= FIELD_PREP(ARMV8PT_FMT_SH,
				  iommu_prot & IOMMU_CACHE ? ARMV8PT_SH_IS : ARMV8PT_SH_OS);
	if (iommu_prot & IOMMU_NOEXEC)
		pte |= ARMV8PT_FMT_XN;

	attrs->descriptor_bits = pte | ARMV8PT_FMT_AF | ARMV8PT_FMT_PAGE | ARMV8PT_FMT_VALID;
	return 0;
}
#define pt_iommu_set_prot armv8pt_iommu_set_prot

/* Encoding of IPS and S2PS, -EINVAL for a size without one */
static inline int armv8pt_ps(unsigned int oasz_lg2)
{
	switch (oasz_lg2) {
	case 32:
		return 0;
	case 36:
		return 1;
	case 40:
		return 2;
	case 42:
		return 3;
	case 44:
		return 4;
	case 48:
		return 5;
	case 52:
		return 6;
	default:
		return -EINVAL;
	}
}

/*
 * The level where the walk starts: the lowest that resolves the input size. Stage 2 always
 * concatenates up to 16 tables if that saves a level. This satisfies the rules that forbid a high
 * start level with a small PA (R_SRKBC, R_DXBSH), because the input is not larger than the output.
 */
static inline unsigned int armv8pt_start_level(const struct pt_common *common)
{
	unsigned int table_lg2 = PT_TABLEMEM_LG2SZ - ilog2(sizeof(u64));
	unsigned int vasz_lg2 = common->max_vasz_lg2;
	unsigned int level;

	if (!pt_feature(common, PT_FEAT_ARMV8_S2))
		return DIV_ROUND_UP(vasz_lg2 - PT_GRANULE_LG2SZ, table_lg2) - 1;

	vasz_lg2 -= ARMV8PT_MAX_CONCAT_LG2;
	level = DIV_ROUND_UP(vasz_lg2 - PT_GRANULE_LG2SZ, table_lg2) - 1;

	/* SL0 has no encoding for lookup level 3 with 4K tables without FEAT_TTST */
	return ARMV8PT_4K ? max(level, 1U) : level;
}

static inline int armv8pt_check_features(const struct pt_common *common)
{
	/*
	 * Test the bits themselves: pt_feature() is false for features that the variant does not
	 * support, and with CONFIG_DEBUG_GENERIC_PT all features are allowed.
	 */
	unsigned int s1_only = BIT(PT_FEAT_ARMV8_TTBR1) | BIT(PT_FEAT_ARMV8_NS);
	unsigned int s2_only = BIT(PT_FEAT_ARMV8_S2FWB);
	unsigned int features = common->features;

	/* Start level, TTB and TxSZ are in more words than the hardware reads at once */
	if (features & BIT(PT_FEAT_DYNAMIC_TOP))
		return -EOPNOTSUPP;
	if (features & (features & BIT(PT_FEAT_ARMV8_S2) ? s1_only : s2_only))
		return -EOPNOTSUPP;
	/* D8.3: 52 bits are LPA with the 64K granule, LPA2 with the others */
	if (features & BIT(ARMV8PT_64K ? PT_FEAT_ARMV8_LPA2 : PT_FEAT_ARMV8_LPA))
		return -EOPNOTSUPP;
	/* The walker's update of the dirty state needs coherent access to the table */
	if ((features & BIT(PT_FEAT_ARMV8_DBM)) && (features & BIT(PT_FEAT_DMA_INCOHERENT)))
		return -EOPNOTSUPP;
	return 0;
}

static inline int armv8pt_check_sizes(const struct pt_common *common)
{
	/* R_PLCGL, R_YXNYW: TxSZ is at most 39 without FEAT_TTST */
	if (common->max_vasz_lg2 < 64 - 39)
		return -EOPNOTSUPP;
	/* R_GTJBY, R_SXWGM: 4K and 16K need LPA2 for more than 48 bits */
	if (!ARMV8PT_64K && common->max_vasz_lg2 > 48 &&
	    !pt_feature(common, PT_FEAT_ARMV8_LPA2))
		return -EOPNOTSUPP;
	/* The input of stage 2 is an address space as large as the output's */
	if (pt_feature(common, PT_FEAT_ARMV8_S2) && common->max_vasz_lg2 > common->max_oasz_lg2)
		return -EINVAL;
	if (armv8pt_ps(common->max_oasz_lg2) < 0)
		return -EINVAL;
	return 0;
}

static inline int armv8pt_iommu_fmt_init(struct pt_iommu_armv8 *iommu_table,
					 const struct pt_iommu_armv8_cfg *cfg)
{
	struct pt_armv8 *table = &iommu_table->armpt;
	int ret;

	if (cfg->granule_lg2 != PT_GRANULE_LG2SZ)
		return -EINVAL;
	ret = armv8pt_check_features(&table->common);
	if (ret)
		return ret;
	ret = armv8pt_check_sizes(&table->common);
	if (ret)
		return ret;

	table->granule_lg2 = PT_GRANULE_LG2SZ;
	pt_top_set_level(&table->common, armv8pt_start_level(&table->common));
	return 0;
}
#define pt_iommu_fmt_init armv8pt_iommu_fmt_init

/* TG0 and S2TG, and TG1, whose encoding differs */
static inline u8 armv8pt_tg(const struct pt_common *common)
{
	if (pt_feature(common, PT_FEAT_ARMV8_TTBR1))
		return ARMV8PT_4K ? 2 : ARMV8PT_16K ? 1 : 3;
	return ARMV8PT_4K ? 0 : ARMV8PT_16K ? 2 : 1;
}

/* One byte for each ATTRINDX: Normal non-cacheable, write-back, Device-nGnRE, outer write-back */
static inline u64 armv8pt_mair(void)
{
	return (0x44ULL << (8 * ARMV8PT_ATTRINDX_NC)) |
	       (0xffULL << (8 * ARMV8PT_ATTRINDX_CACHE)) |
	       (0x04ULL << (8 * ARMV8PT_ATTRINDX_DEV)) |
	       (0xf4ULL << (8 * ARMV8PT_ATTRINDX_INC_OCACHE));
}

static inline void armv8pt_iommu_fmt_hw_info(struct pt_iommu_armv8 *table,
					     const struct pt_range *top_range,
					     struct pt_iommu_armv8_hw_info *info)
{
	const struct pt_common *common = &table->armpt.common;

	*info = (struct pt_iommu_armv8_hw_info){
		.ttb = virt_to_phys(top_range->top_table),
		.tsz = 64 - common->max_vasz_lg2,
		.tg = armv8pt_tg(common),
		.ps = armv8pt_ps(common->max_oasz_lg2),
		.ds = pt_feature(common, PT_FEAT_ARMV8_LPA2),
	};
	PT_WARN_ON(info->ttb & ~PT_TOP_PHYS_MASK);

	/* How the walker reads the table; IRGN and ORGN: 0 non-cacheable, 1 write-back */
	if (pt_feature(common, PT_FEAT_DMA_INCOHERENT)) {
		info->sh = ARMV8PT_SH_OS;
	} else {
		info->sh = ARMV8PT_SH_IS;
		info->irgn = 1;
		info->orgn = 1;
	}

	/* SL0 counts from lookup level 2 with 4K tables, from 3 with the others */
	if (pt_feature(common, PT_FEAT_ARMV8_S2))
		info->sl0 = top_range->top_level - (ARMV8PT_4K ? 1 : 0);
	else
		info->mair = armv8pt_mair();
}
#define pt_iommu_fmt_hw_info armv8pt_iommu_fmt_hw_info

#if defined(GENERIC_PT_KUNIT)
#include "armv8_kunit.h"
#endif

#endif
