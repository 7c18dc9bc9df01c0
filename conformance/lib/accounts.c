// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of pages, which a domain must leave as they were. */
#include <linux/mm.h>
#include "machine/machine.h"
#include "accounts.h"

struct ptlu_test_accounts ptlu_test_accounts(void)
{
	return (struct ptlu_test_accounts){
		.in_use = ptlu_frames_in_use(0),
		.preserved = ptlu_frames(PTLU_FRAME_PRESERVED),
		.iommu_pages = global_node_page_state(NR_IOMMU_PAGES),
		.secondary_pagetable = global_node_page_state(NR_SECONDARY_PAGETABLE),
		.registered = ptlu_nr_preserved(),
	};
}

void ptlu_test_expect_accounts(struct kunit *test, const struct ptlu_test_accounts *before)
{
	struct ptlu_test_accounts now = ptlu_test_accounts();

	KUNIT_EXPECT_EQ(test, now.in_use, before->in_use);
	KUNIT_EXPECT_EQ(test, now.preserved, before->preserved);
	KUNIT_EXPECT_EQ(test, now.iommu_pages, before->iommu_pages);
	KUNIT_EXPECT_EQ(test, now.secondary_pagetable, before->secondary_pagetable);
	KUNIT_EXPECT_EQ(test, now.registered, before->registered);
}
