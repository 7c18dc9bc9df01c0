// SPDX-License-Identifier: GPL-2.0-only
/* Compare the VMSAv8-64 format with the tree's io-pgtable-arm.c after the same maps and unmaps. */
#include "armv8_reference.h"
#include "formats/armv8/pt_armv8.h"
#include "conformance/lib/suite.h"

#define REFERENCE_OPS		2000
#define REFERENCE_OPS_PER_LOOK	128

extern const struct ptlu_format ptlu_format_armv8_4k, ptlu_format_armv8_16k, ptlu_format_armv8_64k;

#define S2		BIT(PT_FEAT_ARMV8_S2)
#define FWB		BIT(PT_FEAT_ARMV8_S2FWB)
#define TTBR1		BIT(PT_FEAT_ARMV8_TTBR1)
#define LPA		BIT(PT_FEAT_ARMV8_LPA)
#define DBM		BIT(PT_FEAT_ARMV8_DBM)
#define NS		BIT(PT_FEAT_ARMV8_NS)
#define NC		BIT(PT_FEAT_DMA_INCOHERENT)

#define REFERENCE(_name, _size, _granule, _features, _vasz, _oasz, ...)                          \
	{                                                                                      \
		.target = {                                                                    \
			.name = _name,                                                         \
			.format = &ptlu_format_armv8_##_size,                                  \
			.cfg = { _features, _vasz, _oasz, 0, _granule },                       \
			.va = (_features) & TTBR1 ? PTLU_VA_UPPER : PTLU_VA_LOWER,             \
		},                                                                             \
		__VA_ARGS__                                                                    \
	}

static const struct ptlu_reference_cfg ptlu_reference_cfgs[] = {
	REFERENCE("s1-4k-48", 4k, 12, 0, 48, 48),
	REFERENCE("s1-4k-39-nc", 4k, 12, NC, 39, 40),
	REFERENCE("s1-4k-48-ttbr1", 4k, 12, TTBR1, 48, 48),
	REFERENCE("s1-4k-48-dbm", 4k, 12, DBM, 48, 48),
	REFERENCE("s1-4k-42-ns", 4k, 12, NS, 42, 44),
	REFERENCE("s1-16k-48", 16k, 14, 0, 48, 48),
	REFERENCE("s1-16k-47-ttbr1-nc", 16k, 14, TTBR1 | NC, 47, 42),
	REFERENCE("s1-16k-40-dbm", 16k, 14, DBM, 40, 48),
	REFERENCE("s1-64k-48", 64k, 16, 0, 48, 48),
	REFERENCE("s1-64k-52-dbm", 64k, 16, LPA | DBM, 52, 52),
	REFERENCE("s1-64k-52-ttbr1", 64k, 16, LPA | TTBR1, 52, 52),
	REFERENCE("s2-4k-48", 4k, 12, S2, 48, 48),
	REFERENCE("s2-4k-44-fwb", 4k, 12, S2 | FWB, 44, 44),
	REFERENCE("s2-4k-42-nc", 4k, 12, S2 | NC, 42, 42),
	REFERENCE("s2-4k-40", 4k, 12, S2, 40, 40),
	REFERENCE("s2-4k-32", 4k, 12, S2, 32, 32, .other_start = true),
	REFERENCE("s2-4k-40-of-48", 4k, 12, S2, 40, 48, .other_start = true),
	REFERENCE("s2-16k-48", 16k, 14, S2, 48, 48),
	REFERENCE("s2-16k-40-fwb", 16k, 14, S2 | FWB, 40, 40),
	REFERENCE("s2-64k-48-nc", 64k, 16, S2 | NC, 48, 48),
	REFERENCE("s2-64k-44", 64k, 16, S2, 44, 44, .other_start = true),
	REFERENCE("s2-64k-52", 64k, 16, S2 | LPA, 52, 52),
};

