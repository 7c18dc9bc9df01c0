// SPDX-License-Identifier: GPL-2.0-only
/* What hardware makes of single pages: every size, every permission, nothing after unmap. */
#include "domains.h"
#include "rules.h"

/* A page of a size that lies alone in the target's addresses, not at their start. */
static u64 place_for(const struct ptlu_target *target, unsigned int size_lg2)
{
	struct ptlu_va_range range = ptlu_target_has_lower(target) ? ptlu_target_lower(target) :
								     ptlu_target_upper(target);
	u64 size = 1ULL << size_lg2;

	return range.last - range.first >= 2 * size - 1 ? range.first + size : range.first;
}

static void expect_page(struct kunit *test, struct test_domain *td, u64 iova, unsigned int size_lg2,
			bool writable)
{
	struct oracle oracle = oracle_of(&td->domain);
	u64 size = 1ULL << size_lg2;
	u64 offsets[] = { 0, 7, size / 2 + 8, size - 1 };

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct oracle_result page = oracle_translate(&oracle, iova + offsets[i]);

		if (page.fault || page.page_lg2 != size_lg2 || !page.read || page.write != writable)
			KUNIT_FAIL_AND_ABORT(test,
				"a 2^%u page at 0x%llx, %s: hardware finds %s 2^%u %s%s at +0x%llx",
				size_lg2, (unsigned long long)iova, writable ? "rw" : "r",
				page.fault ?: "a page", page.page_lg2, page.read ? "r" : "",
				page.write ? "w" : "", (unsigned long long)offsets[i]);
		KUNIT_ASSERT_EQ(test, page.phys,
				ptlu_domain_iova_to_phys(&td->domain, iova + offsets[i]));
	}
}

static void one_page(struct kunit *test, struct test_domain *td, unsigned int size_lg2, int prot)
{
	u64 iova = place_for(td->domain.target, size_lg2), size = 1ULL << size_lg2;
	struct oracle oracle;
	phys_addr_t phys = 0;

	if (td->domain.target->cfg.oasz_lg2 > size_lg2 + 1)
		phys = 1ULL << (td->domain.target->cfg.oasz_lg2 - 1);
	KUNIT_ASSERT_EQ(test, iommu_map(&td->domain.domain, iova, phys, size, prot, GFP_KERNEL), 0);
	expect_page(test, td, iova, size_lg2, prot & IOMMU_WRITE);
	KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, size), size);
	oracle = oracle_of(&td->domain);
	KUNIT_ASSERT_TRUE(test, !!oracle_translate(&oracle, iova).fault);
	KUNIT_ASSERT_TRUE(test, !!oracle_translate(&oracle, iova + size - 1).fault);
}

static void test_page_sizes(struct kunit *test)
{
	struct test_domain *td = test_domain_new(test, test_case(test)->target);
	u64 sizes = td->domain.domain.pgsize_bitmap;

	KUNIT_ASSERT_NE(test, sizes, 0);
	for (unsigned int size_lg2 = 0; size_lg2 < 63; size_lg2++) {
		if (!(sizes >> size_lg2 & 1))
			continue;
		one_page(test, td, size_lg2, IOMMU_READ | IOMMU_WRITE);
		one_page(test, td, size_lg2, IOMMU_READ);
	}
	test_teardown(test, td);
}

static struct kunit_case oracle_cases[] = {
	RULE_CASE(test_page_sizes, test_gen_targets, "HARDWARE-1"),
	{},
};

static struct kunit_suite oracle_suite = {
	.name = "ptlu-oracle",
	.test_cases = oracle_cases,
};
kunit_test_suite(oracle_suite);
