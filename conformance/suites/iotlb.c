// SPDX-License-Identifier: GPL-2.0-only
/* Maps, unmaps and live updates while the greediest IOMMU translates through the table. */
#include "machine/machine.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "formats/armv8/pt_armv8.h"
#include "iommu-pages.h"
#include "iotlb.h"

static void test_random(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	for_each_coherence(features, target) {
		struct ptlu_watched *w = ptlu_watch(test, target, features);

		ptlu_watched_random(w, 60 * ptlu_test_effort);
		if (features & BIT(PT_FEAT_DYNAMIC_TOP)) {
			/* beyond what the first top translates */
			ptlu_watched_map(w, 1ULL << 50, w->page);
			ptlu_watched_expect(w);
			ptlu_watched_random(w, 20);
		}
		ptlu_watched_free(w);
	}
}

/* A few ranges around the border of two tables, and what is done to one of them. */
enum { RANGES = 5, OPS = 2 * RANGES };

static void map_or_unmap(struct ptlu_watched *w, unsigned int op)
{
	u64 block = ptlu_watched_block(w, 1), page = w->page;
	const struct { u64 iova, size; } ranges[RANGES] = {
		{ w->base - page, 2 * page }, { w->base, page }, { w->base, block },
		{ w->base + block - page, 2 * page }, { w->base - block, 2 * block },
	};
	u64 iova = ranges[op % RANGES].iova, size = ranges[op % RANGES].size;

	if (op < RANGES)
		ptlu_watched_try_map(w, iova, ptlu_watched_phys(w, iova), size);
	else
		ptlu_watched_unmap(w, iova, size);
	ptlu_watched_sync(w);
}

/* Every sequence of one to three operations. */
static void test_exhaustive(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_watched *w;

	ptlu_test_skip_in_other_builds(test);
	w = ptlu_watch(test, target, target->cfg.features);
	for (unsigned int sequences = OPS; sequences <= OPS * OPS * OPS; sequences *= OPS) {
		for (unsigned int sequence = 0; sequence < sequences; sequence++) {
			unsigned int left = sequence;

			for (unsigned int all = sequences; all > 1; all /= OPS, left /= OPS)
				map_or_unmap(w, left % OPS);
			ptlu_watched_expect(w);
			while (w->expected.nr)
				KUNIT_ASSERT_NE(test,
						ptlu_watched_unmap(w, w->expected.run[0].first,
								   w->page), 0);
			ptlu_watched_sync(w);
		}
	}
	ptlu_watched_free(w);
}

static void unmap_tables(struct ptlu_watched *w, unsigned int tables)
{
	u64 size = tables * ptlu_watched_block(w, 1), iova = w->base - ptlu_watched_block(w, 1);

	/* output addresses that leave no choice but the smallest pages */
	KUNIT_ASSERT_EQ(w->test, ptlu_watched_try_map(w, iova,
						      ptlu_watched_phys(w, iova) + w->page, size),
			0);
	ptlu_watched_expect(w);
	KUNIT_EXPECT_EQ(w->test, ptlu_watched_unmap(w, iova, size), size);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
}

/* An unmap of all that tables have takes them away, too. */
static void test_unmap_tables(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	for_each_coherence(features, target) {
		struct ptlu_watched *w = ptlu_watch(test, target, features);
		u64 other = w->base + 2 * ptlu_watched_block(w, 1);

		unmap_tables(w, 1);
		unmap_tables(w, 2);
		/* two unmaps for a sync, which leave their tables */
		ptlu_watched_map(w, w->base, w->page);
		ptlu_watched_map(w, other, w->page);
		KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, w->base, w->page), w->page);
		KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, other, w->page), w->page);
		ptlu_watched_sync(w);
		ptlu_watched_expect(w);
		ptlu_watched_free(w);
	}
}

static int map_all(struct ptlu_watched *w, u64 size)
{
	return ptlu_watched_try_map(w, w->base, ptlu_watched_phys(w, w->base), size);
}

/* Two leaves, the second of which takes the place of an empty table. */
static void map_two_over_table(struct ptlu_watched *w)
{
	u64 block = ptlu_watched_block(w, 1), first = w->base + block;

	ptlu_watched_map(w, first + block, w->page);
	ptlu_watched_unmap(w, first + block, w->page);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
	ptlu_watched_map(w, first, 2 * block);
	ptlu_watched_expect(w);
	KUNIT_EXPECT_EQ(w->test, ptlu_watched_unmap(w, first, 2 * block), 2 * block);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
}

