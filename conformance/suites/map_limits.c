// SPDX-License-Identifier: GPL-2.0-only
/*
 * What generic_pt rejects, with which error, and what is left then: configurations, maps that
 * cannot be, and allocations that fail. What it reports of dirty pages, to the byte.
 */
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"

#define RW	(IOMMU_READ | IOMMU_WRITE)

/* init with one value of the configuration changed; VMSAv8-64's are in armv8_limits.c. */
static void expect_rejected(struct kunit *test, const struct ptlu_cfg *cfg, int error)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	struct ptlu_test_domain *td = kunit_kzalloc(test, sizeof(*td), GFP_KERNEL);
	unsigned long in_use = ptlu_frames_in_use(0);
	int ret;

	*target = *ptlu_test_case(test)->target;
	target->cfg = *cfg;
	ptlu_device_init(&td->device);
	ret = ptlu_domain_init(&td->domain, target, &td->device);
	if (ret != error)
		KUNIT_FAIL(test,
			   "features %#x, %u bits of input, %u of output, top level %u: %d, not %d",
			   cfg->features, cfg->vasz_lg2, cfg->oasz_lg2, cfg->top_level, ret, error);
	KUNIT_EXPECT_NULL(test, td->domain.iommu.ops);
	/* deinit is allowed after init has failed */
	ptlu_domain_deinit(&td->domain);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
}

/**
 * struct limits - what a format can be configured for
 * @vasz: bits of input address, at most
 * @oasz: bits of output address, at most
 * @lowest: level of the lowest top
 * @highest: level of the highest top
 * @top_error: error of another level
 * @forced: one of the features that it must have
 */
struct limits {
	unsigned int vasz, oasz, lowest, highest;
	int top_error;
	u32 forced;
};

static const struct limits limits_of[] = {
	[PTLU_FORMAT_VTDSS] = { 57, 52, 2, 4, -EOPNOTSUPP, 0 },
	[PTLU_FORMAT_X86_64] = { 57, 52, 3, 4, -EOPNOTSUPP, 0 },
	[PTLU_FORMAT_AMDV1] = { 64, 52, 1, 5, -EINVAL, BIT(PT_FEAT_AMDV1_FORCE_COHERENCE) },
	/* the top level follows from the size */
	[PTLU_FORMAT_RISCV_64] = { 57, 56, 0, 0, 0, BIT(PT_FEAT_DETAILED_GATHER) },
};

/* init of a struct that was a domain before fails: deinit must not free the old table again. */
static void expect_rejected_again(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct ptlu_target *target = td->domain.target;
	struct ptlu_cfg cfg = target->cfg;

	cfg.top_level = limits_of[target->format->id].highest + 1;
	/* the top level of RISC-V follows from it */
	if (target->format->id == PTLU_FORMAT_RISCV_64)
		cfg.vasz_lg2 = 40;
	ptlu_domain_deinit(&td->domain);
	KUNIT_EXPECT_NE(test, target->format->init(&td->domain, &cfg), 0);
	KUNIT_EXPECT_NULL(test, td->domain.iommu.ops);
}

#define REJECTED(error, change)						\
	({								\
		struct ptlu_cfg cfg = target->cfg;			\
		cfg.change;						\
		expect_rejected(test, &cfg, error);			\
	})

