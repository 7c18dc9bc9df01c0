// SPDX-License-Identifier: GPL-2.0-only
/* Dirty tracking of VMSAv8-64: both page tables report what hardware marked and clean it. */
#include "conformance/suites/armv8_reference.h"
#include "conformance/lib/suite.h"
#include "formats/armv8/pt_armv8.h"

static const void *gen_dirty_cfgs(struct kunit *test, const void *prev, char *desc)
{
	const struct ptlu_reference_cfg *cfg = prev;

	do
		cfg = ptlu_reference_gen_cfgs(test, cfg, desc);
	while (cfg && !(cfg->target.cfg.features & BIT(PT_FEAT_ARMV8_DBM)));
	return cfg;
}

static int read_and_clear(struct ptlu_reference *w, u64 iova, u64 size,
			  struct iommu_dirty_bitmap *dirty)
{
	struct iommu_domain *domain = &w->domain.domain;

	switch (w->cfg->target.cfg.granule_lg2) {
	case 12:
		return pt_iommu_armv8_4k_read_and_clear_dirty(domain, iova, size, 0, dirty);
	case 14:
		return pt_iommu_armv8_16k_read_and_clear_dirty(domain, iova, size, 0, dirty);
	default:
		return pt_iommu_armv8_64k_read_and_clear_dirty(domain, iova, size, 0, dirty);
	}
}

/* Both page tables report the same dirty ranges, which are clean afterwards. */
static void clean_both(struct kunit *test, struct ptlu_reference *w)
{
	for (unsigned int i = 0; i < w->nr_mappings; i++) {
		const struct ptlu_reference_mapping *m = &w->mappings[i];
		struct iommu_iotlb_gather ours, theirs;
		struct iommu_dirty_bitmap dirty = { .gather = &ours };

		iommu_iotlb_gather_init(&ours);
		iommu_iotlb_gather_init(&theirs);
		KUNIT_ASSERT_EQ(test, read_and_clear(w, m->iova, m->size, &dirty), 0);
		dirty.gather = &theirs;
		KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_read_and_clear_dirty(&w->iop, m->iova,
									   m->size, &dirty), 0);
		KUNIT_EXPECT_EQ(test, ours.start, theirs.start);
		KUNIT_EXPECT_EQ(test, ours.end, theirs.end);
	}
	ptlu_reference_compare(test, w);
}

static void test_dirty_state(struct kunit *test)
{
	struct ptlu_reference *w = ptlu_reference_new(test);
	u64 *ours, *theirs;
	size_t marked = 0;

	ptlu_reference_sizes_of_io_pgtable(w);
	for (unsigned int i = 0; i < 12; i++)
		ptlu_reference_map_something(test, w);
	clean_both(test, w);

	/* D8.5: hardware clears AP[2] of a writable entry at the first write */
	for (size_t i = 0; i < w->walk.nr_leaves; i += 1 + ptlu_reference_random_below(8)) {
		ours = w->walk.leaves[i].desc;
		theirs = w->iop_walk.leaves[i].desc;
		KUNIT_ASSERT_TRUE(test, armv8_is_clean(*ours) || !(*ours & ARMV8_DESC_DBM));
		if (!(*ours & ARMV8_DESC_DBM))
			continue;
		*ours &= ~ARMV8_DESC_AP_RDONLY;
		*theirs &= ~ARMV8_DESC_AP_RDONLY;
		marked++;
	}
	KUNIT_EXPECT_NE(test, marked, 0);
	clean_both(test, w);
	for (size_t i = 0; i < w->walk.nr_leaves; i++)
		KUNIT_ASSERT_FALSE(test, *w->walk.leaves[i].desc & ARMV8_DESC_DBM &&
						 !armv8_is_clean(*w->walk.leaves[i].desc));
	ptlu_reference_free(w);
}

static void clean_ours(struct kunit *test, struct ptlu_reference *w)
{
	for (unsigned int i = 0; i < w->nr_mappings; i++) {
		const struct ptlu_reference_mapping *m = &w->mappings[i];
		struct iommu_iotlb_gather gather;
		struct iommu_dirty_bitmap dirty = { .gather = &gather };

		iommu_iotlb_gather_init(&gather);
		KUNIT_ASSERT_EQ(test, read_and_clear(w, m->iova, m->size, &dirty), 0);
	}
	for (size_t i = 0; i < w->walk.nr_leaves; i++)
		KUNIT_ASSERT_FALSE(test, *w->walk.leaves[i].desc & ARMV8_DESC_DBM &&
						 !armv8_is_clean(*w->walk.leaves[i].desc));
}

/* A contiguous run is dirty if one of its items is: hardware marks the item that it reads. */
static void test_dirty_run(struct kunit *test)
{
	struct ptlu_reference *w = ptlu_reference_new(test);
	size_t marked = 0;

	for (unsigned int i = 0; i < 24; i++)
		ptlu_reference_map_something(test, w);
	ptlu_armv8_walk_all(test, &w->walk);
	clean_ours(test, w);
	for (size_t i = 1; i < w->walk.nr_leaves; i++) {
		const struct armv8_leaf *before = &w->walk.leaves[i - 1],
					*leaf = &w->walk.leaves[i];

		/* the item before this one, which is usually in the same run */
		if (!(*before->desc & *leaf->desc & ARMV8_DESC_CONTIGUOUS) ||
		    !armv8_is_clean(*leaf->desc) || ptlu_reference_random_below(16))
			continue;
		*leaf->desc &= ~ARMV8_DESC_AP_RDONLY;
		marked++;
	}
	KUNIT_ASSERT_NE(test, marked, 0);
	clean_ours(test, w);
	ptlu_reference_free(w);
}

static const struct ptlu_case dirty_cases[] = {
	PLAIN_CASE_PARAM(test_dirty_state, gen_dirty_cfgs),
	PLAIN_CASE_PARAM(test_dirty_run, gen_dirty_cfgs),
};

PTLU_SUITE(dirty_suite, "ptlu-armv8-dirty", dirty_cases);