/* Tables that have become empty make room for a leaf, and nothing is held of them. */
static void test_map_over_tables(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	for_each_coherence(features, target) {
		struct ptlu_watched *w = ptlu_watch(test, target, features);
		unsigned long sizes = w->td->domain.domain.pgsize_bitmap &
				      (2 * ptlu_watched_block(w, 2) - 1);

		for (unsigned long left = sizes; left; left &= left - 1) {
			u64 size = left & -left, block = ptlu_watched_block(w, 1);

			/* first and last page of it, so that their tables stay when they go */
			ptlu_watched_map(w, w->base, w->page);
			if (size > block)
				ptlu_watched_map(w, w->base + size - w->page, w->page);
			ptlu_watched_unmap(w, w->base, w->page);
			ptlu_watched_sync(w);
			/* the last table is not empty, and those before it are */
			if (size > block)
				KUNIT_EXPECT_EQ(test, map_all(w, size), -EADDRINUSE);
			ptlu_watched_expect(w);
			if (size > block)
				ptlu_watched_unmap(w, w->base + size - w->page, w->page);
			ptlu_watched_sync(w);
			ptlu_watched_expect(w);
			ptlu_watched_map(w, w->base, size);
			ptlu_watched_expect(w);
			KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, w->base, size), size);
			ptlu_watched_sync(w);
			ptlu_watched_expect(w);
		}
		map_two_over_table(w);
		ptlu_watched_free(w);
	}
}

/* What a driver is given to invalidate: the range, and where leaves and tables were. */
static void expect_gather(struct ptlu_watched *w, u64 first, u64 last, u8 leaves, u8 tables)
{
	bool detailed = w->target.cfg.features & BIT(PT_FEAT_DETAILED_GATHER);

	KUNIT_EXPECT_EQ(w->test, w->gather.start, first);
	KUNIT_EXPECT_EQ(w->test, w->gather.end, last);
	KUNIT_EXPECT_EQ(w->test, w->gather.pt.leaf_levels_bitmap, detailed ? leaves : 0);
	KUNIT_EXPECT_EQ(w->test, w->gather.pt.table_levels_bitmap, detailed ? tables : 0);
	KUNIT_EXPECT_EQ(w->test, !iommu_pages_list_empty(&w->gather.freelist), !!tables);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
}

static void test_gather(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	for_each_coherence(features, target) {
		struct ptlu_watched *w = ptlu_watch(test, target, features);
		u64 block = ptlu_watched_block(w, 1), page = w->page, base = w->base;

		ptlu_watched_map(w, base, page);
		KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, base, page), page);
		expect_gather(w, base, base + page - 1, BIT(0), 0);
		ptlu_watched_map(w, base + 3 * page, 2 * page);
		ptlu_watched_unmap(w, base + 3 * page, page);
		ptlu_watched_unmap(w, base + 4 * page, page);
		expect_gather(w, base + 3 * page, base + 5 * page - 1, BIT(0), 0);
		ptlu_watched_map(w, base + block, block);
		ptlu_watched_unmap(w, base + block, block);
		expect_gather(w, base + block, base + 2 * block - 1, BIT(1), 0);
		/* small pages, which leave no table */
		KUNIT_ASSERT_EQ(test, ptlu_watched_try_map(w, base,
							   ptlu_watched_phys(w, base) + page,
							   block), 0);
		ptlu_watched_unmap(w, base, block);
		expect_gather(w, base, base + block - 1, BIT(0), BIT(1));
		/* a queue ends in a flush of everything */
		ptlu_watched_map(w, base, page);
		w->gather.queued = true;
		ptlu_watched_unmap(w, base, page);
		expect_gather(w, ULONG_MAX, 0, BIT(0), 0);
		ptlu_watched_free(w);
	}
}

/* What is refused changes nothing. */
static void test_refused(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_watched *w = ptlu_watch(test, target, target->cfg.features);
	unsigned long sizes = w->td->domain.domain.pgsize_bitmap;
	u64 large = sizes & (sizes - 1), beyond = 1ULL << target->cfg.oasz_lg2;

	large &= -large;
	ptlu_watched_map(w, w->base, large);
	ptlu_watched_expect(w);
	/* a range that begins inside a leaf */
	KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, w->base + w->page, w->page), 0);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
	/* no bytes, and a range that wraps */
	KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, w->base, 0), 0);
	KUNIT_EXPECT_EQ(test, ptlu_watched_unmap(w, w->base, U64_MAX), 0);
	ptlu_watched_sync(w);
	KUNIT_EXPECT_NE(test, ptlu_watched_try_map(w, w->base + large, 0, U64_MAX - w->page + 1),
			0);
	ptlu_watched_expect(w);
	/* beyond the output addresses */
	KUNIT_EXPECT_EQ(test, ptlu_watched_try_map(w, w->base + large, beyond, w->page), -ERANGE);
	ptlu_watched_expect(w);
	ptlu_watched_unmap(w, w->base, large);
	ptlu_watched_sync(w);
	ptlu_watched_expect(w);
	ptlu_watched_free(w);
}