static void test_init_rejected(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	const struct limits *limits = &limits_of[target->format->id];

	if (target->format->id == PTLU_FORMAT_ARMV8)
		kunit_skip(test, "ptlu-armv8-limits has those of VMSAv8-64");
	expect_rejected_again(test);
	REJECTED(-EINVAL, vasz_lg2 = 0);
	REJECTED(-EINVAL, oasz_lg2 = 0);
	REJECTED(-EINVAL, vasz_lg2 = limits->vasz + 1);
	REJECTED(-EINVAL, oasz_lg2 = limits->oasz + 1);
	/* DEBUG_GENERIC_PT builds formats that take every feature, and need none */
	if (!(target->format->supported & BIT(31))) {
		REJECTED(-EOPNOTSUPP, features |= BIT(31));
		if (limits->forced)
			REJECTED(-EOPNOTSUPP, features &= ~limits->forced);
	}
	if (target->format->id == PTLU_FORMAT_RISCV_64) {
		REJECTED(-EINVAL, vasz_lg2 = 40);
		return;
	}
	REJECTED(limits->top_error, top_level = limits->lowest - 1);
	REJECTED(limits->top_error, top_level = limits->highest + 1);
	/* a top that is too small for the addresses does not grow */
	if (target->format->id == PTLU_FORMAT_VTDSS && target->cfg.top_level > limits->lowest)
		REJECTED(-EOPNOTSUPP, top_level--);
}

/* What the IOMMU core reads of a domain. */
static void test_geometry(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_va_range range = ptlu_target_first_half(target);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	const struct iommu_domain *domain = &td->domain.domain;

	KUNIT_EXPECT_EQ(test, td->domain.iommu.nid, NUMA_NO_NODE);
	KUNIT_EXPECT_PTR_EQ(test, td->domain.iommu.iommu_device, &td->device);
	KUNIT_EXPECT_NOT_NULL(test, td->domain.iommu.driver_ops);
	KUNIT_EXPECT_EQ(test, domain->type, __IOMMU_DOMAIN_PAGING);
	KUNIT_EXPECT_TRUE(test, domain->is_iommupt);
	KUNIT_EXPECT_TRUE(test, domain->geometry.force_aperture);
	KUNIT_EXPECT_EQ(test, domain->geometry.aperture_start, range.first);
	KUNIT_EXPECT_EQ(test, domain->geometry.aperture_end, range.last);
	/* a page is less than half of the addresses, on both sides */
	KUNIT_EXPECT_EQ(test, domain->pgsize_bitmap >> (target->cfg.oasz_lg2 - 1) >> 1, 0);
	if (target->cfg.vasz_lg2 < 64)
		KUNIT_EXPECT_EQ(test, domain->pgsize_bitmap >> (target->cfg.vasz_lg2 - 1), 0);
	ptlu_test_teardown(test, td);
}

/* Fewer bits than the format has limit addresses and page sizes. */
static void test_fewer_bits(struct kunit *test)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	struct ptlu_test_domain *td;
	bool grows;

	*target = *ptlu_test_case(test)->target;
	grows = target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP);
	if (target->format->id == PTLU_FORMAT_ARMV8)
		kunit_skip(test, "ptlu-armv8-limits has those of VMSAv8-64");
	target->cfg.oasz_lg2 = 30;
	if (grows && target->cfg.top_level == 2)
		target->cfg.vasz_lg2 = 40;
	td = ptlu_test_domain_new(test, target);
	KUNIT_EXPECT_EQ(test, td->domain.domain.pgsize_bitmap >> 30, 0);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, 0, SZ_1G, SZ_4K), -ERANGE);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, SZ_4K, SZ_512M, SZ_4K), 0);
	ptlu_test_teardown(test, td);
	if (target->cfg.vasz_lg2 != 40)
		return;
	target->cfg.oasz_lg2 = 52;
	td = ptlu_test_domain_new(test, target);
	KUNIT_EXPECT_EQ(test, td->domain.domain.pgsize_bitmap >> 38, 1);
	KUNIT_EXPECT_EQ(test, td->domain.domain.geometry.aperture_end, BIT_ULL(40) - 1);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, BIT_ULL(40), 0, SZ_4K), -ERANGE);
	KUNIT_EXPECT_EQ(test, td->domain.top_changes, 0);
	KUNIT_EXPECT_EQ(test, ptlu_domain_map(&td->domain, BIT_ULL(39), SZ_4K, SZ_4K), 0);
	ptlu_test_teardown(test, td);
}

