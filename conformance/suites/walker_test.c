// SPDX-License-Identifier: GPL-2.0-only
/* Translate single pages as the hardware does: every size, every permission, and after unmap. */
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"

/* Choose an IOVA for one page of @size that is not at the start of the address space. */
static u64 place_for(const struct ptlu_target *target, unsigned int size_lg2)
{
	struct ptlu_va_range range = ptlu_target_first_half(target);
	u64 size = 1ULL << size_lg2;

	return range.last - range.first >= 2 * size - 1 ? range.first + size : range.first;
}

static void expect_page(struct kunit *test, struct ptlu_test_domain *td, u64 iova, phys_addr_t phys,
			unsigned int size_lg2, bool writable)
{
	struct ptlu_walker walker = ptlu_walker_of(&td->domain);
	u64 size = 1ULL << size_lg2;
	u64 offsets[] = { 0, 7, size / 2 + 8, size - 1 };

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct ptlu_walker_result page = ptlu_walker_translate(&walker, iova + offsets[i]);

		if (page.fault || page.page_lg2 != size_lg2 || !page.read || page.write != writable)
			KUNIT_FAIL_AND_ABORT(test,
				"a 2^%u page at 0x%llx, %s: hardware finds %s 2^%u %s%s at +0x%llx",
				size_lg2, (unsigned long long)iova, writable ? "rw" : "r",
				page.fault ?: "a page", page.page_lg2, page.read ? "r" : "",
				page.write ? "w" : "", (unsigned long long)offsets[i]);
		KUNIT_ASSERT_EQ(test, page.phys, phys + offsets[i]);
		KUNIT_ASSERT_EQ(test, page.phys,
				ptlu_domain_iova_to_phys(&td->domain, iova + offsets[i]));
	}
}

static void one_page(struct kunit *test, struct ptlu_test_domain *td, unsigned int size_lg2,
		     int prot)
{
	u64 iova = place_for(td->domain.target, size_lg2), size = 1ULL << size_lg2;
	struct ptlu_walker walker;
	phys_addr_t phys = 0;

	if (td->domain.target->cfg.oasz_lg2 > size_lg2 + 1)
		phys = 1ULL << (td->domain.target->cfg.oasz_lg2 - 1);
	KUNIT_ASSERT_EQ(test, iommu_map(&td->domain.domain, iova, phys, size, prot, GFP_KERNEL), 0);
	expect_page(test, td, iova, phys, size_lg2, prot & IOMMU_WRITE);
	KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, size), size);
	walker = ptlu_walker_of(&td->domain);
	KUNIT_ASSERT_TRUE(test, !!ptlu_walker_translate(&walker, iova).fault);
	KUNIT_ASSERT_TRUE(test, !!ptlu_walker_translate(&walker, iova + size - 1).fault);
}

/*
 * Page sizes of the architecture for every table, up to half of its addresses: Intel SDM volume 3,
 * section 5.5; VT-d, section 9.8; RISC-V privileged architecture, section 12.3; AMD IOMMU, table
 * 14, without 512G, which the hardware cannot do. armv8_reference.c compares Arm's with
 * io-pgtable-arm.c.
 */
static u64 sizes_of_architecture(const struct ptlu_target *target)
{
	switch (target->format->id) {
	case PTLU_FORMAT_X86_64:
	case PTLU_FORMAT_VTDSS:
	case PTLU_FORMAT_RISCV_64:
		return SZ_4K | SZ_2M | SZ_1G;
	case PTLU_FORMAT_AMDV1:
		return (BIT_ULL(52) - 1) & ~(SZ_4K - 1ULL) & ~BIT_ULL(39);
	default:
		return 0;
	}
}

static void test_page_sizes(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	u64 sizes = td->domain.domain.pgsize_bitmap, needed;

	KUNIT_ASSERT_NE(test, sizes, 0);
	needed = sizes_of_architecture(td->domain.target);
	if (td->domain.target->cfg.vasz_lg2 < 64)
		needed &= (1ULL << (td->domain.target->cfg.vasz_lg2 - 1)) - 1;
	KUNIT_EXPECT_EQ(test, sizes & needed, needed);
	for (unsigned int size_lg2 = 0; size_lg2 < 63; size_lg2++) {
		if (!(sizes >> size_lg2 & 1))
			continue;
		one_page(test, td, size_lg2, IOMMU_READ | IOMMU_WRITE);
		one_page(test, td, size_lg2, IOMMU_READ);
	}
	ptlu_test_teardown(test, td);
}

/* map() over a mapping fails and leaves it as it is: for a part of it and for a range around it. */
static void test_map_over(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct iommu_domain *domain = &td->domain.domain;
	unsigned int small_lg2 = __ffs64(domain->pgsize_bitmap), large_lg2 = 21;
	u64 iova;

	/* a block: 2M, or the block size of the 16K and 64K granule */
	while (!(domain->pgsize_bitmap >> large_lg2 & 1) || large_lg2 < 2 * small_lg2 - 3)
		large_lg2++;
	iova = place_for(td->domain.target, large_lg2);
	KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, 0, 1ULL << large_lg2), 0);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, iova + (1ULL << small_lg2), 0,
					      1ULL << small_lg2), -EADDRINUSE);
	expect_page(test, td, iova, 0, large_lg2, true);
	KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, 1ULL << large_lg2),
			1ULL << large_lg2);

	iova += 1ULL << small_lg2;
	KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, 0, 1ULL << small_lg2), 0);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, iova - (1ULL << small_lg2), 0,
					      1ULL << large_lg2), -EADDRINUSE);
	expect_page(test, td, iova, 0, small_lg2, true);
	ptlu_test_teardown(test, td);
}

/* With memory encryption, every table pointer has the C bit, before and after a handover. */
static void test_c_bit(struct kunit *test)
{
	struct ptlu_target *encrypted = kunit_kzalloc(test, sizeof(*encrypted), GFP_KERNEL);

	*encrypted = *ptlu_test_case(test)->target;
	if (!ptlu_walker_knows_c_bit(encrypted))
		kunit_skip(test, "no table of this target is encrypted");
	/* the C bit takes the place of an address bit */
	encrypted->cfg.oasz_lg2 = 47;
	for (unsigned int bit = 47; bit <= 51; bit += 4) {
		struct ptlu_test_domain *td;

		if (!ptlu_set_c_bit(1ULL << bit))
			kunit_skip(test, "memory encryption of this machine cannot be changed");
		td = ptlu_test_domain_new(test, encrypted);
		ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 8);
		ptlu_test_expect_translations(test, td);
		ptlu_test_preserve(test, td);
		ptlu_test_next_kernel(test, td);
		ptlu_test_restore(test, td);
		ptlu_test_expect_translations(test, td);
		ptlu_test_teardown(test, td);
	}
}

static void forget_c_bit(struct kunit *test)
{
	(void)test;
	ptlu_set_c_bit(0);
}

static const struct ptlu_case walker_cases[] = {
	RULE_CASE(test_page_sizes, ptlu_test_gen_targets, RULE_HARDWARE_1),
	RULE_CASE(test_map_over, ptlu_test_gen_targets, RULE_HARDWARE_1),
	RULE_CASE(test_c_bit, ptlu_test_gen_targets, RULE_HARDWARE_1),
};

PTLU_SUITE(walker_suite, "ptlu-walkers", walker_cases, .exit = forget_c_bit);
