// SPDX-License-Identifier: GPL-2.0-only
/*
 * KHO itself, one page at a time and in batches: what is registered is handed over once with its
 * order, and nothing else; what cannot be registered leaves everything as it was.
 */
#include <stdlib.h>
#include <linux/kexec_handover.h>
#include <linux/kho/abi/kexec_metadata.h>
#include <linux/memblock.h>
#include <linux/random.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/trouble.h"
#include "machine/machine.h"
#include "proposals/kho_batch/kho_batch.h"

#define PAGES	1300
#define ORDERS	4
/* kho_batch.c releases the lock after as many pages. */
#define RELAX	512

enum how { SINGLE, BATCH, SHARED, NR_WAYS };

static struct kept {
	phys_addr_t phys;
	unsigned int order;
	bool registered;
	unsigned int found;
} kept[PAGES];

static struct kept *kept_at(phys_addr_t phys)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (kept[i].phys == phys)
			return &kept[i];
	return NULL;
}

static unsigned int others;

static void note_found(phys_addr_t phys, unsigned int order, void *arg)
{
	struct kept *one = kept_at(phys);

	(void)arg;
	if (one && one->order == order)
		one->found++;
	else
		others++;
}

/* KHO has what is registered, each page once and with its order, and @before others. */
static void expect_registered(struct kunit *test, unsigned int before)
{
	others = 0;
	for (unsigned int i = 0; i < PAGES; i++)
		kept[i].found = 0;
	ptlu_for_each_preserved(note_found, NULL);
	KUNIT_EXPECT_EQ(test, others, before);
	for (unsigned int i = 0; i < PAGES; i++)
		KUNIT_ASSERT_EQ(test, kept[i].found, kept[i].registered);
}

static int preserve(enum how how, struct kho_batch *batch, const struct kept *one)
{
	if (how == SINGLE)
		return kho_preserve_folio(page_folio(pfn_to_page(PHYS_PFN(one->phys))));
	return kho_batch_preserve(batch, one->phys, one->order);
}

static void unpreserve(enum how how, struct kho_batch *batch, const struct kept *one)
{
	if (how == SINGLE)
		kho_unpreserve_folio(page_folio(pfn_to_page(PHYS_PFN(one->phys))));
	else
		kho_batch_unpreserve(batch, one->phys, one->order);
}

/* All of them, or with @every one of so many; a shared batch does every other one. */
static void register_all(struct kunit *test, enum how how, unsigned int every)
{
	struct kho_batch first, second;
	unsigned int nr = 0;

	if (how != SINGLE)
		kho_batch_begin(&first);
	if (how == SHARED)
		kho_batch_share(&second, &first);
	for (unsigned int i = 0; i < PAGES; i += every) {
		struct kho_batch *batch = how == SHARED && i % 2 ? &second : &first;

		KUNIT_ASSERT_EQ(test, preserve(how, batch, &kept[i]), 0);
		kept[i].registered = true;
		nr++;
	}
	if (how == SHARED)
		kho_batch_leave(&second);
	if (how == BATCH)
		KUNIT_EXPECT_EQ(test, first.nr, nr % RELAX);
	if (how != SINGLE)
		kho_batch_end(&first);
}

static void unregister(struct kunit *test, enum how how, unsigned int every)
{
	struct kho_batch batch;
	unsigned int nr = 0;

	if (how != SINGLE)
		kho_batch_begin(&batch);
	for (unsigned int i = 0; i < PAGES; i += every) {
		unpreserve(how, &batch, &kept[i]);
		kept[i].registered = false;
		nr++;
	}
	if (how == SINGLE)
		return;
	/* it counts here, too, and releases the lock for other callers */
	KUNIT_EXPECT_EQ(test, batch.nr, nr % RELAX);
	kho_batch_end(&batch);
}

static struct folio *restore(enum how how, struct kho_restored *restored, phys_addr_t phys)
{
	return how == SINGLE ? kho_restore_folio(phys) : kho_batch_restore(restored, phys);
}

/*
 * Each registered page is restored once. An address that was not registered, that is within a
 * registered page, or that is not memory is rejected.
 */
