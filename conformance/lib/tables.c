// SPDX-License-Identifier: GPL-2.0-only
/* The tables of a domain: list, checksum, and damage on purpose. */
#include "tables.h"
#include "machine/machine.h"

static void add_table(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct ptlu_test_tables *tables = arg;
	unsigned int parent = tables->nr;

	/*
	 * a table is listed before those below it, so the parent is the last one of the level above
	 */
	while (parent && tables->table[--parent].level != level + 1)
		;
	if (tables->nr < PTLU_TEST_TABLES)
		tables->table[tables->nr++] =
			(struct ptlu_test_table){ phys, level, order, parent };
	tables->frames += 1UL << order;
}

/* List the current tables of a domain. The end of the test frees the list. */
struct ptlu_test_tables *ptlu_test_tables_of(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_tables *tables = kunit_kzalloc(test, sizeof(*tables), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, tables);
	td->domain.target->format->for_each_table(&td->domain, add_table, tables);
	KUNIT_ASSERT_LT(test, tables->nr, PTLU_TEST_TABLES);
	return tables;
}

/* FNV-1a over the words of all tables. */
u64 ptlu_test_tables_checksum(const struct ptlu_test_tables *tables)
{
	u64 sum = 0xcbf29ce484222325ULL;

	for (unsigned int i = 0; i < tables->nr; i++) {
		const u64 *word = phys_to_virt(tables->table[i].phys);

		for (unsigned long n = (PAGE_SIZE << tables->table[i].order) / sizeof(*word); n--;)
			sum = (sum ^ *word++) * 0x100000001b3ULL;
	}
	return sum;
}

/**
 * ptlu_test_point_entry_at() - change the address in a table entry
 * @test: the test
 * @td: the domain
 * @tables: its tables
 * @child: index of the table that the entry points to
 * @phys: the new address, a multiple of the table's size and below 2^47
 */
void ptlu_test_point_entry_at(struct kunit *test, const struct ptlu_test_domain *td,
			      const struct ptlu_test_tables *tables, unsigned int child,
			      phys_addr_t phys)
{
	const struct ptlu_test_table *table = &tables->table[child];
	const struct ptlu_test_table *parent = &tables->table[table->parent];
	u64 *entry = phys_to_virt(parent->phys);
	u64 *end = (void *)entry + (PAGE_SIZE << parent->order);
	u64 mask = GENMASK_ULL(46, PAGE_SHIFT + table->order);
	unsigned int shift = ptlu_format_traits(td->domain.target->format)->oa_shift;

	for (; entry != end; entry++) {
		if (((*entry << shift) & mask) != table->phys)
			continue;
		*entry ^= (table->phys ^ phys) >> shift;
		return;
	}
	KUNIT_FAIL_AND_ABORT(test, "no entry of 0x%llx points to the table at 0x%llx",
			     (unsigned long long)parent->phys, (unsigned long long)table->phys);
}

/* Check that a domain that was not restored can be mapped and freed. */
void ptlu_test_expect_usable(struct kunit *test, struct ptlu_test_domain *td)
{
	td->nr_mappings = 0;
	/* a domain that has lost its ops would be a NULL dereference */
	KUNIT_ASSERT_TRUE(test, !!td->domain.iommu.ops->map_range);
	ptlu_test_map_edges(test, td, ptlu_test_first_half(td->domain.target));
	ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
}
