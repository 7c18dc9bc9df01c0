// SPDX-License-Identifier: GPL-2.0-only
/* Maps and unmaps as the IOMMU core does, while the greediest IOMMU watches. */
#include "machine/machine.h"
#include "iommu-pages.h"
#include "iotlb.h"

/**
 * ptlu_watch() - initialize a domain that an IOMMU watches
 * @test: the running test
 * @target: its target
 * @features: features of the domain, in place of the target's
 */
struct ptlu_watched *ptlu_watch(struct kunit *test, const struct ptlu_target *target, u32 features)
{
	struct ptlu_watched *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct ptlu_va_range range = ptlu_target_first_half(target);
	u64 huge;

	KUNIT_ASSERT_NOT_NULL(test, w);
	w->test = test;
	w->target = *target;
	w->target.cfg.features = features;
	w->td = ptlu_test_domain_new(test, &w->target);
	w->iotlb = ptlu_iotlb_attach(&w->td->domain);
	iommu_iotlb_gather_init(&w->gather);
	w->page = 1ULL << __ffs64(w->td->domain.domain.pgsize_bitmap);
	huge = 1ULL << min(target->cfg.vasz_lg2 - 2, 42);
	w->base = (range.first + (range.last - range.first) / 2 + 1) & ~(huge - 1);
	if (target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP))
		w->base = huge >> 5;
	return w;
}

void ptlu_watched_free(struct ptlu_watched *w)
{
	ptlu_iotlb_fence(w->iotlb);
	ptlu_test_teardown(w->test, w->td);
}

/* An output address with as many low zeros as @iova. */
u64 ptlu_watched_phys(const struct ptlu_watched *w, u64 iova)
{
	u64 top = 1ULL << (w->target.cfg.oasz_lg2 - 2);

	return top | (iova & (top - 1));
}

/* Bytes that an entry of a generic_pt level translates. */
u64 ptlu_watched_block(const struct ptlu_watched *w, unsigned int level)
{
	unsigned int granule = w->target.cfg.granule_lg2;

	return 1ULL << (granule + level * (granule - 3));
}

/**
 * ptlu_watched_try_map() - map a range that may be refused
 * @w: the domain
 * @iova: first address
 * @phys: first output address
 * @size: bytes
 *
 * What was mapped before an error is unmapped, as iommu_map() does.
 *
 * Return: 0 or the error of map_range.
 */
int ptlu_watched_try_map(struct ptlu_watched *w, u64 iova, u64 phys, u64 size)
{
	struct pt_iommu *table = &w->td->domain.iommu;
	size_t mapped = 0;
	int ret = table->ops->map_range(table, iova, phys, size, IOMMU_READ | IOMMU_WRITE,
					GFP_KERNEL, &mapped);

	if (mapped) {
		ptlu_iotlb_sync_map(w->iotlb, iova, mapped);
		ptlu_runs_add(&w->expected, iova, iova + mapped - 1, phys);
	}
	if (ret && mapped) {
		ptlu_watched_unmap(w, iova, mapped);
		ptlu_watched_sync(w);
	}
	return ret;
}

void ptlu_watched_map(struct ptlu_watched *w, u64 iova, u64 size)
{
	KUNIT_ASSERT_EQ(w->test,
			ptlu_watched_try_map(w, iova, ptlu_watched_phys(w, iova), size), 0);
}

/* Unmap, without the invalidation by ptlu_watched_sync(). Return: what unmap_range returns. */
u64 ptlu_watched_unmap(struct ptlu_watched *w, u64 iova, u64 size)
{
	struct pt_iommu *table = &w->td->domain.iommu;
	u64 unmapped = table->ops->unmap_range(table, iova, size, &w->gather);

	if (unmapped)
		ptlu_runs_remove(&w->expected, iova, iova + unmapped - 1);
	return unmapped;
}

/* As at the end of iommu_unmap(), or of a queue of unmaps. */
void ptlu_watched_sync(struct ptlu_watched *w)
{
	if (w->gather.queued) {
		ptlu_iotlb_flush_all(w->iotlb);
		iommu_put_pages_list(&w->gather.freelist);
		iommu_iotlb_gather_init(&w->gather);
		return;
	}
	iommu_iotlb_sync(&w->td->domain.domain, &w->gather);
}