static void restore_all(struct kunit *test, enum how how)
{
	struct kho_restored restored = {};
	char text[1024], want[32];

	ptlu_expect_warn("kexec_handover.c kho_batch.c");
	KUNIT_EXPECT_NULL(test, restore(how, &restored, PFN_PHYS(ptlu_end_pfn)));
	/* neighbours before and after a page */
	for (unsigned int i = 0; i < PAGES; i++) {
		const struct kept *one = &kept[i * 7 % PAGES];
		struct folio *folio = restore(how, &restored, one->phys);

		if (!one->registered) {
			KUNIT_ASSERT_NULL(test, folio);
			continue;
		}
		KUNIT_ASSERT_NOT_NULL(test, folio);
		KUNIT_EXPECT_EQ(test, PFN_PHYS(folio_pfn(folio)), one->phys);
		KUNIT_EXPECT_EQ(test, folio_order(folio), one->order);
		KUNIT_EXPECT_EQ(test, page_count(&folio->page), 1);
		for (unsigned int n = 1; n < 1U << one->order; n++) {
			KUNIT_EXPECT_EQ(test, atomic_read(&(&folio->page + n)->_refcount), 0);
			KUNIT_EXPECT_PTR_EQ(test, page_folio(&folio->page + n), folio);
		}
		ptlu_describe_page(one->phys, text, sizeof(text));
		snprintf(want, sizeof(want), "restored, order %u", one->order);
		KUNIT_EXPECT_NOT_NULL(test, strstr(text, want));
		KUNIT_EXPECT_NULL(test, restore(how, &restored, one->phys));
		if (one->order)
			KUNIT_EXPECT_NULL(test, restore(how, &restored, one->phys + PAGE_SIZE));
	}
	kho_batch_restored(&restored);
	for (unsigned int i = 0; i < ARRAY_SIZE(restored.zone); i++)
		KUNIT_EXPECT_EQ(test, restored.zone[i].nr, 0);
	ptlu_expect_warn(NULL);
}

static void hand_over(struct kunit *test, enum how how)
{
	unsigned long before = ptlu_nr_preserved(), frames = 0, in_use;

	for (unsigned int i = 0; i < PAGES; i++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, get_random_u32_below(ORDERS));

		KUNIT_ASSERT_NOT_NULL(test, folio);
		kept[i] = (struct kept){ PFN_PHYS(folio_pfn(folio)), folio_order(folio) };
	}
	register_all(test, how, 1);
	expect_registered(test, before);
	unregister(test, how, 3);
	expect_registered(test, before);
	register_all(test, how, 6);
	/* again changes nothing */
	register_all(test, how, 6);
	expect_registered(test, before);
	for (unsigned int i = 0; i < PAGES; i++)
		frames += kept[i].registered ? 1UL << kept[i].order : 0;
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	KUNIT_EXPECT_GE(test, ptlu_frames(PTLU_FRAME_PRESERVED), frames);
	restore_all(test, how);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use + frames);
	KUNIT_EXPECT_EQ(test, ptlu_wrong_zones(), 0);
	for (unsigned int i = 0; i < PAGES; i++) {
		struct page *page = pfn_to_page(PHYS_PFN(kept[i].phys));

		if (!kept[i].registered)
			continue;
		KUNIT_EXPECT_EQ(test, atomic_read(&page->_refcount), 1);
		folio_put(page_folio(page));
	}
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
}

static void test_handed_over(struct kunit *test)
{
	for (unsigned int round = 0; round < 2 * NR_WAYS; round++) {
		struct ptlu_machine machine;

		ptlu_test_boot_small(test, 1 + round / 2);
		machine = *ptlu_this_machine();
		machine.placement = round % 2 ? PTLU_SEQUENTIAL : PTLU_SHUFFLED;
		KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
		hand_over(test, round / 2);
	}
}

/* No page of this order is registered, so KHO's tree has none of its nodes. */
#define NEW_ORDER	5

/* The @n-th allocation of the registration fails. Returns false if there are not as many. */
static bool register_without_memory(struct kunit *test, enum how how, unsigned int n)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, NEW_ORDER);
	const struct kept one = { PFN_PHYS(folio_pfn(folio)), NEW_ORDER };
	unsigned long before = ptlu_nr_preserved(), in_use = ptlu_frames_in_use(0);
	struct kho_batch first, second, *batch = how == SHARED ? &second : &first;
	bool failed;
	int ret;

	if (how != SINGLE)
		kho_batch_begin(&first);
	ptlu_fail_nth_alloc(n);
	if (how == SHARED)
		kho_batch_share(&second, &first);
	ret = preserve(how, batch, &one);
	failed = ptlu_alloc_failed();
	ptlu_fail_nth_alloc(0);
	KUNIT_EXPECT_EQ(test, ret, failed ? -ENOMEM : 0);
	if (how == SINGLE && failed)
		KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	/* it can be registered then, but not in a batch that has no root */
	if (how == SHARED && !batch->root)
		batch = &first;
	if (failed)
		KUNIT_EXPECT_EQ(test, preserve(how, batch, &one), 0);
	if (how == SHARED)
		kho_batch_leave(&second);
	if (how != SINGLE)
		kho_batch_end(&first);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before + 1);
	unpreserve(SINGLE, NULL, &one);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before);
	folio_put(folio);
	return failed;
}

