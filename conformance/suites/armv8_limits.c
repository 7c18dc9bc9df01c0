// SPDX-License-Identifier: GPL-2.0-only
/* The VMSAv8-64 format rejects illegal configurations; the others give legal register values. */
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"

#ifndef PT_ARMV8_FROM_TREE

#define S2		BIT(PT_FEAT_ARMV8_S2)
#define FWB		BIT(PT_FEAT_ARMV8_S2FWB)
#define TTBR1		BIT(PT_FEAT_ARMV8_TTBR1)
#define LPA		BIT(PT_FEAT_ARMV8_LPA)
#define LPA2		BIT(PT_FEAT_ARMV8_LPA2)
#define DBM		BIT(PT_FEAT_ARMV8_DBM)
#define NS		BIT(PT_FEAT_ARMV8_NS)

struct refusal {
	unsigned int granule_lg2, features, vasz_lg2, oasz_lg2;
	int error;
};

static const struct refusal refusals[] = {
	/* no such granule */
	{ 0, 0, 48, 48, -EOPNOTSUPP },
	{ 13, 0, 48, 48, -EOPNOTSUPP },
	{ 18, 0, 48, 48, -EOPNOTSUPP },
	/* 52-bit layouts of the other granule */
	{ 16, LPA2, 48, 48, -EOPNOTSUPP },
	{ 12, LPA, 48, 48, -EOPNOTSUPP },
	{ 14, LPA, 48, 48, -EOPNOTSUPP },
	/* features of the other stage */
	{ 12, S2 | TTBR1, 48, 48, -EOPNOTSUPP },
	{ 16, S2 | NS, 48, 48, -EOPNOTSUPP },
	{ 12, FWB, 48, 48, -EOPNOTSUPP },
	/* the walker cannot update the table */
	{ 12, DBM | BIT(PT_FEAT_DMA_INCOHERENT), 48, 48, -EOPNOTSUPP },
	/* generic_pt has this feature, no SMMU has it */
	{ 12, BIT(PT_FEAT_DYNAMIC_TOP), 48, 48, -EOPNOTSUPP },
	{ 12, BIT(PT_FEAT_SIGN_EXTEND), 48, 48, -EOPNOTSUPP },
	/* too many levels, and too few address bits for one level */
	{ 12, 0, 49, 48, -EOPNOTSUPP },
	{ 14, 0, 52, 48, -EOPNOTSUPP },
	{ 12, LPA2, 53, 52, -EINVAL },
	{ 16, LPA, 64, 52, -EINVAL },
	{ 12, 0, 24, 48, -EOPNOTSUPP },
	{ 12, 0, 0, 48, -EINVAL },
	/* output sizes that are too large or that IPS cannot encode */
	{ 12, 0, 48, 52, -EINVAL },
	{ 16, 0, 48, 52, -EINVAL },
	{ 12, 0, 48, 0, -EINVAL },
	{ 12, 0, 48, 45, -EINVAL },
	{ 12, LPA2, 48, 56, -EINVAL },
	/* the intermediate physical address is larger than the physical address */
	{ 12, S2, 48, 44, -EINVAL },
	{ 14, S2, 41, 40, -EINVAL },
};

static int init(struct pt_iommu_armv8 *table, struct device *device, const struct refusal *what)
{
	const struct pt_iommu_armv8_cfg cfg = {
		.common.features = what->features,
		.common.hw_max_vasz_lg2 = what->vasz_lg2,
		.common.hw_max_oasz_lg2 = what->oasz_lg2,
		.granule_lg2 = what->granule_lg2,
	};

	memset(table, 0, sizeof(*table));
	table->iommu.nid = NUMA_NO_NODE;
	table->iommu.iommu_device = device;
	return PT_ARMV8_NS(init)(table, &cfg, GFP_KERNEL);
}