const void *ptlu_reference_gen_cfgs(struct kunit *test, const void *prev, char *desc)
{
	const struct ptlu_reference_cfg *cfg = prev ? (const struct ptlu_reference_cfg *)prev + 1 :
						      ptlu_reference_cfgs;

	if (cfg == ptlu_reference_cfgs + ARRAY_SIZE(ptlu_reference_cfgs) ||
	    !ptlu_test_selects_format(PTLU_FORMAT_ARMV8))
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", cfg->target.name);
	return cfg;
}

struct ptlu_reference_top {
	phys_addr_t phys;
	unsigned int level;
};

/* Tables are visited from the top. */
static void note_top(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct ptlu_reference_top *top = arg;

	if (!top->phys)
		*top = (struct ptlu_reference_top){ phys, level };
}

static void free_walks(void *arg)
{
	struct ptlu_reference *w = arg;

	ptlu_armv8_walk_free(&w->walk);
	ptlu_armv8_walk_free(&w->iop_walk);
}

struct ptlu_reference *ptlu_reference_new(struct kunit *test)
{
	const struct ptlu_reference_cfg *cfg = test->param_value;
	const struct ptlu_cfg *table = &cfg->target.cfg;
	struct ptlu_reference *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct ptlu_io_pgtable_regs regs;
	struct ptlu_reference_top top = {};

	w->cfg = cfg;
	kunit_add_action_or_reset(test, free_walks, w);
	KUNIT_ASSERT_EQ(test, ptlu_domain_init(&w->domain, &cfg->target, &w->device), 0);
	KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_init(&w->iop, table, &w->device), 0);
	w->sizes = w->domain.domain.pgsize_bitmap;
	/* drop the block size of the level that only one of the two has */
	if (cfg->other_start)
		w->iop.domain.pgsize_bitmap &= w->sizes;
	KUNIT_ASSERT_EQ(test, w->iop.domain.pgsize_bitmap & ~w->sizes, 0);

	cfg->target.format->for_each_table(&w->domain, note_top, &top);
	w->walk = ptlu_armv8_walk_of(table, top.phys, top.level);
	regs = ptlu_io_pgtable_regs(&w->iop);
	w->iop_walk = ptlu_armv8_walk_of(table, regs.ttb,
				     ptlu_armv8_start_level(table, regs.tsz, regs.sl0));
	KUNIT_EXPECT_EQ(test, w->walk.level != w->iop_walk.level, cfg->other_start);
	return w;
}

/* Give our domain the page sizes of io-pgtable-arm.c, which has no contiguous hint. */
void ptlu_reference_sizes_of_io_pgtable(struct ptlu_reference *w)
{
	w->sizes = w->iop.domain.pgsize_bitmap;
	w->domain.domain.pgsize_bitmap = w->sizes;
}

void ptlu_reference_free(struct ptlu_reference *w)
{
	ptlu_domain_deinit(&w->domain);
	ptlu_io_pgtable_free(&w->iop);
}

u64 ptlu_reference_random_below(u64 bound)
{
	return get_random_u64() % bound;
}

/* Return the largest page size that divides @aligned and is at most @room, 0 if there is none. */
static u64 best_size(u64 sizes, u64 aligned, u64 room)
{
	u64 best = 0;

	for (unsigned int lg2 = 0; lg2 < 64; lg2++)
		if (sizes & BIT_ULL(lg2) && !(aligned & (BIT_ULL(lg2) - 1)) && BIT_ULL(lg2) <= room)
			best = BIT_ULL(lg2);
	return best;
}

/* Split a range as drivers/iommu/iommu.c does for map_pages(). */
static void map_iop(struct kunit *test, struct ptlu_reference *w, struct ptlu_reference_mapping m,
		    int prot)
{
	u64 sizes = w->iop.domain.pgsize_bitmap;

	while (m.size) {
		u64 size = best_size(sizes, m.iova | m.phys, m.size), length = size;

		while (best_size(sizes, (m.iova + length) | (m.phys + length), m.size - length) ==
		       size)
			length += size;
		KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_map(&w->iop, m.iova, m.phys, size,
							  length / size, prot), 0);
		m.iova += length;
		m.phys += length;
		m.size -= length;
	}
}