/* The n-th node of KHO's tree cannot be allocated, for every n. */
static void test_no_memory(struct kunit *test)
{
	for (enum how how = 0; how < NR_WAYS; how++) {
		unsigned int n = 0;

		do {
			ptlu_test_boot_small(test, 0);
			n++;
		} while (register_without_memory(test, how, n));
		KUNIT_EXPECT_GE(test, n, 3);
	}
}

/*
 * kho_scratch= of machine/host/kho.c, with memblock's one node. KHO rounds each area up: to a
 * multiple of @align bytes.
 */
static u64 scratch_bytes(u64 align)
{
	const u64 global = max_t(u64, ptlu_this_machine()->size / 16, SZ_8M);

	return 2 * ALIGN(SZ_4M, align) + ALIGN(global, align);
}

/* The next kernel boots in scratch memory, so nothing in it can be registered. */
static void test_scratch_is_rejected(struct kunit *test)
{
	unsigned long before, rejected[2] = {};
	struct kho_batch batch;
	char text[1024];

	ptlu_test_boot_small(test, 0);
	before = ptlu_nr_preserved();
	ptlu_expect_warn("kexec_handover.c kho_batch.c");
	for (unsigned long pfn = ptlu_first_pfn; pfn < ptlu_end_pfn; pfn++) {
		struct kept one = { .phys = PFN_PHYS(pfn) };

		ptlu_describe_page(one.phys, text, sizeof(text));
		if (!strstr(text, ", reserved") && !strstr(text, ", free"))
			continue;
		for (enum how how = SINGLE; how <= BATCH; how++) {
			int ret;

			if (how == BATCH)
				kho_batch_begin(&batch);
			ret = preserve(how, &batch, &one);
			if (!ret)
				unpreserve(how, &batch, &one);
			if (how == BATCH)
				kho_batch_end(&batch);
			KUNIT_ASSERT_TRUE(test, !ret || ret == -EINVAL);
			rejected[how] += !!ret;
		}
	}
	ptlu_expect_warn(NULL);
	/* trees differ in what they round to; with 4k pages all areas are multiples of it */
	KUNIT_EXPECT_GE(test, rejected[SINGLE] * PAGE_SIZE, scratch_bytes(PAGE_SIZE));
	KUNIT_EXPECT_LE(test, rejected[SINGLE] * PAGE_SIZE,
			scratch_bytes(PAGE_SIZE * MAX_ORDER_NR_PAGES));
	KUNIT_EXPECT_EQ(test, rejected[BATCH], rejected[SINGLE]);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before);
}

/* What was never registered cannot be unregistered, which is a warning. */
static void test_never_registered(struct kunit *test)
{
	const struct ptlu_error_ops *runner;
	struct folio *folio;
	struct kho_batch batch;
	unsigned int warnings;
	unsigned long before;
	struct kept one;

	ptlu_test_boot_small(test, 0);
	before = ptlu_nr_preserved();
	folio = folio_alloc(GFP_KERNEL, NEW_ORDER);
	one = (struct kept){ PFN_PHYS(folio_pfn(folio)), NEW_ORDER };
	runner = ptlu_test_hear();
	warnings = ptlu_test_heard.warnings;
	unpreserve(SINGLE, NULL, &one);
	KUNIT_EXPECT_EQ(test, ptlu_test_heard.warnings, warnings + 1);
	kho_batch_begin(&batch);
	unpreserve(BATCH, &batch, &one);
	kho_batch_end(&batch);
	ptlu_set_error_ops(runner);
	KUNIT_EXPECT_EQ(test, ptlu_test_heard.warnings, warnings + 2);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before);
	folio_put(folio);
}