/**
 * struct dirty_log - receives what read_and_clear_dirty() reports
 * @bitmap: what the tree calls
 * @iova: the address that a device has written to
 * @reported: number of ranges with it
 * @others: number of ranges without it
 */
struct dirty_log {
	struct iova_bitmap bitmap;
	u64 iova;
	unsigned int reported, others;
};

static void note_dirty(struct iova_bitmap *bitmap, unsigned long iova, size_t length)
{
	struct dirty_log *log = container_of(bitmap, struct dirty_log, bitmap);

	if (iova <= log->iova && log->iova - iova < length)
		log->reported++;
	else
		log->others++;
}

static struct dirty_log read_and_clear(struct ptlu_watched *w, u64 iova, u64 first, u64 size)
{
	struct dirty_log log = { .bitmap.set = note_dirty, .iova = iova };
	struct iommu_iotlb_gather gather;
	struct iommu_dirty_bitmap dirty;
	int ret;

	iommu_dirty_bitmap_init(&dirty, &log.bitmap, &gather);
	ret = w->target.format->read_and_clear_dirty(&w->td->domain.domain, first, size, 0,
						     &dirty);
	KUNIT_ASSERT_EQ(w->test, ret, 0);
	iommu_iotlb_sync(&w->td->domain.domain, &gather);
	return log;
}

/*
 * docs/findings/dirty-contiguous-leaf.md: of a contiguous leaf that a device has written to, the
 * last page is not reported. Returns true if the tree has this defect.
 */
static bool misses_last_page(struct ptlu_watched *w, u64 iova, struct dirty_log log)
{
	if (log.reported || !log.others)
		return false;
	ptlu_kunit_tree_defect(w->test,
			       "a write to 0x%llx, the last page of a leaf, is reported for other pages alone",
			       (unsigned long long)iova);
	return true;
}

/* A device writes to the last page of a leaf that is clean. Returns false for a known defect. */
static bool write_is_reported(struct ptlu_watched *w, u64 iova, u64 size)
{
	struct dirty_log log = read_and_clear(w, iova, w->base, size);

	KUNIT_EXPECT_EQ(w->test, log.reported + log.others, 0);
	KUNIT_ASSERT_EQ(w->test, ptlu_iotlb_write(w->iotlb, iova), 0);
	/* the same again changes nothing */
	KUNIT_ASSERT_EQ(w->test, ptlu_iotlb_write(w->iotlb, iova), 0);
	log = read_and_clear(w, iova, w->base, size);
	if (misses_last_page(w, iova, log))
		return false;
	KUNIT_EXPECT_EQ(w->test, log.reported, 1);
	ptlu_watched_expect(w);
	return true;
}

/* A write after the dirty state was read and cleared is reported by the next reading. */
static void test_dirty(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	u32 dbm = target->format->id == PTLU_FORMAT_ARMV8 ? BIT(PT_FEAT_ARMV8_DBM) : 0;
	struct ptlu_watched *w = ptlu_watch(test, target, target->cfg.features | dbm);
	unsigned long sizes = w->td->domain.domain.pgsize_bitmap &
			      (2 * ptlu_watched_block(w, 2) - 1);

	if (!w->td->domain.iommu.ops->set_dirty ||
	    (target->cfg.features & BIT(PT_FEAT_DMA_INCOHERENT))) {
		ptlu_watched_free(w);
		kunit_skip(test, "this target has no dirty tracking");
	}
	for (; sizes; sizes &= sizes - 1) {
		u64 size = sizes & -sizes, iova = w->base + size - w->page;

		ptlu_watched_map(w, w->base, size);
		read_and_clear(w, iova, w->base, size);
		for (unsigned int i = 0; i < 3; i++) {
			if (write_is_reported(w, iova, size))
				continue;
			ptlu_watched_free(w);
			return;
		}
		ptlu_watched_unmap(w, w->base, size);
		ptlu_watched_sync(w);
		ptlu_watched_expect(w);
	}
	ptlu_watched_free(w);
}