static void test_refused(struct kunit *test)
{
	unsigned long in_use = ptlu_frames(PTLU_FRAME_ALLOCATED);
	struct pt_iommu_armv8 table;
	struct device device = {};

	for (unsigned int i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *what = &refusals[i];
		int ret = init(&table, &device, what);

		if (ret != what->error)
			KUNIT_FAIL(test, "granule 2^%u features %#x input %u output %u: %d, not %d",
				   what->granule_lg2, what->features, what->vasz_lg2,
				   what->oasz_lg2, ret, what->error);
		/* deinit is allowed after init has failed */
		pt_iommu_deinit(&table.iommu);
	}
	KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_ALLOCATED), in_use);
}

/* The format of one granule does not restore the tables of another one. */
static void test_granule_of_variant(struct kunit *test)
{
	static int (*const init_of[])(struct pt_iommu_armv8 * table,
				      const struct pt_iommu_armv8_cfg *cfg, gfp_t gfp) = {
		[6] = PT_ARMV8_NS(4k_init),
		[7] = PT_ARMV8_NS(16k_init),
		[8] = PT_ARMV8_NS(64k_init),
	};
	struct pt_iommu_armv8 table = { .iommu.nid = NUMA_NO_NODE };

	for (unsigned int variant = 12; variant <= 16; variant += 2)
		for (unsigned int granule = 12; granule <= 16; granule += 2) {
			const struct pt_iommu_armv8_cfg cfg = {
				.common.hw_max_vasz_lg2 = 48,
				.common.hw_max_oasz_lg2 = 48,
				.granule_lg2 = granule,
			};

			KUNIT_EXPECT_EQ(test, init_of[variant / 2](&table, &cfg, GFP_KERNEL),
					granule == variant ? 0 : -EINVAL);
			pt_iommu_deinit(&table.iommu);
		}
}

/* R_SRKBC and R_DXBSH, as arch/arm64/kvm/nested.c has them, with the 52-bit layouts */
static bool is_legal_s2_start(const struct refusal *what, int lookup_level)
{
	switch (what->granule_lg2) {
	case 12:
		if (lookup_level == 3 || (lookup_level == 0 && what->oasz_lg2 < 44))
			return false;
		return lookup_level >= 0 || (what->features & LPA2 && what->oasz_lg2 == 52);
	case 14:
		if (lookup_level == 1)
			return what->oasz_lg2 >= 42;
		return lookup_level > 1 || (what->features & LPA2 && what->oasz_lg2 == 52 &&
					    what->vasz_lg2 > 48);
	default:
		return lookup_level > 1 || (lookup_level == 1 && what->oasz_lg2 >= 44);
	}
}

/* D8.3, D8.7: what a block or page translates, and a contiguous run of them, 0 if there is none. */
static const struct leaf_sizes {
	unsigned int granule_lg2, block_lg2, run_lg2, feature;
} leaf_sizes[] = {
	{ 12, 12, 16 }, { 12, 21, 25 }, { 12, 30, 34 }, { 12, 39, 0, LPA2 },
	{ 14, 14, 21 }, { 14, 25, 30 }, { 14, 36, 0, LPA2 },
	{ 16, 16, 21 }, { 16, 29, 34 }, { 16, 42, 47, LPA },
};

/* A leaf is at the start level or below; generic_pt has none of half of the addresses. */
static u64 sizes_of(const struct refusal *what, unsigned int level)
{
	unsigned int item_lg2 = what->granule_lg2 + level * (what->granule_lg2 - 3);
	u64 sizes = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(leaf_sizes); i++) {
		const struct leaf_sizes *leaf = &leaf_sizes[i];

		if (leaf->granule_lg2 != what->granule_lg2 || leaf->block_lg2 > item_lg2 ||
		    leaf->feature & ~what->features)
			continue;
		sizes |= BIT_ULL(leaf->block_lg2);
		if (leaf->run_lg2)
			sizes |= BIT_ULL(leaf->run_lg2);
	}
	return sizes & (BIT_ULL(what->vasz_lg2 - 1) - 1) & (BIT_ULL(what->oasz_lg2) - 1);
}

