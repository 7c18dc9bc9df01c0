// SPDX-License-Identifier: GPL-2.0-only
/* Defects of the tree's io-pgtable-arm.c. Each one has a page in docs/findings/. */
#include "conformance/suites/armv8_reference.h"
#include "conformance/lib/suite.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"

static void free_iop(void *iop)
{
	ptlu_io_pgtable_free(iop);
}

static struct ptlu_io_pgtable *new_iop(struct kunit *test, unsigned int features)
{
	const struct ptlu_cfg cfg = {
		.features = features, .vasz_lg2 = 48, .oasz_lg2 = 48, .granule_lg2 = 12,
	};
	struct ptlu_io_pgtable *iop = kunit_kzalloc(test, sizeof(*iop), GFP_KERNEL);
	struct device *device = kunit_kzalloc(test, sizeof(*device), GFP_KERNEL);

	ptlu_device_init(device);
	KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_init(iop, &cfg, device), 0);
	kunit_add_action_or_reset(test, free_iop, iop);
	return iop;
}

/*
 * docs/findings/io-pgtable-last-address.md. The function returns an unset variable, so another page
 * is translated first to leave a wrong value on the stack.
 */
static void test_last_address(struct kunit *test)
{
	struct ptlu_io_pgtable *iop = new_iop(test, BIT(PT_FEAT_ARMV8_TTBR1));
	const u64 last = U64_MAX - SZ_4K + 1, other = last - SZ_2M;
	const phys_addr_t phys = SZ_1G, other_phys = 2UL * SZ_1G;
	phys_addr_t got;

	KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_map(iop, last, phys, SZ_4K, 1, IOMMU_READ), 0);
	KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_map(iop, other, other_phys, SZ_4K, 1, IOMMU_READ), 0);
	KUNIT_EXPECT_EQ(test, ptlu_io_pgtable_iova_to_phys(iop, U64_MAX - 1), phys + SZ_4K - 2);
	KUNIT_EXPECT_EQ(test, ptlu_io_pgtable_iova_to_phys(iop, other), other_phys);
	got = ptlu_io_pgtable_iova_to_phys(iop, U64_MAX);
	if (got != phys + SZ_4K - 1)
		ptlu_kunit_tree_defect(
			test, "0x%llx, the last byte of a page at 0x%llx, translates to 0x%llx",
			(unsigned long long)U64_MAX, (unsigned long long)phys,
			(unsigned long long)got);
}

/* docs/findings/io-pgtable-mair.md */
static void test_mair_of_unused_attributes(struct kunit *test)
{
	struct ptlu_io_pgtable_regs regs = ptlu_io_pgtable_regs(new_iop(test, 0));

	KUNIT_EXPECT_EQ(test, lower_32_bits(regs.mair), 0xf404ff44);
	if (upper_32_bits(regs.mair))
		ptlu_kunit_tree_defect(
			test, "attributes 4 to 7, which no entry uses, are %#x in MAIR, not 0",
			upper_32_bits(regs.mair));
}

static const struct ptlu_case io_pgtable_defect_cases[] = {
	PLAIN_CASE(test_last_address),
	PLAIN_CASE(test_mair_of_unused_attributes),
};

PTLU_SUITE(io_pgtable_defect_suite, "ptlu-io-pgtable-defects", io_pgtable_defect_cases);
