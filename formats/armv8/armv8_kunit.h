/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configurations in which generic_pt's own KUnit suites run on the VMSAv8-64 format.
 *
 * test_random_map tests every page of up to 1 GiB, which takes most of the time with small pages
 * and addresses from 0 up. The 4K granule has few such configurations.
 */
#ifndef __GENERIC_PT_FMT_ARMV8_KUNIT_H
#define __GENERIC_PT_FMT_ARMV8_KUNIT_H

#define ARMV8PT_KUNIT_CFG(_vasz, _oasz, _features)                                        \
	{                                                                                 \
		.granule_lg2 = PT_GRANULE_LG2SZ,                                          \
		.common.hw_max_vasz_lg2 = (_vasz),                                        \
		.common.hw_max_oasz_lg2 = (_oasz),                                        \
		.common.features = (_features),                                           \
	}
#define ARMV8PT_KUNIT_S2 BIT(PT_FEAT_ARMV8_S2)
#define ARMV8PT_KUNIT_TTBR1 BIT(PT_FEAT_ARMV8_TTBR1)
#define ARMV8PT_KUNIT_LPA BIT(PT_FEAT_ARMV8_LPA)
#define ARMV8PT_KUNIT_LPA2 BIT(PT_FEAT_ARMV8_LPA2)
#define ARMV8PT_KUNIT_DBM BIT(PT_FEAT_ARMV8_DBM)
#define ARMV8PT_KUNIT_S2FWB BIT(PT_FEAT_ARMV8_S2FWB)
#define ARMV8PT_KUNIT_NS BIT(PT_FEAT_ARMV8_NS)
#define ARMV8PT_KUNIT_INCOHERENT BIT(PT_FEAT_DMA_INCOHERENT)

static const struct pt_iommu_armv8_cfg armv8_kunit_fmt_cfgs[] = {
#if ARMV8PT_4K
	[0] = ARMV8PT_KUNIT_CFG(48, 48, 0),
	[1] = ARMV8PT_KUNIT_CFG(39, 40, ARMV8PT_KUNIT_TTBR1 | ARMV8PT_KUNIT_INCOHERENT |
						ARMV8PT_KUNIT_NS),
	[2] = ARMV8PT_KUNIT_CFG(48, 44, ARMV8PT_KUNIT_TTBR1 | ARMV8PT_KUNIT_DBM),
	[3] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_LPA2 | ARMV8PT_KUNIT_TTBR1 |
						ARMV8PT_KUNIT_INCOHERENT),
	/* A start table of four items, smaller than a contiguous run */
	[4] = ARMV8PT_KUNIT_CFG(32, 42, ARMV8PT_KUNIT_TTBR1),
	/* 2 and 16 concatenated tables */
	[5] = ARMV8PT_KUNIT_CFG(40, 40, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_INCOHERENT),
	[6] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_LPA2 |
						ARMV8PT_KUNIT_S2FWB | ARMV8PT_KUNIT_DBM),
#elif ARMV8PT_16K
	/* A start table of two items */
	[0] = ARMV8PT_KUNIT_CFG(48, 48, 0),
	[1] = ARMV8PT_KUNIT_CFG(47, 42, ARMV8PT_KUNIT_TTBR1 | ARMV8PT_KUNIT_INCOHERENT),
	[2] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_LPA2 | ARMV8PT_KUNIT_DBM),
	/* 2, 16 and, with LPA2, no concatenated tables */
	[3] = ARMV8PT_KUNIT_CFG(48, 48, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_DBM),
	[4] = ARMV8PT_KUNIT_CFG(40, 40, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_S2FWB),
	[5] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_LPA2 |
						ARMV8PT_KUNIT_INCOHERENT),
#else
	[0] = ARMV8PT_KUNIT_CFG(48, 48, 0),
	[1] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_LPA | ARMV8PT_KUNIT_DBM),
	[2] = ARMV8PT_KUNIT_CFG(42, 44, ARMV8PT_KUNIT_TTBR1 | ARMV8PT_KUNIT_INCOHERENT),
	[3] = ARMV8PT_KUNIT_CFG(48, 48, ARMV8PT_KUNIT_S2),
	/* Four concatenated tables: the most that pt_state can index */
	[4] = ARMV8PT_KUNIT_CFG(44, 44, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_INCOHERENT),
	[5] = ARMV8PT_KUNIT_CFG(52, 52, ARMV8PT_KUNIT_S2 | ARMV8PT_KUNIT_LPA),
#endif
};
#define kunit_fmt_cfgs armv8_kunit_fmt_cfgs

/* Features that only some configurations may have; the suites enable all others */
enum {
	KUNIT_FMT_FEATURES = BIT(PT_FEAT_DMA_INCOHERENT) | BIT(PT_FEAT_DYNAMIC_TOP) |
			     BIT(PT_FEAT_ARMV8_S2) | BIT(PT_FEAT_ARMV8_TTBR1) |
			     BIT(PT_FEAT_ARMV8_LPA) | BIT(PT_FEAT_ARMV8_LPA2) |
			     BIT(PT_FEAT_ARMV8_DBM) | BIT(PT_FEAT_ARMV8_S2FWB) |
			     BIT(PT_FEAT_ARMV8_NS),
};

#endif
