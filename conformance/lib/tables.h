/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of a domain one by one: what they are, where they hang, what is in them. */
#ifndef PTLU_CONFORMANCE_TABLES_H
#define PTLU_CONFORMANCE_TABLES_H

#include "domains.h"

/**
 * struct test_table - a table page of a domain
 * @phys: physical address
 * @level: generic_pt level, 0 holds leaves only
 * @order: page order
 * @parent: index of the table above, itself for the top
 */
struct test_table {
	phys_addr_t phys;
	unsigned int level, order, parent;
};

#define TEST_TABLES	4096

/**
 * struct test_tables - all tables of a domain in the order of the core's walk, the top first
 * @table: the tables
 * @nr: of them
 * @frames: base pages that they have together
 */
struct test_tables {
	struct test_table table[TEST_TABLES];
	unsigned int nr;
	unsigned long frames;
};

struct test_tables *test_tables_of(struct kunit *test, struct test_domain *td);
u64 test_tables_checksum(const struct test_tables *tables);
void test_point_entry_at(struct kunit *test, const struct test_domain *td,
			 const struct test_tables *tables, unsigned int child, phys_addr_t phys);
void test_expect_usable(struct kunit *test, struct test_domain *td);

#endif
