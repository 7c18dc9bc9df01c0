/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The public interface of the VMSAv8-64 page table format, for an SMMUv3 driver or a test.
 *
 * The formats of the tree have it in include/linux/generic_pt/{common,iommu}.h. If the tree has the
 * format (drivers/iommu/generic_pt/fmt/armv8.h), this header includes the tree's headers and
 * defines PT_ARMV8_FROM_TREE. The check for it needs -I<tree>/drivers/iommu.
 */
#ifndef __PTLU_PT_ARMV8_H
#define __PTLU_PT_ARMV8_H

#include <linux/args.h>
#include <linux/generic_pt/common.h>
#include <linux/generic_pt/iommu.h>

#if __has_include(<generic_pt/fmt/armv8.h>)
#define PT_ARMV8_FROM_TREE 1
/* The tree's format takes the granule from the variant that is called. */
#define PT_ARMV8_CFG_GRANULE(lg2)
#else
/* Initializer of pt_iommu_armv8_cfg::granule_lg2, for code that builds with either format. */
#define PT_ARMV8_CFG_GRANULE(lg2) .granule_lg2 = (lg2),

/**
 * struct pt_armv8 - A VMSAv8-64 page table
 * @common: generic_pt's part, must be first
 * @granule_lg2: lg2 of the translation granule in bytes: 12, 14 or 16. It selects the variant of
 *               the format that built the table and that alone can read it.
 */
struct pt_armv8 {
	struct pt_common common;
	u8 granule_lg2;
};

enum {
	/*
	 * The table translates IPA to PA (or, without nesting, IOVA to PA) for stage 2. The start
	 * level may be several tables, concatenated. Otherwise the table is a stage 1 one.
	 */
	PT_FEAT_ARMV8_S2 = PT_FEAT_FMT_START,
	/*
	 * Stage 1: TTB1 has the table, which translates the addresses whose bits above the
	 * input size are all one. Otherwise they are all zero (TTB0, S2TTB).
	 */
	PT_FEAT_ARMV8_TTBR1,
	/* 64K granule: output addresses of 52 bits and 4T blocks (FEAT_LPA, SMMU_IDR5.OAS == 6). */
	PT_FEAT_ARMV8_LPA,
	/*
	 * 4K and 16K granule: the descriptor layout of FEAT_LPA2 (SMMU_IDR5.DS), with 52 bits of
	 * output address and one more block size. CD.DS or STE.S2DS must be set.
	 */
	PT_FEAT_ARMV8_LPA2,
	/* Hardware manages the dirty state of writable entries (SMMU_IDR0.HTTU, CD.HD, S2HD). */
	PT_FEAT_ARMV8_DBM,
	/* Stage 2: MemAttr has the meaning of FEAT_S2FWB (SMMU_IDR3.FWB, STE.S2FWB). */
	PT_FEAT_ARMV8_S2FWB,
	/* Stage 1: set NS and NSTable, for hardware that reads them in non-secure state, too. */
	PT_FEAT_ARMV8_NS,
};

/**
 * struct pt_iommu_armv8 - A VMSAv8-64 page table with the IOMMU operations
 * @iommu: generic_pt's operations and the iommu_domain, must be first
 * @armpt: the table
 */
struct pt_iommu_armv8 {
	struct pt_iommu iommu;
	struct pt_armv8 armpt;
};

/**
 * struct pt_iommu_armv8_cfg - Configuration of a table
 * @common: features (PT_FEAT_*), the input size in bits (25 to 52) and the output size in bits
 *          (one that IPS and S2PS can encode: 32, 36, 40, 42, 44, 48 or 52)
 * @granule_lg2: lg2 of the translation granule in bytes: 12 (4K), 14 (16K) or 16 (64K)
 */
struct pt_iommu_armv8_cfg {
	struct pt_iommu_cfg common;
	u8 granule_lg2;
};

/**
 * struct pt_iommu_armv8_hw_info - Register values for the context descriptor (stage 1) or
 *                                 the stream table entry (stage 2)
 * @ttb: physical address of the start table: TTB0, TTB1 or S2TTB
 * @mair: MAIR0 and MAIR1, to go with the AttrIndx of the entries. Stage 2 has none: 0.
 * @tsz: T0SZ, T1SZ or S2T0SZ
 * @tg: TG0 or S2TG; TG1, whose encoding is another one, with PT_FEAT_ARMV8_TTBR1
 * @sh: SH0, SH1 or S2SH0. With @ds it is the shareability of the memory mapped too.
 * @irgn: IR0, IR1 or S2IR0
 * @orgn: OR0, OR1 or S2OR0
 * @ps: IPS or S2PS
 * @sl0: S2SL0. S2SL0_2, the start at level -1, is always 0: 16 concatenated tables of level 0
 *       hold 52 bits. Stage 1 has none: 0.
 * @ds: DS or S2DS
 */
struct pt_iommu_armv8_hw_info {
	u64 ttb;
	u64 mair;
	u8 tsz;
	u8 tg;
	u8 sh;
	u8 irgn;
	u8 orgn;
	u8 ps;
	u8 sl0;
	u8 ds;
};

/*
 * The format is compiled once per granule, for the reason given in armv8.h. The functions without a
 * granule in their name are in iommu_armv8.c and choose it at run time; those with one accept only
 * tables of that granule. PT_ARMV8_NS() is the counterpart of generic_pt's DOMAIN_NS().
 */
#define PT_ARMV8_NS(op) CONCATENATE(pt_iommu_, armv8_##op)

#define PTLU_ARMV8_PROTOTYPES(granule)                                                   \
	phys_addr_t PT_ARMV8_NS(granule##iova_to_phys)(struct iommu_domain *domain,      \
						       dma_addr_t iova);                 \
	int PT_ARMV8_NS(granule##read_and_clear_dirty)(struct iommu_domain *domain,      \
						       unsigned long iova, size_t size,  \
						       unsigned long flags,              \
						       struct iommu_dirty_bitmap *dirty); \
	int PT_ARMV8_NS(granule##init)(struct pt_iommu_armv8 *table,                     \
				       const struct pt_iommu_armv8_cfg *cfg, gfp_t gfp); \
	void PT_ARMV8_NS(granule##hw_info)(struct pt_iommu_armv8 *table,                 \
					   struct pt_iommu_armv8_hw_info *info)

PTLU_ARMV8_PROTOTYPES(4k_);
PTLU_ARMV8_PROTOTYPES(16k_);
PTLU_ARMV8_PROTOTYPES(64k_);
PTLU_ARMV8_PROTOTYPES();

#undef PTLU_ARMV8_PROTOTYPES

/* For code that pastes the variant's name into the type's, as the tree has it for amdv1_mock. */
#define pt_iommu_armv8_4k pt_iommu_armv8
#define pt_iommu_armv8_4k_cfg pt_iommu_armv8_cfg
#define pt_iommu_armv8_16k pt_iommu_armv8
#define pt_iommu_armv8_16k_cfg pt_iommu_armv8_cfg
#define pt_iommu_armv8_64k pt_iommu_armv8
#define pt_iommu_armv8_64k_cfg pt_iommu_armv8_cfg
#endif /* the tree has no armv8.h */
#endif
