// SPDX-License-Identifier: GPL-2.0-only
/* The next kernel: devices still do DMA through the preserved tables, before and after restore. */
#include <linux/kexec_handover.h>
#include <linux/pci.h>
#include <linux/vmstat.h>
#include "conformance/kernel/suites.h"
#include "machine/kernel/counters.h"
#include "dma.h"

static struct dma_trip trip;

/* Page counters of this kernel before it has a domain. */
static unsigned long iommu_pages, secondary_pagetable;

static struct dma_handover *retrieve(struct kunit *test)
{
	phys_addr_t phys;
	size_t size;

	KUNIT_ASSERT_TRUE(test, is_kho_boot());
	KUNIT_ASSERT_EQ(test, kho_retrieve_subtree(DMA_SUBTREE, &phys, &size), 0);
	KUNIT_ASSERT_EQ(test, size, sizeof(*trip.handover));
	return phys_to_virt(phys);
}

static void test_retrieve(struct kunit *test)
{
	trip.handover = ptlu_dma_handed_over_in_place() ?: retrieve(test);
	KUNIT_ASSERT_EQ(test, trip.handover->magic, DMA_MAGIC);
	trip.target = ptlu_find_target(trip.handover->target);
	KUNIT_ASSERT_NOT_NULL(test, trip.target);
	trip.iommu.memory = trip.handover->memory;
	KUNIT_ASSERT_EQ(test, ptlu_dma_find_hardware(&trip), 0);
	iommu_pages = ptlu_node_total(NR_IOMMU_PAGES);
	secondary_pagetable = ptlu_node_total(NR_SECONDARY_PAGETABLE);
}

/* The hardware was not reset, and what it has cached is dropped. */
static void test_still_on(struct kunit *test)
{
	const struct ptlu_iommu_driver *driver = trip.iommu.driver;

	KUNIT_ASSERT_EQ(test, driver->adopt(&trip.iommu), 0);
	KUNIT_ASSERT_EQ(test, driver->invalidate(&trip.iommu), 0);
}

/* Linux switches bus mastering off before a kexec; until it is on again a device does no DMA. */
static void test_bus_mastering(struct kunit *test)
{
	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		KUNIT_EXPECT_FALSE(test, ptlu_edu_is_bus_master(&trip.edu[i]));
		if (!i)
			KUNIT_EXPECT_NOT_NULL(test, ptlu_dma_read(&trip, i, 0));
		pci_set_master(trip.edu[i].pci);
		KUNIT_EXPECT_TRUE(test, ptlu_edu_is_bus_master(&trip.edu[i]));
	}
}

/* As an entry it is present in no format, so a table that is lost translates nothing. */
#define PATTERN		0x58
/* Memory that the kernel keeps for itself meanwhile. */
#define KEPT_PAGES	(SZ_16M / PAGE_SIZE)
/* Single pages that are filled before larger blocks: those of lost tables are among them. */
#define SINGLE_PAGES	(SZ_64M / PAGE_SIZE)

static unsigned long fill(struct list_head *pages, unsigned int order, unsigned long most)
{
	const gfp_t gfp = GFP_HIGHUSER_MOVABLE | __GFP_NORETRY | __GFP_NOWARN;
	unsigned long filled = 0;

	while (filled < most &&
	       global_zone_page_state(NR_FREE_PAGES) > KEPT_PAGES + (1UL << order)) {
		struct page *page = alloc_pages(gfp, order);

		if (!page)
			break;
		memset(page_address(page), PATTERN, PAGE_SIZE << order);
		set_page_private(page, order);
		list_add(&page->lru, pages);
		filled += 1UL << order;
	}
	return filled;
}

/* Allocate, fill and free all memory, as a kernel does over time. */
static void test_reuse_memory(struct kunit *test)
{
	struct page *page, *next;
	unsigned long filled;
	LIST_HEAD(pages);

	filled = fill(&pages, 0, SINGLE_PAGES);
	for (int order = MAX_PAGE_ORDER; order >= 0; order--)
		filled += fill(&pages, order, ULONG_MAX);
	list_for_each_entry_safe(page, next, &pages, lru) {
		list_del(&page->lru);
		__free_pages(page, page_private(page));
	}
	kunit_info(test, "%lu MiB filled\n", filled * PAGE_SIZE / SZ_1M);
	KUNIT_EXPECT_GT(test, filled, 0);
}

static void test_dma_before_restore(struct kunit *test)
{
	ptlu_dma_expect_all(test, &trip, 0);
}

/* The serialized state of a domain, as the hardware is programmed by it. */
static struct ptlu_walker walker_of_state(const struct ptlu_domain_ser *ser)
{
	struct ptlu_walker walker = ptlu_dma_walker_of(&trip, 0);

	walker.config.root = ser->top_phys;
	walker.config.levels = ser->top_level + 1;
	return walker;
}

static void test_init_domain(struct kunit *test)
{
	struct ptlu_test_domain *td = kvzalloc(sizeof(*td), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, td);
	trip.td[0] = td;
	td->domain.target = trip.target;
	td->ser = trip.handover->ser[0];
	ptlu_dma_fill_in_mappings(&trip, td);
	ptlu_test_domain_init(test, td);
}

