/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains of tests: what is mapped in them, the expected translations, and the steps of a handover.
 */
#ifndef PTLU_CONFORMANCE_DOMAINS_H
#define PTLU_CONFORMANCE_DOMAINS_H

#include <kunit/test.h>
#include "conformance/walkers/walker.h"
#include "formats/targets.h"
#include "judged_core.h"
#include "selection.h"

/**
 * struct ptlu_test_mapping - a range that is mapped
 * @iova: first address
 * @phys: first physical address
 * @size: bytes
 */
struct ptlu_test_mapping {
	u64 iova;
	phys_addr_t phys;
	u64 size;
};

#define PTLU_TEST_MAPPINGS	64

/**
 * struct ptlu_test_domain - a domain and its mappings
 * @domain: the domain
 * @device: its IOMMU
 * @mappings: the mappings, in no order
 * @nr_mappings: number of mappings
 * @ser: its serialized state, if it was preserved
 * @nr_tables: number of tables when it was preserved
 * @walker: reference walker, as of the last ptlu_test_wrong_translation()
 * @wrong: what that has found
 */
struct ptlu_test_domain {
	struct ptlu_domain domain;
	struct device device;
	struct ptlu_test_mapping mappings[PTLU_TEST_MAPPINGS];
	unsigned int nr_mappings;
	union ptlu_any_ser ser;
	u64 nr_tables;
	struct ptlu_walker walker;
	char wrong[160];
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
const char *ptlu_test_wrong_translation(struct ptlu_test_domain *td);
void ptlu_test_expect_translations(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_boot_small(struct kunit *test, unsigned int nodes);
void ptlu_test_preserve(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_next_kernel(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_restore(struct kunit *test, struct ptlu_test_domain *td);
void ptlu_test_teardown(struct kunit *test, struct ptlu_test_domain *td);

/* Factor for the number of random domains: PROFILE= */
extern unsigned int ptlu_test_effort;

static inline const struct ptlu_core *ptlu_test_domain_core(struct ptlu_test_domain *td)
{
	return ptlu_domain_core(&td->domain, ptlu_test_core);
}

#endif