/* A top grows at once to the level that a map needs, and not further. */
static void test_top_grows_as_needed(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	static const struct { u64 iova, size; unsigned int top; } maps[] = {
		{ 0, SZ_4K, 2 }, { SZ_1G, SZ_1G, 2 }, { BIT_ULL(39) - SZ_4K, SZ_4K, 2 },
		{ BIT_ULL(39), SZ_4K, 3 }, { BIT_ULL(40), BIT_ULL(40), 3 },
		{ BIT_ULL(48), SZ_4K, 4 }, { BIT_ULL(57), SZ_4K, 5 },
		{ -(u64)SZ_4K, SZ_4K, 5 }, { BIT_ULL(39) - SZ_4K, 2 * SZ_4K, 3 },
	};

	if (!(target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP)) || target->cfg.top_level != 2)
		kunit_skip(test, "the top of this target does not grow");
	for (unsigned int i = 0; i < ARRAY_SIZE(maps); i++) {
		struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
		u64 tables = ptlu_domain_count_tables(&td->domain);

		KUNIT_EXPECT_EQ(test, tables, 1);
		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, maps[i].iova, 0, maps[i].size),
				0);
		KUNIT_EXPECT_EQ(test, target->format->top_level(&td->domain), maps[i].top);
		KUNIT_EXPECT_EQ(test, td->domain.top_changes, maps[i].top != 2);
		KUNIT_EXPECT_EQ(test, ptlu_domain_unmap(&td->domain, maps[i].iova, maps[i].size),
				maps[i].size);
		ptlu_test_teardown(test, td);
	}
}

/* map_range() adds to what it is given. */
enum { MAPPED_BEFORE = 5 };

static int map(struct ptlu_test_domain *td, u64 iova, u64 phys, u64 size, int prot, u64 *mapped)
{
	struct pt_iommu *table = &td->domain.iommu;
	size_t sum = MAPPED_BEFORE;
	int ret = table->ops->map_range(table, iova, phys, size, prot, GFP_KERNEL, &sum);

	*mapped = sum - MAPPED_BEFORE;
	return ret;
}

static void expect_map_fails(struct kunit *test, struct ptlu_test_domain *td, u64 iova, u64 phys,
			     u64 size, int error)
{
	u64 mapped, tables = ptlu_domain_count_tables(&td->domain);
	int ret = map(td, iova, phys, size, RW, &mapped);

	if (ret != error || mapped)
		KUNIT_FAIL(test, "map of 0x%llx bytes at 0x%llx to 0x%llx: %d, not %d, 0x%llx mapped",
			   (unsigned long long)size, (unsigned long long)iova,
			   (unsigned long long)phys, ret, error, (unsigned long long)mapped);
	KUNIT_EXPECT_EQ(test, ptlu_domain_count_tables(&td->domain), tables);
}

static void test_map_rejected(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	struct ptlu_va_range range = ptlu_target_first_half(target);
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap), iova = range.first + 8 * page;
	u64 mapped;

	/* no bytes, and a range that wraps */
	expect_map_fails(test, td, iova, 0, 0, -EINVAL);
	expect_map_fails(test, td, -page, 0, 2 * page, -EOVERFLOW);
	/* less than a page, or not at its beginning */
	for (unsigned int pages = 1; pages <= 2; pages++) {
		expect_map_fails(test, td, iova + page / 2, 0, pages * page, -ENXIO);
		expect_map_fails(test, td, iova, page / 2, pages * page, -ENXIO);
	}
	expect_map_fails(test, td, iova, 0, page / 2, -ENXIO);
	/* beyond the output addresses, and beyond those of the table */
	for (unsigned int pages = 1; pages <= 2; pages++) {
		expect_map_fails(test, td, iova, 1ULL << target->cfg.oasz_lg2, pages * page,
				 -ERANGE);
		if (target->va == PTLU_VA_UPPER)
			expect_map_fails(test, td, range.first - 2 * page, 0, pages * page,
					 -ERANGE);
		else if (range.last != U64_MAX)
			expect_map_fails(test, td, 4 * (range.last + 1), 0, pages * page, -ERANGE);
	}
	/* a range that begins within the addresses and ends beyond, or the other way round */
	if (target->va == PTLU_VA_LOWER && range.last != U64_MAX)
		expect_map_fails(test, td, range.last - page + 1, 0, 2 * page, -ERANGE);
	if (target->va == PTLU_VA_UPPER)
		expect_map_fails(test, td, range.first - page, 0, 2 * page, -ERANGE);
	/* the IOMMU core can take page sizes away */
	td->domain.domain.pgsize_bitmap &= ~page;
	for (unsigned int pages = 1; pages <= 2; pages++)
		expect_map_fails(test, td, iova + page, 0, pages * page, -ENXIO);
	td->domain.domain.pgsize_bitmap |= page;
	ptlu_expect_warn("iommu_pt.h");
	KUNIT_EXPECT_EQ(test, map(td, iova, 0, page, 0, &mapped), -EINVAL);
	KUNIT_EXPECT_EQ(test, map(td, iova, 0, page, IOMMU_CACHE, &mapped), -EINVAL);
	ptlu_expect_warn(NULL);
	ptlu_test_teardown(test, td);
}

