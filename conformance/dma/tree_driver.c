// SPDX-License-Identifier: GPL-2.0-only
/* A live update of a domain that the tree's own driver of the IOMMU has allocated and attached. */
#include <linux/iommu.h>
#include <linux/kexec_handover.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include "conformance/kernel/suites.h"
#include "machine/kernel/counters.h"
#include "dma.h"

static struct dma_trip trip;
static struct iommu_domain *domain;

static bool next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault)
{
	return false;
}

/* The tree's driver takes the fault records, and leaves the addresses of interrupts alone. */
static const struct ptlu_iommu_driver tree_driver = {
	.name = PTLU_DMA_TREE_DRIVER,
	.not_translated = { 0xfee00000, 0xfeefffff },
	.incomplete = true,
	.next_fault = next_fault,
};

static struct device *device(void)
{
	return &trip.edu[0].pci->dev;
}

static const struct ptlu_core *core(void)
{
	return &trip.target->format->cores[PTLU_CORE_OURS];
}

static void alloc_domain(struct kunit *test)
{
	domain = iommu_paging_domain_alloc_flags(device(), 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(domain));
	KUNIT_ASSERT_NOT_NULL(test, iommupt_from_domain(domain));
}

static void free_domain(void)
{
	iommu_domain_free(domain);
	domain = NULL;
}

/* The tree takes such an address for one of a half: docs/findings/sign-extend-check.md */
static bool is_between_halves(u64 iova)
{
	return trip.target->va == PTLU_VA_SIGN_EXTENDED &&
	       iova > ptlu_target_lower(trip.target).last &&
	       iova < ptlu_target_upper(trip.target).first;
}

static void expect_nothing_at(struct kunit *test, u64 iova)
{
	if (ptlu_dma_is_hole(&trip, iova) && !is_between_halves(iova))
		KUNIT_EXPECT_EQ(test, iommu_iova_to_phys(domain, iova), 0);
}

/* The walk of the driver's own domain ops. */
static void expect_translations(struct kunit *test)
{
	const struct dma_handover *handover = trip.handover;

	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];
		u64 last = one->iova + one->size - 1;

		KUNIT_EXPECT_EQ(test, iommu_iova_to_phys(domain, one->iova), one->phys);
		KUNIT_EXPECT_EQ(test, iommu_iova_to_phys(domain, last), one->phys + one->size - 1);
		KUNIT_EXPECT_EQ(test, iommu_iova_to_phys(domain, ptlu_dma_iova(one)), one->page);
		expect_nothing_at(test, one->iova - 1);
		expect_nothing_at(test, last + 1);
	}
}

static void test_map(struct kunit *test)
{
	const struct dma_handover *handover = trip.handover;

	alloc_domain(test);
	KUNIT_ASSERT_EQ(test, ptlu_dma_plan_mappings(&trip, domain->pgsize_bitmap), 0);
	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];

		KUNIT_ASSERT_EQ(test, iommu_map(domain, one->iova, one->phys, one->size,
						IOMMU_READ | IOMMU_WRITE, GFP_KERNEL), 0);
	}
	expect_translations(test);
}

static void test_dma(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, iommu_attach_device(domain, device()), 0);
	pci_set_master(trip.edu[0].pci);
	ptlu_dma_expect_all(test, &trip, 0);
}

static void test_preserve(struct kunit *test)
{
	struct dma_handover *handover = trip.handover;

	KUNIT_ASSERT_EQ(test, core()->preserve(iommupt_from_domain(domain), &handover->ser[0]), 0);
	ptlu_dma_expect_all(test, &trip, 0);
	handover->magic = DMA_MAGIC;
	KUNIT_ASSERT_EQ(test, kho_add_subtree(DMA_SUBTREE, handover, sizeof(*handover)), 0);
}

/* Page counters of the next kernel, after the driver has allocated all that it keeps. */
static unsigned long iommu_pages, secondary_pagetable;

static void test_retrieve(struct kunit *test)
{
	phys_addr_t phys;
	size_t size;

	KUNIT_ASSERT_EQ(test, kho_retrieve_subtree(DMA_SUBTREE, &phys, &size), 0);
	KUNIT_ASSERT_EQ(test, size, sizeof(*trip.handover));
	trip.handover = phys_to_virt(phys);
	KUNIT_ASSERT_EQ(test, trip.handover->magic, DMA_MAGIC);
	trip.target = ptlu_find_target(trip.handover->target);
	KUNIT_ASSERT_NOT_NULL(test, trip.target);
	KUNIT_ASSERT_EQ(test, ptlu_edu_open(&trip.edu[0], NULL), 0);
	trip.iommu.driver = &tree_driver;
	alloc_domain(test);
	KUNIT_ASSERT_EQ(test, iommu_attach_device(domain, device()), 0);
	iommu_detach_device(domain, device());
	free_domain();
	iommu_pages = ptlu_node_total(NR_IOMMU_PAGES);
	secondary_pagetable = ptlu_node_total(NR_SECONDARY_PAGETABLE);
}