static void expect_runs(struct ptlu_watched *w, bool written_back)
{
	struct ptlu_runs *now = kunit_kzalloc(w->test, sizeof(*now), GFP_KERNEL);
	struct ptlu_held_set leaves = {};
	char text[160];

	ptlu_iotlb_leaves(w->iotlb, written_back, &leaves);
	ptlu_runs_of(now, &leaves);
	ptlu_held_free(&leaves);
	if (ptlu_runs_differ(now, &w->expected, text, sizeof(text)))
		KUNIT_FAIL_AND_ABORT(w->test, "%s%s translates %s",
				     w->iotlb->incoherent ? "incoherent: " : "",
				     written_back ? "what is written back" : "the table", text);
	kunit_kfree(w->test, now);
}

/* After a sync: the table has what is expected, and the IOMMU holds nothing else. */
void ptlu_watched_expect(struct ptlu_watched *w)
{
	const char *error = ptlu_iotlb_check(w->iotlb);

	if (error)
		KUNIT_FAIL_AND_ABORT(w->test, "%s%s", w->iotlb->incoherent ? "incoherent: " : "",
				     error);
	expect_runs(w, false);
	if (w->iotlb->incoherent)
		expect_runs(w, true);
}

/* A range of at most a few hundred leaves, near the ends of tables of all levels. */
static void pick_range(struct ptlu_watched *w, u64 *iova, u64 *size)
{
	unsigned long sizes = w->td->domain.domain.pgsize_bitmap &
			      (2 * ptlu_watched_block(w, 2) - 1);
	u64 block = ptlu_watched_block(w, 1), one = w->page;

	for (unsigned int i = get_random_u32_below(hweight_long(sizes)); i; i--)
		sizes &= sizes - 1;
	one = sizes & -sizes;
	*size = one * (1 + get_random_u32_below(3));
	*iova = w->base + one * get_random_u32_below(4);
	if (get_random_u32_below(2))
		return;
	/* across a border, by small pages */
	*size = w->page * (1 + get_random_u32_below(40));
	*iova = w->base + block * get_random_u32_below(3) - w->page * get_random_u32_below(20);
}

static void map_something(struct ptlu_watched *w)
{
	u64 iova, size;
	int ret;

	pick_range(w, &iova, &size);
	ret = ptlu_runs_overlap(&w->expected, iova, iova + size - 1);
	KUNIT_ASSERT_EQ(w->test,
			ptlu_watched_try_map(w, iova, ptlu_watched_phys(w, iova), size),
			ret ? -EADDRINUSE : 0);
}

/* From the first byte of a leaf, to that of another or into it. */
static void unmap_something(struct ptlu_watched *w)
{
	struct ptlu_held_set leaves = {};
	struct ptlu_held from, to;
	u64 last, unmapped;

	ptlu_iotlb_leaves(w->iotlb, false, &leaves);
	if (!leaves.nr)
		return;
	from = leaves.held[get_random_u32_below(leaves.nr)];
	to = leaves.held[get_random_u32_below(leaves.nr)];
	ptlu_held_free(&leaves);
	if (to.first < from.first || to.last - from.first > ptlu_watched_block(w, 3))
		to = from;
	last = to.first + get_random_u64() % (to.last - to.first + 1);
	unmapped = ptlu_watched_unmap(w, from.first, last - from.first + 1);
	/* whole leaves, up to the first hole */
	KUNIT_ASSERT_GE(w->test, unmapped, from.last - from.first + 1);
	if (unmapped > last - from.first + 1)
		KUNIT_ASSERT_EQ(w->test, from.first + unmapped - 1, to.last);
}

/* Random maps and unmaps; some unmaps share a sync, or a flush of everything. */
void ptlu_watched_random(struct ptlu_watched *w, unsigned int count)
{
	while (count--) {
		if (get_random_u32_below(2)) {
			map_something(w);
		} else {
			w->gather.queued = !get_random_u32_below(4);
			for (unsigned int i = get_random_u32_below(4); i < 4; i++)
				unmap_something(w);
			ptlu_watched_sync(w);
		}
		ptlu_watched_expect(w);
	}
}