/* A map that comes upon a page: what it has mapped before it is counted, and stays. */
static void test_mapped_is_counted(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	u64 phys = 1ULL << (target->cfg.oasz_lg2 - 2), mapped;
	u64 iova = ptlu_target_first_half(target).first + 2 * page;

	KUNIT_EXPECT_EQ(test, map(td, iova + 3 * page, phys, page, RW, &mapped), 0);
	KUNIT_EXPECT_EQ(test, mapped, page);
	KUNIT_EXPECT_EQ(test, map(td, iova + 3 * page, phys, page, RW, &mapped), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, mapped, 0);
	KUNIT_EXPECT_EQ(test, map(td, iova, phys + page, 5 * page, RW, &mapped), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, mapped, 3 * page);
	for (unsigned int i = 0; i < 5; i++) {
		const u64 want = i == 3 ? phys : i == 4 ? 0 : phys + (i + 1) * page;

		KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, iova + i * page), want);
	}
	ptlu_test_teardown(test, td);
}

/* A leaf of any size, one page of which is mapped already: its last one. */
static void test_map_over_last_page(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	unsigned long sizes = td->domain.domain.pgsize_bitmap & (SZ_4G - 1);
	u64 page = sizes & -sizes, iova = ptlu_target_first_half(target).first, mapped;

	for (; sizes; sizes &= sizes - 1) {
		u64 size = sizes & -sizes, last = iova + size - page;

		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, last, page, page), 0);
		KUNIT_EXPECT_EQ(test, map(td, iova, 0, size, RW, &mapped), -EADDRINUSE);
		KUNIT_EXPECT_EQ(test, mapped, 0);
		KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, last), page);
		KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, last, page), page);
	}
	ptlu_test_teardown(test, td);
}

/*
 * The n-th allocation of a map fails, for every n: nothing of it is mapped, and the same map is
 * possible then. The last one of a table that grows is far above its first top.
 */
static void test_map_without_memory(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	bool grows = target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP);
	unsigned int failed = 0;
	bool again = true;

	for (unsigned int n = 1; again; n++) {
		struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
		u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap), mapped;
		u64 iova = ptlu_target_first_half(target).first + (grows ? 1ULL << 60 : 0);
		u32 top = target->format->top_level(&td->domain);
		int ret;

		ptlu_fail_nth_alloc(n);
		ret = map(td, iova, 0, page, RW, &mapped);
		again = ptlu_alloc_failed();
		ptlu_fail_nth_alloc(0);
		KUNIT_EXPECT_EQ(test, ret, again ? -ENOMEM : 0);
		KUNIT_EXPECT_EQ(test, mapped, again ? 0 : page);
		if (again) {
			failed++;
			KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, iova), 0);
			KUNIT_EXPECT_EQ(test, map(td, iova, page, page, RW, &mapped), 0);
			KUNIT_EXPECT_EQ(test, ptlu_domain_iova_to_phys(&td->domain, iova), page);
		}
		if (grows && target->cfg.top_level != 5)
			KUNIT_EXPECT_NE(test, target->format->top_level(&td->domain), top);
		ptlu_test_teardown(test, td);
	}
	KUNIT_EXPECT_GE(test, failed, 1);
}

