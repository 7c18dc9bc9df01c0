// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several threads map and unmap pages of one table at once, as fast as they can. What they must not
 * do is seen by the build check-race, in which ThreadSanitizer looks at every access;
 * concurrent.c has the orders in which they can run.
 */
#include <linux/atomic.h>
#include "machine/machine.h"
#include "machine/workers.h"
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "iotlb.h"

#define THREADS		4
#define PAGES		64
#define PAGES_OF_TABLE	8	/* the next ones are below another leaf table */
#define ROUNDS		4

/**
 * struct crew - the threads of a test
 * @domain: what they work on
 * @first: first address
 * @next: number of the next thread
 * @failed: pages that could not be mapped or unmapped
 */
struct crew {
	struct ptlu_domain *domain;
	u64 first;
	atomic_t next, failed;
};

static u64 iova_of(const struct crew *crew, unsigned int page)
{
	unsigned int page_lg2 = crew->domain->target->cfg.granule_lg2;

	return crew->first + ((u64)(page / PAGES_OF_TABLE) << (2 * page_lg2 - 3)) +
	       ((u64)(page % PAGES_OF_TABLE) << page_lg2);
}

static phys_addr_t phys_of(const struct crew *crew, unsigned int page)
{
	return (phys_addr_t)(page + 1) << crew->domain->target->cfg.granule_lg2;
}

/* Every fourth page is one thread's. What it unmaps last stays unmapped. */
static void work(void *arg)
{
	struct crew *crew = arg;
	unsigned int me = atomic_inc_return(&crew->next) - 1;
	u64 size = 1ULL << crew->domain->target->cfg.granule_lg2;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int page = me; page < PAGES; page += THREADS) {
			u64 iova = iova_of(crew, page);

			if ((!round || page / THREADS % 2) &&
			    ptlu_domain_map(crew->domain, iova, phys_of(crew, page), size))
				atomic_inc(&crew->failed);
			if (page / THREADS % 2 &&
			    ptlu_domain_unmap(crew->domain, iova, size) != size)
				atomic_inc(&crew->failed);
		}
	}
}

static void test_map_and_unmap(struct kunit *test)
{
	for_each_coherence(features, ptlu_test_case(test)->target) {
		struct ptlu_target target = *ptlu_test_case(test)->target;
		struct ptlu_test_domain *td;
		struct crew crew = {};

		target.cfg.features = features;
		td = ptlu_test_domain_new(test, &target);
		crew.domain = &td->domain;
		crew.first = ptlu_target_first_half(&target).first;
		ptlu_run_workers(THREADS, work, &crew);
		KUNIT_EXPECT_EQ(test, atomic_read(&crew.failed), 0);
		for (unsigned int page = 0; page < PAGES; page++)
			KUNIT_EXPECT_EQ(test,
					ptlu_domain_iova_to_phys(&td->domain, iova_of(&crew, page)),
					page / THREADS % 2 ? 0 : phys_of(&crew, page));
		ptlu_test_teardown(test, td);
	}
}

static const struct ptlu_case race_cases[] = {
	RULE_CASE(test_map_and_unmap, ptlu_test_gen_targets, RULE_IOTLB_8),
};

PTLU_SUITE(race_suite, "ptlu-races", race_cases);
