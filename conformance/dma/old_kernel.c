// SPDX-License-Identifier: GPL-2.0-only
/* The old kernel: devices do DMA through domains, which are preserved with the IOMMU left on. */
#include <linux/kexec_handover.h>
#include <linux/module.h>
#include <linux/pci.h>
#include "conformance/kernel/suites.h"
#include "dma.h"

static struct dma_trip trip;

/* A domain for each device, with the same mappings and tables of its own. */
static void test_build(struct kunit *test)
{
	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		struct ptlu_test_domain *td = kvzalloc(sizeof(*td), GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, td);
		trip.td[i] = td;
		td->domain.target = trip.target;
		ptlu_test_domain_init(test, td);
		if (!i)
			KUNIT_ASSERT_EQ(test, ptlu_dma_plan_mappings(&trip,
						td->domain.domain.pgsize_bitmap &
						~trip.iommu.driver->lacks_leaf_sizes), 0);
		ptlu_dma_fill_in_mappings(&trip, td);
		ptlu_test_map_planned(test, td, 0);
		ptlu_test_expect_translations(test, td);
	}
	kunit_info(test, "%u mappings\n", trip.handover->nr_mappings);
}

/* Every leaf has the size that was planned, so that the hardware reads leaves of all sizes. */
static void test_leaf_sizes(struct kunit *test)
{
	const struct dma_handover *handover = trip.handover;

	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];
		struct ptlu_walker_result result =
			ptlu_walker_translate(&trip.td[0]->walker, one->iova);

		KUNIT_EXPECT_EQ(test, 1ULL << result.page_lg2, one->size);
	}
}

static void test_attach(struct kunit *test)
{
	const struct ptlu_iommu_driver *driver = trip.iommu.driver;

	KUNIT_ASSERT_EQ(test, driver->enable(&trip.iommu), 0);
	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		struct ptlu_walker walker = ptlu_dma_walker_of(&trip, i);
		struct ptlu_iommu_table table = ptlu_dma_table_of(&walker, trip.target);

		pci_set_master(trip.edu[i].pci);
		KUNIT_ASSERT_EQ(test, driver->attach(&trip.iommu, ptlu_edu_requester(&trip.edu[i]),
						     &table), 0);
	}
}

static void test_dma(struct kunit *test)
{
	ptlu_dma_expect_all(test, &trip, 0);
}

/* The devices of the mistakes reach all pages too, before these are planted. */
static void test_other_devices(struct kunit *test)
{
	for (unsigned int i = 1; i < DMA_DEVICES; i++) {
		for (unsigned int m = 0; m < trip.handover->nr_mappings; m++) {
			const char *why = ptlu_dma_read(&trip, i, m);

			if (why)
				KUNIT_FAIL(test, "device %u: %s", i, why);
		}
	}
}

static void test_detached(struct kunit *test)
{
	const struct ptlu_iommu_driver *driver = trip.iommu.driver;
	u16 device = ptlu_edu_requester(&trip.edu[0]);
	struct ptlu_walker walker = ptlu_dma_walker_of(&trip, 0);
	struct ptlu_iommu_table table = ptlu_dma_table_of(&walker, trip.target);
	u64 iova = ptlu_dma_iova(&trip.handover->mapping[0]);
	const char *why;

	KUNIT_ASSERT_EQ(test, driver->detach(&trip.iommu, device), 0);
	why = ptlu_dma_expect_fault(&trip, 0, iova, PTLU_FAULT_DEVICE);
	if (why)
		KUNIT_FAIL(test, "%s", why);
	KUNIT_ASSERT_EQ(test, driver->attach(&trip.iommu, device, &table), 0);
	why = ptlu_dma_expect_nothing_read(&trip, 0, iova);
	if (why)
		KUNIT_FAIL(test, "%s", why);
}