/*
 * The core restores into tables of the format that it is compiled with. The driver has its own
 * copy, from the same source: its domain gets the ops of the core's.
 */
static void test_restore(struct kunit *test)
{
	struct ptlu_domain *ours = kzalloc(sizeof(*ours), GFP_KERNEL);
	struct pt_iommu *table;

	KUNIT_ASSERT_NOT_NULL(test, ours);
	KUNIT_ASSERT_EQ(test, ptlu_domain_init(ours, trip.target, NULL), 0);
	alloc_domain(test);
	table = iommupt_from_domain(domain);
	table->ops = ours->iommu.ops;
	ptlu_domain_deinit(ours);
	kfree(ours);
	KUNIT_ASSERT_EQ(test, core()->restore(table, &trip.handover->ser[0]), 0);
	expect_translations(test);
}

static void test_tear_down(struct kunit *test)
{
	iommu_detach_device(domain, device());
	free_domain();
	KUNIT_EXPECT_EQ(test, ptlu_node_total(NR_IOMMU_PAGES), iommu_pages);
	KUNIT_EXPECT_EQ(test, ptlu_node_total(NR_SECONDARY_PAGETABLE), secondary_pagetable);
}

static int begin_test(struct kunit *test)
{
	return trip.failed ? -ECANCELED : 0;
}

static void end_test(struct kunit *test)
{
	trip.failed |= test->status == KUNIT_FAILURE;
}

static struct kunit_case old_kernel_cases[] = {
	KUNIT_CASE(test_map),
	KUNIT_CASE(test_dma),
	KUNIT_CASE(test_preserve),
	{},
};

static struct kunit_suite old_kernel_suite = {
	.name = "ptlu-dma-driver-old-kernel",
	.test_cases = old_kernel_cases,
	.init = begin_test,
	.exit = end_test,
};

static struct kunit_case next_kernel_cases[] = {
	KUNIT_CASE(test_retrieve),
	KUNIT_CASE(test_restore),
	KUNIT_CASE(test_dma),
	KUNIT_CASE(test_tear_down),
	{},
};

static struct kunit_suite next_kernel_suite = {
	.name = "ptlu-dma-driver-next-kernel",
	.test_cases = next_kernel_cases,
	.init = begin_test,
	.exit = end_test,
};

/**
 * ptlu_dma_driver_old_kernel() - let a device do DMA by the tree's driver, and preserve its domain
 * @plan: what to do
 *
 * Prints KTAP. The kexec follows; the tables stay preserved, so ptlu cannot be unloaded.
 *
 * Context: may sleep, for minutes.
 * Return: 0, -EBUSY if it was called before, -ENOENT if there is no such target, -EBADMSG if a test
 *	failed, or an error of ptlu_edu_open() or KHO.
 */
int ptlu_dma_driver_old_kernel(const struct dma_plan *plan)
{
	struct dma_handover *handover;
	int ret;

	if (trip.handover)
		return -EBUSY;
	trip.target = ptlu_find_target(plan->target);
	if (!trip.target)
		return -ENOENT;
	handover = kho_alloc_preserve(sizeof(*handover));
	if (IS_ERR(handover))
		return PTR_ERR(handover);
	trip.handover = handover;
	handover->input_bits = plan->input_bits;
	strscpy(handover->target, plan->target);
	trip.iommu.driver = &tree_driver;
	ret = ptlu_edu_open(&trip.edu[0], NULL);
	if (ret) {
		ptlu_dma_forget(&trip, false);
		return ret;
	}
	__module_get(THIS_MODULE);
	ptlu_seed_random(plan->seed);
	return ptlu_suites_run_one(&old_kernel_suite);
}

/**
 * ptlu_dma_driver_next_kernel() - restore into a domain of the tree's driver, and do DMA
 *
 * Prints KTAP.
 *
 * Context: may sleep, for minutes.
 * Return: 0, or -EBADMSG if a test failed.
 */
int ptlu_dma_driver_next_kernel(void)
{
	int ret = ptlu_suites_run_one(&next_kernel_suite);

	if (!ret)
		ptlu_dma_forget(&trip, true);
	return ret;
}
