// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of pages, which a domain must leave as they were. */
#include <linux/mm.h>
#include "machine/machine.h"
#include "accounts.h"

struct ptlu_test_accounts ptlu_test_accounts(void)
{
	struct ptlu_test_accounts now = {
		.in_use = ptlu_frames_in_use(0),
		.preserved = ptlu_frames(PTLU_FRAME_PRESERVED),
		.iommu_pages = global_node_page_state(NR_IOMMU_PAGES),
		.secondary_pagetable = global_node_page_state(NR_SECONDARY_PAGETABLE),
		.registered = ptlu_nr_preserved(),
		.wrong_zones = ptlu_wrong_zones(),
	};

	for (unsigned int i = 0; i < PTLU_MAX_NODES; i++)
		ptlu_node_pages(i, &now.node[i].iommu_pages, &now.node[i].secondary_pagetable);
	return now;
}

/**
 * ptlu_test_accounts_differ() - compare accounts
 * @one: accounts
 * @other: accounts at another time
 *
 * Return: the name of the first that differs, NULL if none does.
 */
const char *ptlu_test_accounts_differ(const struct ptlu_test_accounts *one,
				      const struct ptlu_test_accounts *other)
{
	if (one->in_use != other->in_use)
		return "pages in use";
	if (one->preserved != other->preserved)
		return "pages that are preserved and not restored";
	if (one->iommu_pages != other->iommu_pages)
		return "NR_IOMMU_PAGES";
	if (one->secondary_pagetable != other->secondary_pagetable)
		return "NR_SECONDARY_PAGETABLE";
	if (one->registered != other->registered)
		return "pages registered with KHO";
	if (one->wrong_zones != other->wrong_zones)
		return "zones with wrong managed pages";
	for (unsigned int i = 0; i < PTLU_MAX_NODES; i++) {
		if (one->node[i].iommu_pages != other->node[i].iommu_pages)
			return "NR_IOMMU_PAGES of a node";
		if (one->node[i].secondary_pagetable != other->node[i].secondary_pagetable)
			return "NR_SECONDARY_PAGETABLE of a node";
	}
	return NULL;
}

void ptlu_test_expect_accounts(struct kunit *test, const struct ptlu_test_accounts *before)
{
	struct ptlu_test_accounts now = ptlu_test_accounts();
	const char *account = ptlu_test_accounts_differ(before, &now);

	if (account)
		KUNIT_FAIL(test, "the number of %s is not what it was", account);
}
