/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains for tests: what is mapped in them, and that this and nothing else is translated. */
#ifndef PTLU_CONFORMANCE_DOMAINS_H
#define PTLU_CONFORMANCE_DOMAINS_H

#include <kunit/test.h>
#include "formats/targets.h"
#include "conformance/oracle/oracle.h"

/* The halves of its addresses that a test maps. */
enum test_halves {
	TEST_LOWER = 1,
	TEST_UPPER = 2,
	TEST_BOTH = TEST_LOWER | TEST_UPPER,
};

/**
 * struct test_case - a target and the halves of it that are used: the parameter of most tests
 * @target: the target
 * @halves: enum test_halves
 */
struct test_case {
	const struct ptlu_target *target;
	enum test_halves halves;
};

const void *test_gen_targets(struct kunit *test, const void *prev, char *desc);
const void *test_gen_cases(struct kunit *test, const void *prev, char *desc);
const struct test_case *test_case(struct kunit *test);
bool test_select_targets(const char *patterns);
bool test_selects_format(const char *name);

/**
 * struct test_mapping - a range that is mapped
 * @iova: first address, bytes
 * @phys: what it is mapped to
 * @size: bytes
 */
struct test_mapping {
	u64 iova;
	phys_addr_t phys;
	u64 size;
};

#define TEST_MAPPINGS	64

/**
 * struct test_domain - a domain and what a test has mapped in it
 * @domain: the domain
 * @device: its IOMMU
 * @mappings: in no order
 * @nr_mappings: of them
 * @ser: its record, once preserved
 * @nr_tables: tables when it was preserved
 * @oracle: how hardware would walk it, as of the last test_expect_translations()
 */
struct test_domain {
	struct ptlu_domain domain;
	struct device device;
	struct test_mapping mappings[TEST_MAPPINGS];
	unsigned int nr_mappings;
	union ptlu_any_ser ser;
	u64 nr_tables;
	struct oracle oracle;
};

struct test_domain *test_domain_new(struct kunit *test, const struct ptlu_target *target);
void test_domain_init(struct kunit *test, struct test_domain *td);
void test_map(struct kunit *test, struct test_domain *td, u64 iova, u64 size);
void test_map_random(struct kunit *test, struct test_domain *td, enum test_halves halves,
		     unsigned int count);
void test_plan_random(struct test_domain *td, enum test_halves halves, unsigned int count);
void test_map_planned(struct kunit *test, struct test_domain *td, unsigned int first);
void test_plan_edges(struct test_domain *td, enum test_halves halves);
void test_map_edges(struct kunit *test, struct test_domain *td, enum test_halves halves);
void test_expect_translations(struct kunit *test, struct test_domain *td);
void test_preserve(struct kunit *test, struct test_domain *td);
void test_next_kernel(struct kunit *test, struct test_domain *td);
void test_restore(struct kunit *test, struct test_domain *td);
void test_teardown(struct kunit *test, struct test_domain *td);

/**
 * struct test_accounts - what must be as it was when a domain is gone
 * @in_use: pages allocated since boot
 * @preserved: pages handed over and not restored yet
 * @iommu_pages: the node's NR_IOMMU_PAGES
 * @secondary_pagetable: the node's NR_SECONDARY_PAGETABLE
 * @registered: pages registered with KHO
 */
struct test_accounts {
	unsigned long in_use, preserved, iommu_pages, secondary_pagetable, registered;
};

struct test_accounts test_accounts(void);
void test_expect_accounts(struct kunit *test, const struct test_accounts *before);

/* The core that is judged: CORE= */
extern enum ptlu_core_id test_core;

/* How many times as many random domains as a quick run has: PROFILE= */
extern unsigned int test_effort;

/* By several workers, which come to the tables in no order. */
static inline bool test_core_is_side_by_side(void)
{
	return ptlu_targets[0].format->cores[test_core].side_by_side;
}

/* Does it promise all that ours does? */
static inline bool test_core_is_ours(void)
{
	return ptlu_targets[0].format->cores[test_core].ours;
}

static inline const struct ptlu_core *test_domain_core(struct test_domain *td)
{
	return ptlu_domain_core(&td->domain, test_core);
}

#endif
