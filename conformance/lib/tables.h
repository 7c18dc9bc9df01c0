/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of a domain: list, checksum, and damage on purpose. */
#ifndef PTLU_CONFORMANCE_TABLES_H
#define PTLU_CONFORMANCE_TABLES_H

#include "domains.h"

/**
 * struct ptlu_test_table - a table page of a domain
 * @phys: physical address
 * @level: generic_pt level, 0 holds leaves only
 * @order: page order
 * @parent: index of the table above, itself for the top
 */
struct ptlu_test_table {
	phys_addr_t phys;
	unsigned int level, order, parent;
};

#define PTLU_TEST_TABLES	4096

/**
 * struct ptlu_test_tables - all tables of a domain in the order of the core's walk, the top first
 * @table: the tables
 * @nr: number of tables
 * @frames: number of their base pages
 */
struct ptlu_test_tables {
	struct ptlu_test_table table[PTLU_TEST_TABLES];
	unsigned int nr;
	unsigned long frames;
};

struct ptlu_test_tables *ptlu_test_tables_of(struct kunit *test, struct ptlu_test_domain *td);
u64 ptlu_test_tables_checksum(const struct ptlu_test_tables *tables);
void ptlu_test_point_entry_at(struct kunit *test, const struct ptlu_test_domain *td,
			      const struct ptlu_test_tables *tables, unsigned int child,
			      phys_addr_t phys);
void ptlu_test_expect_usable(struct kunit *test, struct ptlu_test_domain *td);

#endif