/* ---- dirty pages ---- */

/**
 * struct dirty_log - what read_and_clear_dirty() reports
 * @bitmap: what the tree calls
 * @range: ranges
 * @nr: number of them
 */
struct dirty_log {
	struct iova_bitmap bitmap;
	struct { u64 iova, size; } range[4];
	unsigned int nr;
};

static void note_dirty(struct iova_bitmap *bitmap, unsigned long iova, size_t length)
{
	struct dirty_log *log = container_of(bitmap, struct dirty_log, bitmap);

	if (log->nr < ARRAY_SIZE(log->range)) {
		log->range[log->nr].iova = iova;
		log->range[log->nr].size = length;
	}
	log->nr++;
}

static struct dirty_log read_dirty(struct kunit *test, struct ptlu_test_domain *td, u64 iova,
				   u64 size, unsigned long flags)
{
	struct dirty_log log = { .bitmap.set = note_dirty };
	struct iommu_iotlb_gather gather;
	struct iommu_dirty_bitmap dirty;
	bool clears = !(flags & IOMMU_DIRTY_NO_CLEAR);

	iommu_dirty_bitmap_init(&dirty, &log.bitmap, &gather);
	KUNIT_ASSERT_EQ(test,
			td->domain.target->format->read_and_clear_dirty(&td->domain.domain, iova,
									size, flags, &dirty), 0);
	/* what is cleared must be invalidated, and no more */
	if (!clears || !log.nr) {
		KUNIT_EXPECT_EQ(test, gather.end, 0);
	} else if (log.nr <= ARRAY_SIZE(log.range)) {
		KUNIT_EXPECT_EQ(test, gather.start, log.range[0].iova);
		KUNIT_EXPECT_EQ(test, gather.end,
				log.range[log.nr - 1].iova + log.range[log.nr - 1].size - 1);
	}
	return log;
}

static void expect_dirty(struct kunit *test, const struct dirty_log *log, unsigned int at,
			 u64 iova, u64 size)
{
	if (at < log->nr && log->range[at].iova == iova && log->range[at].size == size)
		return;
	KUNIT_FAIL(test, "0x%llx bytes at 0x%llx are dirty, %u ranges are reported, 0x%llx bytes at 0x%llx",
		   (unsigned long long)size, (unsigned long long)iova, log->nr,
		   (unsigned long long)log->range[at].size,
		   (unsigned long long)log->range[at].iova);
}

static struct ptlu_test_domain *domain_with_dirty(struct kunit *test)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	struct ptlu_test_domain *td;

	*target = *ptlu_test_case(test)->target;
	if (target->cfg.features & BIT(PT_FEAT_DMA_INCOHERENT))
		kunit_skip(test, "this target has no dirty tracking");
	if (target->format->id == PTLU_FORMAT_ARMV8)
		target->cfg.features |= BIT(PT_FEAT_ARMV8_DBM);
#ifndef PT_ARMV8_FROM_TREE
	/* what a driver of all granules calls */
	if (target->format->id == PTLU_FORMAT_ARMV8) {
		struct ptlu_format *format = kunit_kzalloc(test, sizeof(*format), GFP_KERNEL);

		*format = *target->format;
		format->read_and_clear_dirty = PT_ARMV8_NS(read_and_clear_dirty);
		target->format = format;
	}
#endif
	td = ptlu_test_domain_new(test, target);
	if (td->domain.iommu.ops->set_dirty)
		return td;
	ptlu_test_teardown(test, td);
	kunit_skip(test, "this target has no dirty tracking");
	return NULL;
}