static void unmap_iop(struct kunit *test, struct ptlu_reference *w, u64 iova, u64 room)
{
	u64 sizes = w->iop.domain.pgsize_bitmap;
	struct iommu_iotlb_gather gather;

	iommu_iotlb_gather_init(&gather);
	while (room) {
		u64 size = best_size(sizes, iova, room), length = size;

		while (best_size(sizes, iova + length, room - length) == size)
			length += size;
		KUNIT_ASSERT_EQ(test, ptlu_io_pgtable_unmap(&w->iop, iova, size, length / size,
							    &gather), length);
		iova += length;
		room -= length;
	}
}

static void map_both(struct kunit *test, struct ptlu_reference *w,
		     const struct ptlu_reference_mapping *m, int prot)
{
	KUNIT_ASSERT_EQ(test, iommu_map(&w->domain.domain, m->iova, m->phys, m->size, prot,
					GFP_KERNEL), 0);
	map_iop(test, w, *m, prot);
	w->mappings[w->nr_mappings++] = *m;
}

static void unmap_both(struct kunit *test, struct ptlu_reference *w, u64 iova, u64 size)
{
	KUNIT_ASSERT_EQ(test, iommu_unmap(&w->domain.domain, iova, size), size);
	unmap_iop(test, w, iova, size);
}

static void expect_translation(struct kunit *test, struct ptlu_reference *w, u64 iova, u64 want)
{
	static const char * const who[] = {
		"ours", "io-pgtable", "hardware in ours", "hardware in io-pgtable's",
	};
	u64 got[] = {
		ptlu_domain_iova_to_phys(&w->domain, iova),
		/* iova + 1 is 0 here, so the function returns an unset variable */
		iova == U64_MAX ? want : ptlu_io_pgtable_iova_to_phys(&w->iop, iova),
		ptlu_armv8_translate(&w->walk, iova),
		ptlu_armv8_translate(&w->iop_walk, iova),
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(got); i++)
		if (got[i] != want)
			KUNIT_FAIL_AND_ABORT(test, "%s translates %#llx to %#llx, not to %#llx",
					     who[i], (unsigned long long)iova,
					     (unsigned long long)got[i],
					     (unsigned long long)want);
}

static void expect_translations(struct kunit *test, struct ptlu_reference *w, u64 iova, u64 phys,
				u64 size)
{
	u64 offsets[] = { 0, size - 1, ptlu_reference_random_below(size) };

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++)
		expect_translation(test, w, iova + offsets[i], phys ? phys + offsets[i] : 0);
}

/* Compare every descriptor with its counterpart in the other page table. */
void ptlu_reference_compare(struct kunit *test, struct ptlu_reference *w)
{
	u64 choice = w->sizes == w->iop.domain.pgsize_bitmap ? 0 : ARMV8_DESC_CONTIGUOUS;
	const struct armv8_leaf *ours, *theirs;

	ptlu_armv8_walk_all(test, &w->walk);
	ptlu_armv8_walk_all(test, &w->iop_walk);
	w->seen |= ptlu_armv8_expect_runs(test, &w->walk);
	ptlu_armv8_expect_runs(test, &w->iop_walk);
	KUNIT_ASSERT_EQ(test, w->walk.nr_leaves, w->iop_walk.nr_leaves);
	for (size_t i = 0; i < w->walk.nr_leaves; i++) {
		ours = &w->walk.leaves[i];
		theirs = &w->iop_walk.leaves[i];
		if (ours->iova != theirs->iova || (*ours->desc ^ *theirs->desc) & ~choice)
			KUNIT_FAIL_AND_ABORT(test,
					     "ours has %#llx at %#llx, io-pgtable %#llx at %#llx",
					     (unsigned long long)*ours->desc,
					     (unsigned long long)ours->iova,
					     (unsigned long long)*theirs->desc,
					     (unsigned long long)theirs->iova);
	}
}