static void find_metadata(phys_addr_t phys, unsigned int order, void *arg)
{
	const struct kho_kexec_metadata *metadata = phys_to_virt(phys);

	(void)order;
	if (metadata->version == KHO_KEXEC_METADATA_VERSION &&
	    !strcmp(metadata->previous_release, init_uts_ns.name.release))
		*(const struct kho_kexec_metadata **)arg = metadata;
}

/* The metadata that a kernel hands over contain the number of kexecs. */
static void test_kexecs_are_counted(struct kunit *test)
{
	for (unsigned int boot = 0; boot < 2; boot++) {
		ptlu_test_boot_small(test, 0);
		for (unsigned int count = 1; count < 4; count++) {
			const struct kho_kexec_metadata *metadata = NULL;

			ptlu_for_each_preserved(find_metadata, &metadata);
			KUNIT_ASSERT_NOT_NULL(test, metadata);
			KUNIT_EXPECT_EQ(test, metadata->kexec_count, count);
			ptlu_kexec();
		}
	}
}

/* KHO gives early boot all of memory in which nothing is preserved, a block at a time. */
#define BLOCK	SZ_1G

static bool is_scratch(u64 phys)
{
	const struct memblock_type *memory = &memblock.memory;

	for (unsigned long i = 0; i < memory->cnt; i++) {
		const struct memblock_region *region = &memory->regions[i];

		if (region->base <= phys && phys - region->base < region->size)
			return region->flags & MEMBLOCK_KHO_SCRATCH;
	}
	return false;
}

/* What is allocated next is beyond an address. */
static void use_memory_below(u64 phys)
{
	for (int order = MAX_PAGE_ORDER; order >= 0; order -= MAX_PAGE_ORDER)
		while (PFN_PHYS(folio_pfn(folio_alloc(GFP_KERNEL, order))) < phys)
			;
}

static void test_scratch_is_extended(struct kunit *test)
{
	/* pages of the kernel itself, nodes of KHO's tree, two blocks at once, a last page */
	static const bool busy[] = { true, false, true, false, true, true, false, true, false };
	const struct ptlu_machine runners = *ptlu_this_machine();
	struct ptlu_machine machine = runners;
	struct kho_batch batch;
	u64 base;

#ifndef KHO_HAS_MEMORY_INIT_EARLY
	kunit_skip(test, "this tree gives early boot the scratch areas alone");
#endif
	/* without a pattern in what is freed and lost memory is not used */
	machine.checking = false;
	machine.placement = PTLU_SEQUENTIAL;
	machine.size = ARRAY_SIZE(busy) * (u64)BLOCK;
	base = machine.phys_base;
	KUNIT_ASSERT_EQ(test, base % (2ULL * BLOCK), 0);
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	use_memory_below(base + 2ULL * BLOCK);
	kho_batch_begin(&batch);
	KUNIT_EXPECT_EQ(test, kho_batch_preserve(&batch, base + 4ULL * BLOCK,
						 ilog2(2ULL * BLOCK) - PAGE_SHIFT), 0);
	KUNIT_EXPECT_EQ(test, kho_batch_preserve(&batch, base + 8ULL * BLOCK - PAGE_SIZE, 0), 0);
	kho_batch_end(&batch);
	ptlu_boot_reserve_prepare();
	for (unsigned int i = 0; i < ARRAY_SIZE(busy); i++) {
		u64 first = base + i * (u64)BLOCK;

		KUNIT_EXPECT_EQ(test, is_scratch(first + BLOCK / 2), !busy[i]);
		if (busy[i])
			continue;
		KUNIT_EXPECT_TRUE(test, is_scratch(first));
		KUNIT_EXPECT_TRUE(test, is_scratch(first + BLOCK - 1));
	}
	KUNIT_EXPECT_EQ(test, ptlu_boot_reserve(PTLU_RESERVE_TREE), 0);
	ptlu_boot_reserve_finish();
	KUNIT_ASSERT_EQ(test, ptlu_boot(&runners), 0);
}

static const struct ptlu_case kho_cases[] = {
	PLAIN_CASE(test_handed_over),
	PLAIN_CASE(test_no_memory),
	PLAIN_CASE(test_scratch_is_rejected),
	PLAIN_CASE(test_never_registered),
	PLAIN_CASE(test_kexecs_are_counted),
	PLAIN_CASE(test_scratch_is_extended),
};

PTLU_SUITE(kho_suite, "ptlu-kho", kho_cases);
