// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several threads work on one table at the same time, in every order that a change of threads at
 * one point gives, and in many that two or more give. See machine/host/schedule.c.
 */
#include "conformance/lib/orders.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"
#include "machine/workers.h"
#include "iotlb.h"

/* What one thread does: map pages, or unmap what is mapped before. */
struct deed {
	unsigned int first, pages;	/* from the middle of the addresses on */
	bool unmap;
};

/* The threads of a test, and what became of it. */
struct crowd {
	struct ptlu_watched *w;
	const struct deed *deed;
	unsigned int next;
	int result[3];
	struct iommu_iotlb_gather gather[3];
};

static u64 iova_of(const struct crowd *crowd, const struct deed *deed)
{
	return crowd->w->base + deed->first * crowd->w->page;
}

/* A thread takes the next deed. No test may fail here, so that the threads end. */
static void act(void *arg)
{
	struct crowd *crowd = arg;
	unsigned int me = crowd->next++;
	const struct deed *deed = &crowd->deed[me];
	struct pt_iommu *table = &crowd->w->td->domain.iommu;
	u64 iova = iova_of(crowd, deed), size = deed->pages * crowd->w->page;
	u64 phys = ptlu_watched_phys(crowd->w, iova);
	size_t mapped = 0;

	if (deed->unmap) {
		iommu_iotlb_gather_init(&crowd->gather[me]);
		if (table->ops->unmap_range(table, iova, size, &crowd->gather[me]) != size)
			crowd->result[me] = -EINVAL;
		return;
	}
	crowd->result[me] = table->ops->map_range(table, iova, phys, size,
						  IOMMU_READ | IOMMU_WRITE, GFP_KERNEL, &mapped);
	/* the caller may start DMA when map returns, whatever other threads have still to do */
	if (!crowd->result[me] && !ptlu_iotlb_finds(crowd->w->iotlb, iova, phys))
		crowd->result[me] = -EFAULT;
}

static void expect_deed(struct kunit *test, struct crowd *crowd, unsigned int i)
{
	const struct deed *deed = &crowd->deed[i];
	u64 iova = iova_of(crowd, deed), size = deed->pages * crowd->w->page;
	struct ptlu_watched *w = crowd->w;

	if (crowd->result[i])
		KUNIT_FAIL_AND_ABORT(test, "thread %u at 0x%llx: %s", i, (unsigned long long)iova,
				     crowd->result[i] == -EFAULT ?
					     "the IOMMU does not find what was mapped" :
					     "an error, or not all of the range");
	if (deed->unmap) {
		iommu_iotlb_sync(&w->td->domain.domain, &crowd->gather[i]);
		ptlu_runs_remove(&w->expected, iova, iova + size - 1);
	} else {
		ptlu_iotlb_sync_map(w->iotlb, iova, size);
		ptlu_runs_add(&w->expected, iova, iova + size - 1, ptlu_watched_phys(w, iova));
	}
}

/**
 * struct order - threads, and the domain that they work on
 * @deed: one for each thread
 * @nr: number of threads
 * @features: of the domain
 */
struct order {
	const struct deed *deed;
	unsigned int nr;
	u32 features;
};

/* Run the threads once, on a fresh domain. Returns the number of points. */
static unsigned long run(struct kunit *test, const void *what, const struct ptlu_schedule *plan)
{
	const struct order *order = what;
	struct crowd crowd = {
		.w = ptlu_watch(test, ptlu_test_case(test)->target, order->features),
		.deed = order->deed,
	};

	for (unsigned int i = 0; i < order->nr; i++)
		if (order->deed[i].unmap)
			ptlu_watched_map(crowd.w, iova_of(&crowd, &order->deed[i]),
					 order->deed[i].pages * crowd.w->page);
	ptlu_schedule(plan);
	ptlu_run_workers(order->nr, act, &crowd);
	ptlu_schedule(NULL);
	for (unsigned int i = 0; i < order->nr; i++)
		expect_deed(test, &crowd, i);
	ptlu_watched_expect(crowd.w);
	ptlu_watched_free(crowd.w);
	return ptlu_schedule_points();
}

static void run_deeds(struct kunit *test, const struct deed *deed, unsigned int nr)
{
	ptlu_test_skip_in_other_builds(test);
	for_each_coherence(features, ptlu_test_case(test)->target) {
		const struct order order = { .deed = deed, .nr = nr, .features = features };

		ptlu_test_run_orders(test, run, &order, (struct ptlu_schedule){});
	}
}

/* Two maps that need the same new tables. */
static void test_map_and_map(struct kunit *test)
{
	static const struct deed deeds[] = { { 0, 1 }, { 3, 2 } };

	run_deeds(test, deeds, ARRAY_SIZE(deeds));
}

/* A map and an unmap in one leaf table. */
static void test_map_and_unmap(struct kunit *test)
{
	static const struct deed deeds[] = { { 0, 1 }, { 1, 2, true } };

	run_deeds(test, deeds, ARRAY_SIZE(deeds));
}

static void test_three_threads(struct kunit *test)
{
	static const struct deed deeds[] = { { 0, 1 }, { 1, 1, true }, { 2, 1 } };

	run_deeds(test, deeds, ARRAY_SIZE(deeds));
}

static const struct ptlu_case concurrent_cases[] = {
	RULE_CASE(test_map_and_map, ptlu_test_gen_targets, RULE_IOTLB_8),
	RULE_CASE(test_map_and_unmap, ptlu_test_gen_targets, RULE_IOTLB_8),
	RULE_CASE(test_three_threads, ptlu_test_gen_targets, RULE_IOTLB_8),
};

PTLU_SUITE(concurrent_suite, "ptlu-concurrent", concurrent_cases);