static void expect_legal(struct kunit *test, struct pt_iommu_armv8 *table,
			 const struct refusal *what)
{
	static const unsigned int sizes[] = { 32, 36, 40, 42, 44, 48, 52 };
	unsigned int stride = what->granule_lg2 - 3, level, items_lg2;
	bool s2 = what->features & S2;
	struct pt_iommu_armv8_hw_info info;

	PT_ARMV8_NS(hw_info)(table, &info);
	KUNIT_ASSERT_EQ(test, info.tsz, 64 - what->vasz_lg2);
	KUNIT_ASSERT_EQ(test, sizes[info.ps], what->oasz_lg2);
	KUNIT_ASSERT_EQ(test, !!info.ds, !!(what->features & LPA2));

	if (s2)
		level = what->granule_lg2 == 12 ? info.sl0 + 1 : info.sl0;
	else
		level = (what->vasz_lg2 - 1 - what->granule_lg2) / stride;
	items_lg2 = what->vasz_lg2 - what->granule_lg2 - level * stride;
	if (items_lg2 < 1 || items_lg2 > stride + (s2 ? 4 : 0) || info.sl0 > 3 ||
	    (s2 && !is_legal_s2_start(what, 3 - (int)level)))
		KUNIT_FAIL_AND_ABORT(test,
			"granule 2^%u features %#x input %u output %u: level %d, 2^%u items",
			what->granule_lg2, what->features, what->vasz_lg2, what->oasz_lg2,
			3 - (int)level, items_lg2);
	KUNIT_EXPECT_EQ(test, table->iommu.domain.pgsize_bitmap, sizes_of(what, level));
	KUNIT_EXPECT_EQ(test, info.ttb & (max(64ULL, 8ULL << items_lg2) - 1), 0);
}

/* Whether the architecture has the sizes: R_PLCGL, R_YXNYW, R_GTJBY, R_SXWGM, encodings of IPS. */
static bool has_sizes(const struct refusal *what)
{
	unsigned int layout = what->granule_lg2 == 16 ? LPA : LPA2;
	unsigned int most = what->features & layout ? 52 : 48;

	switch (what->oasz_lg2) {
	case 32: case 36: case 40: case 42: case 44: case 48: case 52:
		break;
	default:
		return false;
	}
	if (what->features & (LPA | LPA2) & ~layout || what->oasz_lg2 > most)
		return false;
	if (what->features & S2 && what->vasz_lg2 > what->oasz_lg2)
		return false;
	/* 64K tables have 52 bits of input without LPA, by FEAT_LVA */
	return what->vasz_lg2 >= 25 && what->vasz_lg2 <= (what->granule_lg2 == 16 ? 52 : most);
}

static void try_sizes(struct kunit *test, struct device *device, const struct refusal *what)
{
	struct pt_iommu_armv8 table;
	int ret = init(&table, device, what);

	if (!ret != has_sizes(what))
		KUNIT_FAIL_AND_ABORT(test, "granule 2^%u features %#x input %u output %u: %d",
				     what->granule_lg2, what->features, what->vasz_lg2,
				     what->oasz_lg2, ret);
	if (ret) {
		KUNIT_ASSERT_TRUE(test, ret == -EINVAL || ret == -EOPNOTSUPP);
		return;
	}
	expect_legal(test, &table, what);
	pt_iommu_deinit(&table.iommu);
}

/* Every input size with every granule, stage and layout. */
static void test_accepted_is_legal(struct kunit *test)
{
	static const unsigned int features[] = {
		0, TTBR1, S2, LPA, LPA | S2, LPA2, LPA2 | TTBR1, LPA2 | S2,
	};
	struct device device = {};
	struct refusal what;

	for (what.granule_lg2 = 12; what.granule_lg2 <= 16; what.granule_lg2 += 2)
		for (unsigned int i = 0; i < ARRAY_SIZE(features); i++)
			for (what.vasz_lg2 = 20; what.vasz_lg2 <= 56; what.vasz_lg2++)
				for (what.oasz_lg2 = 30; what.oasz_lg2 <= 56; what.oasz_lg2++) {
					what.features = features[i];
					try_sizes(test, &device, &what);
				}
}

static const struct ptlu_case limits_cases[] = {
	PLAIN_CASE(test_refused),
	PLAIN_CASE(test_granule_of_variant),
	PLAIN_CASE(test_accepted_is_legal),
};

PTLU_SUITE(limits_suite, "ptlu-armv8-limits", limits_cases);

#endif
