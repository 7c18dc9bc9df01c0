/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains for tests: what is mapped in them, and that this and nothing else is translated. */
#ifndef PTLU_CONFORMANCE_DOMAINS_H
#define PTLU_CONFORMANCE_DOMAINS_H

#include <kunit/test.h>
#include "formats/targets.h"
#include "conformance/walkers/walker.h"

/* The halves of its addresses that a test maps. */
enum ptlu_test_halves {
	PTLU_TEST_LOWER = 1,
	PTLU_TEST_UPPER = 2,
	PTLU_TEST_BOTH = PTLU_TEST_LOWER | PTLU_TEST_UPPER,
};

/**
 * struct ptlu_test_case - a target and the halves of it that are used: the parameter of most tests
 * @target: the target
 * @halves: enum ptlu_test_halves
 */
struct ptlu_test_case {
	const struct ptlu_target *target;
	enum ptlu_test_halves halves;
};

const void *ptlu_test_gen_targets(struct kunit *test, const void *prev, char *desc);
const void *ptlu_test_gen_cases(struct kunit *test, const void *prev, char *desc);
const struct ptlu_test_case *ptlu_test_case(struct kunit *test);
bool ptlu_test_select_targets(const char *patterns);
bool ptlu_test_selects_format(const char *name);

/**
 * struct ptlu_test_mapping - a range that is mapped
 * @iova: first address, bytes
 * @phys: what it is mapped to
 * @size: bytes
 */
struct ptlu_test_mapping {
	u64 iova;
	phys_addr_t phys;
	u64 size;
};

#define PTLU_TEST_MAPPINGS	64

/**
 * struct ptlu_test_domain - a domain and what a test has mapped in it
 * @domain: the domain
 * @device: its IOMMU
 * @mappings: in no order
 * @nr_mappings: of them
 * @ser: its record, once preserved
 * @nr_tables: tables when it was preserved
 * @walker: how hardware would walk it, as of the last ptlu_test_expect_translations()
 */
struct ptlu_test_domain {
	struct ptlu_domain domain;
	struct device device;
	struct ptlu_test_mapping mappings[PTLU_TEST_MAPPINGS];
	unsigned int nr_mappings;
	union ptlu_any_ser ser;
	u64 nr_tables;
	struct ptlu_walker walker;
};

struct ptlu_test_domain *ptlu_test_domain_new(struct kunit *test, const struct ptlu_target *target);
void ptlu_test_domain_init(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_map(struct kunit *test, struct ptlu_test_domain *td, u64 iova, u64 size);
void ptlu_test_map_random(struct kunit *test, struct ptlu_test_domain *td,
			  enum ptlu_test_halves halves, unsigned int count);
void ptlu_test_plan_random(struct ptlu_test_domain *td, enum ptlu_test_halves halves,
			   unsigned int count);
void ptlu_test_map_planned(struct kunit *test, struct ptlu_test_domain *td, unsigned int first);
void ptlu_test_plan_edges(struct ptlu_test_domain *td, enum ptlu_test_halves halves);
void ptlu_test_map_edges(struct kunit *test, struct ptlu_test_domain *td,
			 enum ptlu_test_halves halves);
void ptlu_test_expect_translations(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_preserve(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_next_kernel(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_restore(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_teardown(struct kunit *test, struct ptlu_test_domain *td);

/**
 * struct ptlu_test_accounts - what must be as it was when a domain is gone
 * @in_use: pages allocated since boot
 * @preserved: pages handed over and not restored yet
 * @iommu_pages: the node's NR_IOMMU_PAGES
 * @secondary_pagetable: the node's NR_SECONDARY_PAGETABLE
 * @registered: pages registered with KHO
 */
struct ptlu_test_accounts {
	unsigned long in_use, preserved, iommu_pages, secondary_pagetable, registered;
};

struct ptlu_test_accounts ptlu_test_accounts(void);
void ptlu_test_expect_accounts(struct kunit *test, const struct ptlu_test_accounts *before);

/* The core that is judged: CORE= */
extern enum ptlu_core_id ptlu_test_core;

/* How many times as many random domains as a quick run has: PROFILE= */
extern unsigned int ptlu_test_effort;

/* By several workers, which come to the tables in no order. */
static inline bool ptlu_test_core_is_threaded(void)
{
	return ptlu_targets[0].format->cores[ptlu_test_core].threaded;
}

/* Does it promise all that ours does? */
static inline bool ptlu_test_core_is_ours(void)
{
	return ptlu_targets[0].format->cores[ptlu_test_core].ours;
}

static inline const struct ptlu_core *ptlu_test_domain_core(struct ptlu_test_domain *td)
{
	return ptlu_domain_core(&td->domain, ptlu_test_core);
}

#endif
