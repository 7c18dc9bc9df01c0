// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machines of one to four NUMA nodes with two zones each: a table is counted on the node that it is
 * on, and a restored page is managed by its zone.
 */
#include "machine/machine.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* Returns the number of nodes that have tables. */
static unsigned int expect_counted(struct kunit *test, const struct ptlu_test_tables *tables)
{
	struct ptlu_test_accounts now = ptlu_test_accounts();
	long pages[PTLU_MAX_NODES] = {};
	unsigned int used = 0;

	for (unsigned int i = 0; i < tables->nr; i++)
		pages[ptlu_node_of(tables->table[i].phys)] += 1L << tables->table[i].order;
	for (unsigned int i = 0; i < PTLU_MAX_NODES; i++) {
		KUNIT_EXPECT_EQ(test, now.node[i].iommu_pages, pages[i]);
		KUNIT_EXPECT_EQ(test, now.node[i].secondary_pagetable, pages[i]);
		used += !!pages[i];
	}
	KUNIT_EXPECT_EQ(test, now.wrong_zones, 0);
	return used;
}

/* Page placement is shuffled: some dozen tables, or blocks of them, are on every node. */
static struct ptlu_test_tables *map_on_each_node(struct kunit *test, struct ptlu_test_domain *td,
						 unsigned int nodes)
{
	struct ptlu_test_tables *tables;
	unsigned int used;

	do {
		KUNIT_ASSERT_LT(test, td->nr_mappings, PTLU_TEST_MAPPINGS);
		ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 16);
		tables = ptlu_test_tables_of(test, td);
		used = expect_counted(test, tables);
	} while (used < nodes);
	KUNIT_EXPECT_EQ(test, used, nodes);
	return tables;
}

static void hand_over(struct kunit *test, unsigned int nodes)
{
	static const struct ptlu_test_tables none;
	struct ptlu_test_domain *td;
	struct ptlu_test_tables *tables;

	ptlu_test_boot_small(test, nodes);
	td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	tables = map_on_each_node(test, td, nodes);
	ptlu_test_preserve(test, td);
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	expect_counted(test, tables);
	ptlu_test_preserve(test, td);
	ptlu_kexec();
	expect_counted(test, &none);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	expect_counted(test, tables);
	ptlu_test_teardown(test, td);
	expect_counted(test, &none);
}

static void test_counted_on_its_node(struct kunit *test)
{
	for (unsigned int nodes = 1; nodes <= PTLU_MAX_NODES; nodes++)
		hand_over(test, nodes);
}

static const struct ptlu_case node_cases[] = {
	RULE_CASE(test_counted_on_its_node, ptlu_test_gen_cases, RULE_RESTORE_2),
};

PTLU_SUITE(node_suite, "ptlu-nodes", node_cases);