/* The next kernel uses all the memory that it can have. */
static void use_memory(struct kunit *test)
{
	enum { PAGES = 3000 };
	struct folio **folios = kunit_kzalloc(test, PAGES * sizeof(*folios), GFP_KERNEL);

	for (unsigned int i = 0; i < PAGES; i++) {
		folios[i] = folio_alloc(GFP_KERNEL, 0);
		memset(folio_address(folios[i]), 0xff, PAGE_SIZE);
	}
	for (unsigned int i = 0; i < PAGES; i++)
		folio_put(folios[i]);
}

static struct ptlu_watched *preserve_watched(struct kunit *test, u32 features)
{
	struct ptlu_watched *w = ptlu_watch(test, ptlu_test_case(test)->target, features);

	ptlu_watched_random(w, 10);
	ptlu_watched_map(w, w->base - ptlu_watched_block(w, 2), w->page);
	ptlu_watched_expect(w);
	w->iotlb->frozen = true;
	ptlu_test_preserve(test, w->td);
	return w;
}

/* Devices go on through the old kernel's tables until the next kernel's driver stops them. */
static void test_live_update(struct kunit *test)
{
	for_each_coherence(features, ptlu_test_case(test)->target) {
		struct ptlu_watched *w = preserve_watched(test, features);

		ptlu_watched_expect(w);
		ptlu_test_next_kernel(test, w->td);
		ptlu_watched_expect(w);
		use_memory(test);
		ptlu_watched_expect(w);
		ptlu_test_restore(test, w->td);
		use_memory(test);
		ptlu_watched_expect(w);
		ptlu_watched_free(w);
	}
}

/* A live update that is given up: the domain is used as before. */
static void test_unpreserve(struct kunit *test)
{
	for_each_coherence(features, ptlu_test_case(test)->target) {
		struct ptlu_watched *w = preserve_watched(test, features);

		ptlu_test_domain_core(w->td)->unpreserve(&w->td->domain.iommu, &w->td->ser);
		ptlu_watched_expect(w);
		w->iotlb->frozen = false;
		ptlu_watched_random(w, 20);
		ptlu_watched_free(w);
	}
}

/* The judge itself: tables that are freed before the driver's fence are found. */
static void test_freed_before_fence(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_watched *w = ptlu_watch(test, target, target->cfg.features);

	ptlu_watched_map(w, w->base, w->page);
	ptlu_domain_deinit(&w->td->domain);
	KUNIT_EXPECT_NE(test, w->iotlb->error[0], 0);
	ptlu_iotlb_fence(w->iotlb);
	/* and of a domain without any mapping the top */
	w = ptlu_watch(test, target, target->cfg.features);
	ptlu_domain_deinit(&w->td->domain);
	KUNIT_EXPECT_NOT_NULL(test, strstr(w->iotlb->error, "the top table"));
	ptlu_iotlb_fence(w->iotlb);
}

static const struct ptlu_case iotlb_cases[] = {
	RULE_CASE(test_random, ptlu_test_gen_targets, RULE_IOTLB_1, RULE_IOTLB_2, RULE_IOTLB_3,
		  RULE_IOTLB_4),
	RULE_CASE(test_exhaustive, ptlu_test_gen_targets, RULE_IOTLB_1, RULE_IOTLB_2,
		  RULE_IOTLB_4),
	RULE_CASE(test_unmap_tables, ptlu_test_gen_targets, RULE_IOTLB_1, RULE_IOTLB_2,
		  RULE_IOTLB_3, RULE_IOTLB_4),
	RULE_CASE(test_map_over_tables, ptlu_test_gen_targets, RULE_IOTLB_1, RULE_IOTLB_2,
		  RULE_IOTLB_3),
	PLAIN_CASE_PARAM(test_gather, ptlu_test_gen_targets),
	RULE_CASE(test_refused, ptlu_test_gen_targets, RULE_IOTLB_5),
	RULE_CASE(test_dirty, ptlu_test_gen_targets, RULE_IOTLB_6),
	PLAIN_CASE_PARAM(test_freed_before_fence, ptlu_test_gen_targets),
};

static const struct ptlu_case live_update_cases[] = {
	RULE_CASE(test_live_update, ptlu_test_gen_targets, RULE_IOTLB_7),
	RULE_CASE(test_unpreserve, ptlu_test_gen_targets, RULE_IOTLB_7),
};

PTLU_SUITE(iotlb_suite, "ptlu-iotlb", iotlb_cases);
PTLU_SUITE(live_update_suite, "ptlu-iotlb-live-update", live_update_cases);