static const void *next_mistake(struct kunit *test, const void *prev, char *desc)
{
	const char *const *name =
		prev ? (const char *const *)prev + 1 : ptlu_dma_mistake_names + 1;

	if (name == ptlu_dma_mistake_names + DMA_DEVICES)
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", *name);
	return name;
}

/*
 * What the hardware finds wrong is what the reference walker finds wrong. Devices only read, for
 * what they would write to is not known.
 */
static void test_hardware_notices(struct kunit *test)
{
	const char *const *name = test->param_value;
	unsigned int device = name - ptlu_dma_mistake_names, wrong = 0;
	struct ptlu_walker walker = walker_of_state(&trip.handover->ser[device].ours);
	struct ptlu_iommu_table table = ptlu_dma_table_of(&walker, trip.target);

	/*
	 * In the key of the IOTLB of QEMU's AMD IOMMU upper address bits overlap the device: one
	 * with a mistake could hit an entry of the device with the right tables.
	 */
	KUNIT_ASSERT_EQ(test, trip.iommu.driver->invalidate(&trip.iommu), 0);
	/* the others are in memory that the hardware reads already */
	if (device == DMA_WRONG_TOP)
		KUNIT_ASSERT_EQ(test, trip.iommu.driver->attach(&trip.iommu,
					ptlu_edu_requester(&trip.edu[device]), &table), 0);
	for (unsigned int i = 0; i < trip.handover->nr_mappings; i++) {
		const char *why = ptlu_dma_read(&trip, device, i);

		if (why && !wrong++)
			kunit_info(test, "%s\n", why);
	}
	KUNIT_EXPECT_GT(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, wrong, ptlu_dma_oracle_finds_wrong(&trip, &walker));
	kunit_info(test, "%u of %u pages are wrong\n", wrong, trip.handover->nr_mappings);
}

/* iova_to_phys() and the reference walker find what was mapped, and nothing else. */
static void test_restore(struct kunit *test)
{
	ptlu_test_restore(test, trip.td[0]);
	ptlu_test_expect_translations(test, trip.td[0]);
}

static void test_dma_after_restore(struct kunit *test)
{
	ptlu_dma_expect_all(test, &trip, 0);
}

/* As a driver that programs the hardware anew, from the restored domain. */
static void test_attach_again(struct kunit *test)
{
	struct ptlu_walker walker = ptlu_dma_walker_of(&trip, 0);
	struct ptlu_iommu_table table = ptlu_dma_table_of(&walker, trip.target);

	KUNIT_ASSERT_EQ(test, trip.iommu.driver->attach(&trip.iommu,
				ptlu_edu_requester(&trip.edu[0]), &table), 0);
	ptlu_dma_expect_all(test, &trip, 0);
}

static void expect_blocked(struct kunit *test)
{
	for (unsigned int i = 0; i < trip.handover->nr_mappings; i++) {
		u64 iova = ptlu_dma_iova(&trip.handover->mapping[i]);
		const char *why = ptlu_dma_expect_fault(&trip, 0, iova, PTLU_FAULT_DEVICE);

		if (why)
			KUNIT_FAIL(test, "%s", why);
	}
}

static void test_detach(struct kunit *test)
{
	for (unsigned int i = 0; i < DMA_DEVICES; i++)
		KUNIT_ASSERT_EQ(test, trip.iommu.driver->detach(&trip.iommu,
					ptlu_edu_requester(&trip.edu[i])), 0);
	expect_blocked(test);
}

static void test_tear_down(struct kunit *test)
{
	ptlu_test_teardown(test, trip.td[0]);
	KUNIT_EXPECT_EQ(test, ptlu_node_total(NR_IOMMU_PAGES), iommu_pages);
	KUNIT_EXPECT_EQ(test, ptlu_node_total(NR_SECONDARY_PAGETABLE), secondary_pagetable);
	expect_blocked(test);
}

static struct kunit_case next_kernel_cases[] = {
	KUNIT_CASE(test_retrieve),
	KUNIT_CASE(test_still_on),
	KUNIT_CASE(test_bus_mastering),
	KUNIT_CASE(test_reuse_memory),
	KUNIT_CASE(test_dma_before_restore),
	KUNIT_CASE(test_init_domain),
	KUNIT_CASE_PARAM(test_hardware_notices, next_mistake),
	KUNIT_CASE(test_restore),
	KUNIT_CASE(test_dma_after_restore),
	KUNIT_CASE(test_attach_again),
	KUNIT_CASE(test_detach),
	KUNIT_CASE(test_tear_down),
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

static struct kunit_suite next_kernel_suite = {
	.name = "ptlu-dma-next-kernel",
	.test_cases = next_kernel_cases,
	.init = begin_test,
	.exit = end_test,
};

/**
 * ptlu_dma_next_kernel() - let devices do DMA before restore and after it, and free everything
 *
 * Prints KTAP. What a mistake was planted into stays reserved.
 *
 * Context: may sleep, for minutes.
 * Return: 0, or -EBADMSG if a test failed.
 */
int ptlu_dma_next_kernel(void)
{
	int ret = ptlu_suites_run_one(&next_kernel_suite);

	if (ret)
		return ret;
	if (ptlu_dma_handed_over_in_place())
		ptlu_dma_forget_in_place(&trip);
	else
		ptlu_dma_forget(&trip, true);
	return 0;
}