static void test_preserve(struct kunit *test)
{
	struct dma_handover *handover = trip.handover;

	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		ptlu_test_preserve(test, trip.td[i]);
		handover->ser[i] = trip.td[i]->ser;
	}
	/* what a preserve must not change */
	ptlu_dma_expect_all(test, &trip, 0);
	for (unsigned int i = 1; i < DMA_DEVICES; i++)
		KUNIT_ASSERT_EQ(test, ptlu_dma_plant(&trip, i), 0);
	handover->memory = trip.iommu.memory;
	handover->magic = DMA_MAGIC;
	KUNIT_ASSERT_EQ(test, kho_add_subtree(DMA_SUBTREE, handover, sizeof(*handover)), 0);
}

static struct kunit_case old_kernel_cases[] = {
	KUNIT_CASE(test_build),
	KUNIT_CASE(test_leaf_sizes),
	KUNIT_CASE(test_attach),
	KUNIT_CASE(test_dma),
	KUNIT_CASE(test_other_devices),
	KUNIT_CASE(test_detached),
	KUNIT_CASE(test_preserve),
	{},
};

static int begin_test(struct kunit *test)
{
	return trip.failed ? -ECANCELED : 0;
}

static void end_test(struct kunit *test)
{
	trip.failed |= test->status == KUNIT_FAILURE;
}

static struct kunit_suite old_kernel_suite = {
	.name = "ptlu-dma-old-kernel",
	.test_cases = old_kernel_cases,
	.init = begin_test,
	.exit = end_test,
};

static int begin(const struct dma_plan *plan)
{
	struct dma_handover *handover = kho_alloc_preserve(sizeof(*handover));
	void *empty_table;

	if (IS_ERR(handover))
		return PTR_ERR(handover);
	trip.handover = handover;
	/* as large as the largest top */
	empty_table = kho_alloc_preserve(SZ_64K);
	if (IS_ERR(empty_table))
		return PTR_ERR(empty_table);
	handover->empty_table = virt_to_phys(empty_table);
	handover->input_bits = plan->input_bits;
	strscpy(handover->target, plan->target);
	strscpy(handover->iommu, plan->iommu);
	trip.target = ptlu_find_target(plan->target);
	if (!trip.target)
		return -ENOENT;
	if (handover->input_bits < 64 && ptlu_target_has_upper(trip.target))
		return -EINVAL;
	return ptlu_dma_find_hardware(&trip);
}

/**
 * ptlu_dma_old_kernel() - let devices do DMA, and preserve all that they need for it
 * @plan: what to do
 *
 * Prints KTAP. The kexec follows, or ptlu_dma_kexec(); the IOMMU stays on, so ptlu cannot be
 * unloaded.
 *
 * Context: may sleep, for minutes.
 * Return: 0, -EBUSY if it was called before, -ENOENT if there is no such target or driver,
 *	-EINVAL if the target has upper addresses and the hardware is to translate fewer,
 *	-EBADMSG if a test failed, or an error of ptlu_iommu_find(), ptlu_edu_open() or KHO.
 */
int ptlu_dma_old_kernel(const struct dma_plan *plan)
{
	int ret;

	if (trip.handover)
		return -EBUSY;
	ret = begin(plan);
	if (ret) {
		ptlu_dma_forget(&trip, false);
		return ret;
	}
	__module_get(THIS_MODULE);
	ptlu_seed_random(plan->seed);
	if (plan->in_place)
		ptlu_watch_begin();
	return ptlu_suites_run_one(&old_kernel_suite);
}

/**
 * ptlu_dma_kexec() - simulate the kexec, after ptlu_dma_old_kernel() with @in_place
 *
 * Context: may sleep.
 * Return: 0, or -EINVAL if nothing was preserved for it.
 */
int ptlu_dma_kexec(void)
{
	if (!trip.handover || trip.failed || !ptlu_is_watching())
		return -EINVAL;
	ptlu_dma_kexec_in_place(&trip);
	return 0;
}
