/* SPDX-License-Identifier: GPL-2.0-only */
/* Accounts of pages, which a domain must leave as they were. */
#ifndef PTLU_CONFORMANCE_ACCOUNTS_H
#define PTLU_CONFORMANCE_ACCOUNTS_H

#include <kunit/test.h>
#include "machine/machine.h"

/**
 * struct ptlu_test_accounts - accounts of pages
 * @in_use: pages allocated since boot
 * @preserved: pages handed over and not restored yet
 * @iommu_pages: NR_IOMMU_PAGES of all nodes
 * @secondary_pagetable: NR_SECONDARY_PAGETABLE of all nodes
 * @registered: pages registered with KHO
 * @wrong_zones: zones whose managed pages are not those that the page allocator has
 * @node: the counters of each node
 */
struct ptlu_test_accounts {
	unsigned long in_use, preserved, iommu_pages, secondary_pagetable, registered;
	unsigned int wrong_zones;
	struct {
		long iommu_pages, secondary_pagetable;
	} node[PTLU_MAX_NODES];
};

struct ptlu_test_accounts ptlu_test_accounts(void);
const char *ptlu_test_accounts_differ(const struct ptlu_test_accounts *one,
				      const struct ptlu_test_accounts *other);
void ptlu_test_expect_accounts(struct kunit *test, const struct ptlu_test_accounts *before);

#endif