static bool is_free(const struct ptlu_reference *w, const struct ptlu_reference_mapping *m)
{
	for (unsigned int i = 0; i < w->nr_mappings; i++) {
		const struct ptlu_reference_mapping *other = &w->mappings[i];

		if (m->iova <= other->iova + (other->size - 1) &&
		    other->iova <= m->iova + (m->size - 1))
			return false;
	}
	return true;
}

static struct ptlu_va_range addresses(const struct ptlu_reference *w)
{
	const struct ptlu_target *target = &w->cfg->target;

	return target->va == PTLU_VA_UPPER ? ptlu_target_upper(target) : ptlu_target_lower(target);
}

/*
 * Choose a random range of pages of one size. It is often next to another mapping. Sometimes it
 * has smaller pages before and after, and sometimes its physical address needs smaller pages.
 */
static bool propose(struct ptlu_reference *w, struct ptlu_reference_mapping *m)
{
	struct ptlu_va_range va = addresses(w);
	u64 page = 1ULL << w->cfg->target.cfg.granule_lg2;
	u64 oa_end = 1ULL << w->cfg->target.cfg.oasz_lg2;
	u64 size = w->sizes, smaller, head, tail;

	for (u64 skip = ptlu_reference_random_below(hweight64(w->sizes)); skip; skip--)
		size &= size - 1;
	size &= -size;
	smaller = size == page ? 0 : 1ULL << (fls64(w->sizes & (size - 1)) - 1);

	m->size = size * (1 + ptlu_reference_random_below(size == page ? 600 : 3));
	if (m->size > (va.last - va.first) / 2 || m->size > oa_end / 2)
		return false;
	m->iova = va.first + ptlu_reference_random_below(va.last - va.first);
	if (w->nr_mappings && ptlu_reference_random_below(4)) {
		const struct ptlu_reference_mapping *other =
			&w->mappings[ptlu_reference_random_below(w->nr_mappings)];

		m->iova = other->iova + other->size + size - 1;
	}
	m->iova &= -size;
	m->phys = ptlu_reference_random_below(oa_end - m->size) & -size;
	if (smaller && m->size / smaller <= 2048 && !ptlu_reference_random_below(4))
		m->phys += smaller;

	head = page * ptlu_reference_random_below(2) * ptlu_reference_random_below(40);
	tail = page * ptlu_reference_random_below(2) * ptlu_reference_random_below(40);
	m->iova -= head;
	m->phys -= head;
	m->size += head + tail;
	/* neither outside of the address space nor at 0, the value for "not mapped" */
	return m->iova >= va.first && m->iova <= va.last && va.last - m->iova >= m->size - 1 &&
	       m->phys && m->phys < oa_end && oa_end - m->phys >= m->size && is_free(w, m);
}

static int random_prot(void)
{
	static const int others[] = { IOMMU_CACHE, IOMMU_NOEXEC, IOMMU_MMIO, IOMMU_PRIV };
	static const int access[] = { IOMMU_READ, IOMMU_WRITE, IOMMU_READ | IOMMU_WRITE };
	int prot = access[ptlu_reference_random_below(ARRAY_SIZE(access))];

	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++)
		if (ptlu_reference_random_below(2))
			prot |= others[i];
	return prot;
}

void ptlu_reference_map_something(struct kunit *test, struct ptlu_reference *w)
{
	struct ptlu_reference_mapping m;

	for (unsigned int i = 0; i < 20; i++) {
		if (!propose(w, &m))
			continue;
		map_both(test, w, &m, random_prot());
		expect_translations(test, w, m.iova, m.phys, m.size);
		return;
	}
}