/* Two pages of a table, and one of the next: each is reported once, alone, if the range has it. */
static void test_dirty_is_exact(struct kunit *test)
{
	struct ptlu_test_domain *td = domain_with_dirty(test);
	const struct ptlu_target *target = td->domain.target;
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	u64 table = page << (target->cfg.granule_lg2 - 3);
	u64 iova = ptlu_target_first_half(target).first + table, last = iova + table;
	struct pt_iommu *iommu = &td->domain.iommu;
	struct dirty_log log;

	/* an output address that leaves no choice but the smallest pages */
	KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, page, 2 * table), 0);
	read_dirty(test, td, iova, 2 * table, 0);
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova + 3 * page), 0);
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova + 5 * page), 0);
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, last), 0);
	for (unsigned int i = 0; i < 3; i++) {
		log = read_dirty(test, td, iova, 2 * table, i < 2 ? IOMMU_DIRTY_NO_CLEAR : 0);
		KUNIT_EXPECT_EQ(test, log.nr, 3);
		expect_dirty(test, &log, 0, iova + 3 * page, page);
		expect_dirty(test, &log, 1, iova + 5 * page, page);
		expect_dirty(test, &log, 2, last, page);
	}
	log = read_dirty(test, td, iova, 2 * table, 0);
	KUNIT_EXPECT_EQ(test, log.nr, 0);
	/* a part of the range */
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova + 3 * page), 0);
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova + 5 * page), 0);
	log = read_dirty(test, td, iova + 4 * page, page, 0);
	KUNIT_EXPECT_EQ(test, log.nr, 0);
	log = read_dirty(test, td, iova + 4 * page, 2 * page, 0);
	KUNIT_EXPECT_EQ(test, log.nr, 1);
	expect_dirty(test, &log, 0, iova + 5 * page, page);
	log = read_dirty(test, td, iova, 4 * page, 0);
	KUNIT_EXPECT_EQ(test, log.nr, 1);
	expect_dirty(test, &log, 0, iova + 3 * page, page);
	ptlu_test_teardown(test, td);
}

/* Without a bitmap it only clears; a range that cannot be is an error. */
static void test_dirty_rejected(struct kunit *test)
{
	struct ptlu_test_domain *td = domain_with_dirty(test);
	const struct ptlu_target *target = td->domain.target;
	struct ptlu_va_range range = ptlu_target_first_half(target);
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap), iova = range.first + 8 * page;
	struct pt_iommu *iommu = &td->domain.iommu;
	struct iommu_iotlb_gather gather;
	struct iommu_dirty_bitmap dirty;

	KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, page, page), 0);
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova), 0);
	iommu_dirty_bitmap_init(&dirty, NULL, &gather);
	KUNIT_EXPECT_EQ(test, target->format->read_and_clear_dirty(&td->domain.domain, iova, page,
								   0, &dirty), 0);
	KUNIT_EXPECT_EQ(test, read_dirty(test, td, iova, page, 0).nr, 0);
	KUNIT_EXPECT_EQ(test, target->format->read_and_clear_dirty(&td->domain.domain, iova, 0,
								   0, &dirty), -EINVAL);
	/* what is not mapped has no dirty state */
	KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, iova + page), -ENOENT);
	if (range.last != U64_MAX) {
		u64 beyond = 4 * (range.last + 1);

		KUNIT_EXPECT_EQ(test, iommu->ops->set_dirty(iommu, beyond), -ERANGE);
		KUNIT_EXPECT_EQ(test, target->format->read_and_clear_dirty(&td->domain.domain,
									   beyond, page, 0,
									   &dirty), -ERANGE);
	}
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case limit_cases[] = {
	PLAIN_CASE_PARAM(test_init_rejected, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_geometry, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_fewer_bits, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_top_grows_as_needed, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_map_over_last_page, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_map_rejected, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_mapped_is_counted, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_map_without_memory, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_dirty_is_exact, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_dirty_rejected, ptlu_test_gen_targets),
};

PTLU_SUITE(map_limits_suite, "ptlu-map-limits", limit_cases);
