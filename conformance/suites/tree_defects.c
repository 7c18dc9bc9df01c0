// SPDX-License-Identifier: GPL-2.0-only
/* Defects of the tree. Each one has a page in docs/findings/. */
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"

/*
 * docs/findings/sign-extend-check.md: the page below the upper half is outside of the address
 * space. iova_to_phys() must return 0 for it. It must not translate the same bits in the lower
 * half.
 */
static void test_address_below_the_upper_half(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td;
	u64 last, below;

	if (target->va != PTLU_VA_SIGN_EXTENDED)
		kunit_skip(test, "there is no hole in this target's addresses");
	td = ptlu_test_domain_new(test, target);
	last = ptlu_target_lower(target).last;
	below = ptlu_target_upper(target).first - SZ_4K;
	ptlu_test_map(test, td, last - SZ_4K + 1, SZ_4K);
	if (ptlu_domain_iova_to_phys(&td->domain, below))
		ptlu_kunit_tree_defect(test,
				       "0x%llx is not canonical and translates as 0x%llx does",
				       (unsigned long long)below,
				       (unsigned long long)(last - SZ_4K + 1));
	ptlu_test_teardown(test, td);
}

/*
 * The second part of the same finding: a range that starts in the lower half must not cross its
 * end. The addresses after it do not exist, and their entries are those of the upper half.
 */
static void test_range_into_the_hole(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td;
	u64 last_page, upper;

	if (target->va != PTLU_VA_SIGN_EXTENDED)
		kunit_skip(test, "there is no hole in this target's addresses");
	td = ptlu_test_domain_new(test, target);
	last_page = ptlu_target_lower(target).last - SZ_4K + 1;
	upper = ptlu_target_upper(target).first;
	if (!ptlu_domain_map(&td->domain, last_page, SZ_2M, 2 * SZ_4K))
		ptlu_kunit_tree_defect(test,
				       "8 KiB at 0x%llx are mapped, the second page to 0x%llx",
				       (unsigned long long)last_page,
				       ptlu_domain_iova_to_phys(&td->domain, upper) ?
					       (unsigned long long)upper :
					       0ULL);
	else
		KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, upper), 0);
	ptlu_test_teardown(test, td);
}

/*
 * docs/findings/map-beyond-output-addresses.md: map_range() returns -ERANGE for a first output
 * address that the table cannot hold. The last one must be refused, too.
 */
static void test_last_output_address(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	u64 iova = ptlu_target_first_half(target).first + 16 * page;
	u64 end = 1ULL << target->cfg.oasz_lg2;

	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, iova, end, page), -ERANGE);
	if (!ptlu_domain_map(&td->domain, iova, end - page, 2 * page))
		ptlu_kunit_tree_defect(test,
				       "0x%llx bytes at output address 0x%llx are mapped, and the second page translates to 0x%llx",
				       (unsigned long long)(2 * page),
				       (unsigned long long)(end - page),
				       (unsigned long long)ptlu_domain_iova_to_phys(&td->domain,
										    iova + page));
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case tree_defect_cases[] = {
	PLAIN_CASE_PARAM(test_address_below_the_upper_half, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_range_into_the_hole, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_last_output_address, ptlu_test_gen_targets),
};

PTLU_SUITE(tree_defect_suite, "ptlu-tree-defects", tree_defect_cases);