/* Unmap a mapping, or the part of it before or after a page boundary. */
static void unmap_something(struct kunit *test, struct ptlu_reference *w)
{
	struct ptlu_reference_mapping *m =
		&w->mappings[ptlu_reference_random_below(w->nr_mappings)];
	u64 middle = 0,
	    least = ptlu_reference_random_below(2) ? ptlu_reference_random_below(m->size) : m->size;
	bool last = ptlu_reference_random_below(2);
	u64 iova = m->iova, size;

	while (middle < least)
		middle += best_size(w->sizes, (m->iova + middle) | (m->phys + middle),
				    m->size - middle);
	if (!middle || middle == m->size) {
		size = m->size;
		*m = w->mappings[--w->nr_mappings];
	} else if (last) {
		iova += middle;
		size = m->size - middle;
		m->size = middle;
	} else {
		size = middle;
		m->iova += middle;
		m->phys += middle;
		m->size -= middle;
	}
	unmap_both(test, w, iova, size);
	expect_translations(test, w, iova, 0, size);
}

static void run_reference(struct kunit *test, struct ptlu_reference *w)
{
	for (unsigned int op = 0; op < REFERENCE_OPS; op++) {
		if (w->nr_mappings == REFERENCE_MAPPINGS ||
		    (w->nr_mappings && ptlu_reference_random_below(100) < 45))
			unmap_something(test, w);
		else
			ptlu_reference_map_something(test, w);
		if (op % REFERENCE_OPS_PER_LOOK == 0)
			ptlu_reference_compare(test, w);
	}
	ptlu_reference_compare(test, w);
	KUNIT_EXPECT_EQ(test, w->seen, w->sizes);
	while (w->nr_mappings)
		unmap_something(test, w);
	ptlu_reference_compare(test, w);
	KUNIT_EXPECT_EQ(test, w->walk.nr_leaves, 0);
	ptlu_reference_free(w);
}

static void test_same_descriptors(struct kunit *test)
{
	struct ptlu_reference *w = ptlu_reference_new(test);

	ptlu_reference_sizes_of_io_pgtable(w);
	run_reference(test, w);
}

static void test_contiguous_hint(struct kunit *test)
{
	run_reference(test, ptlu_reference_new(test));
}

#ifndef PT_ARMV8_FROM_TREE
static void test_registers(struct kunit *test)
{
	struct ptlu_reference *w = ptlu_reference_new(test);
	struct ptlu_io_pgtable_regs theirs = ptlu_io_pgtable_regs(&w->iop);
	const struct ptlu_cfg *cfg = &w->cfg->target.cfg;
	struct pt_iommu_armv8_hw_info ours;

	pt_iommu_armv8_hw_info((struct pt_iommu_armv8 *)w->domain.table, &ours);
	KUNIT_EXPECT_EQ(test, ours.ttb, w->walk.table);
	KUNIT_EXPECT_EQ(test, ptlu_armv8_start_level(cfg, ours.tsz, ours.sl0), w->walk.level);
	KUNIT_EXPECT_EQ(test, ours.sl0 != theirs.sl0, w->cfg->other_start);
	/* the upper half is a sign-extended int: attributes that no entry uses */
	KUNIT_EXPECT_EQ(test, ours.mair, lower_32_bits(theirs.mair));
	KUNIT_EXPECT_EQ(test, ours.tsz, theirs.tsz);
	KUNIT_EXPECT_EQ(test, ours.tg, theirs.tg);
	KUNIT_EXPECT_EQ(test, ours.sh, theirs.sh);
	KUNIT_EXPECT_EQ(test, ours.irgn, theirs.irgn);
	KUNIT_EXPECT_EQ(test, ours.orgn, theirs.orgn);
	KUNIT_EXPECT_EQ(test, ours.ps, theirs.ps);
	KUNIT_EXPECT_EQ(test, ours.ds, 0);
	ptlu_reference_free(w);
}
#endif

static const struct ptlu_case ptlu_reference_cases[] = {
	PLAIN_CASE_PARAM(test_same_descriptors, ptlu_reference_gen_cfgs),
	PLAIN_CASE_PARAM(test_contiguous_hint, ptlu_reference_gen_cfgs),
#ifndef PT_ARMV8_FROM_TREE
	PLAIN_CASE_PARAM(test_registers, ptlu_reference_gen_cfgs),
#endif
};

PTLU_SUITE(ptlu_reference_suite, "ptlu-armv8-reference", ptlu_reference_cases);
