// SPDX-License-Identifier: GPL-2.0-only
/* Plans mappings of every leaf size, each of which contains a page that devices reach. */
#include <linux/kexec_handover.h>
#include "dma.h"

/* Addresses that are tried until a mapping fits between the others. */
#define TRIES		1000
/* Additional mappings of the smallest size. */
#define SMALLEST	6

static bool overlaps(const struct ptlu_iommu_range *range, u64 first, u64 last)
{
	return range->last && first <= range->last && range->first <= last;
}

/* One page before a mapping and one after it stay unmapped, as far as there are such. */
static bool fits(const struct dma_trip *trip, const struct dma_mapping *new, u64 page)
{
	const struct dma_handover *handover = trip->handover;
	const struct ptlu_iommu_range *hole = &trip->iommu.driver->not_translated;
	u64 last = new->iova + new->size - 1;

	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];
		u64 one_last = one->iova + one->size - 1;

		if (new->iova <= min(one_last, U64_MAX - page) + page &&
		    one->iova <= min(last, U64_MAX - page) + page)
			return false;
	}
	return !overlaps(hole, ptlu_dma_iova(new), ptlu_dma_iova(new) + PAGE_SIZE - 1) &&
	       !overlaps(hole, max(new->iova, page) - page, new->iova) &&
	       !overlaps(hole, last, min(last, U64_MAX - page) + page);
}

/* Plan a leaf of @size at @iova, which is aligned to it, for the page at @phys. */
static int plan_at(struct dma_trip *trip, u64 iova, u64 size, u64 page, u64 phys)
{
	struct dma_handover *handover = trip->handover;
	struct dma_mapping new = {
		.iova = iova, .size = size, .page = phys, .phys = phys & ~(size - 1),
	};

	if (!fits(trip, &new, page))
		return -ENOSPC;
	handover->mapping[handover->nr_mappings++] = new;
	return 0;
}

/* Low addresses and high ones: of a random number of bits. */
static u64 random_iova(const struct ptlu_va_range *range, u64 size)
{
	unsigned int span_lg2 = fls64(range->last - range->first), size_lg2 = __ffs64(size);
	unsigned int bits = size_lg2 + 1 + get_random_u32_below(span_lg2 - size_lg2);

	return range->first + (get_random_u64() & (~0ULL >> (64 - bits)) & ~(size - 1));
}

static int plan(struct dma_trip *trip, const struct ptlu_va_range *range, u64 size, u64 page,
		const u64 *where)
{
	int ret = -ENOSPC;
	void *memory;

	if (trip->handover->nr_mappings == PTLU_TEST_MAPPINGS)
		return -ENOSPC;
	memory = kho_alloc_preserve(PAGE_SIZE);
	if (IS_ERR(memory))
		return PTR_ERR(memory);
	for (unsigned int i = 0; ret == -ENOSPC && i < TRIES; i++)
		ret = plan_at(trip, where ? *where : random_iova(range, size), size, page,
			      virt_to_phys(memory));
	if (ret)
		kho_unpreserve_free(memory);
	return ret;
}

/* The first and the last page, leaves of every size up to an eighth, the larger ones first. */
static int plan_half(struct dma_trip *trip, const struct ptlu_va_range *range, u64 sizes)
{
	u64 page = 1ULL << __ffs64(sizes), last = range->last - page + 1;
	int ret = plan(trip, range, page, page, &range->first);

	if (!ret)
		ret = plan(trip, range, page, page, &last);
	for (int lg2 = fls64(range->last - range->first) - 3; !ret && lg2 >= 0; lg2--)
		if (sizes >> lg2 & 1)
			ret = plan(trip, range, 1ULL << lg2, page, NULL);
	for (unsigned int i = 0; !ret && i < SMALLEST; i++)
		ret = plan(trip, range, page, page, NULL);
	return ret;
}

/**
 * ptlu_dma_plan_mappings() - plan the mappings of all domains, and allocate the pages behind them
 * @trip: its target and its IOMMU's driver are known
 * @pgsize_bitmap: leaf sizes of the target
 *
 * The pages are preserved with KHO.
 *
 * Return: 0, -ENOSPC if a mapping does not fit between the others, or an error of KHO.
 */
int ptlu_dma_plan_mappings(struct dma_trip *trip, u64 pgsize_bitmap)
{
	struct ptlu_va_range range;
	int ret = 0;

	if (ptlu_target_has_lower(trip->target)) {
		range = ptlu_target_lower(trip->target);
		range.last = min(range.last, ~0ULL >> (64 - trip->handover->input_bits));
		ret = plan_half(trip, &range, pgsize_bitmap);
	}
	if (!ret && ptlu_target_has_upper(trip->target)) {
		range = ptlu_target_upper(trip->target);
		ret = plan_half(trip, &range, pgsize_bitmap);
	}
	return ret;
}

/* Nothing is mapped at @iova. */
bool ptlu_dma_is_hole(const struct dma_trip *trip, u64 iova)
{
	const struct dma_handover *handover = trip->handover;

	for (unsigned int i = 0; i < handover->nr_mappings; i++)
		if (iova - handover->mapping[i].iova < handover->mapping[i].size)
			return false;
	return true;
}
