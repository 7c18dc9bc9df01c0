// SPDX-License-Identifier: GPL-2.0-only
/* Mistakes of a live update, planted on purpose: the hardware must notice each. */
#include <linux/kasan.h>
#include <linux/kexec_handover.h>
#include "dma.h"

const char *const ptlu_dma_mistake_names[DMA_DEVICES] = {
	[DMA_NO_MISTAKE] = "no mistake",
	[DMA_LEAF_TABLE_LOST] = "a leaf table is not preserved",
	[DMA_WRONG_TOP] = "the serialized state has a wrong top",
	[DMA_ENTRY_CHANGED] = "a leaf entry changes on the way",
	[DMA_UPPER_HALF_LOST] = "the upper half of the top is lost",
};

/* The entry that the hardware reads for @iova in a table of @level, NULL if the walk skips it. */
static u64 *entry_at(const struct ptlu_walker *walker, u64 iova, unsigned int level)
{
	const struct ptlu_walker_config *config = &walker->config;
	struct ptlu_walker_step step = { .phys = config->root, .next = config->levels };

	for (;;) {
		u64 index = iova >> ptlu_walker_shift(config, step.next);
		u64 *table = phys_to_virt(step.phys & ~config->c_bit);

		index &= (1ULL << ptlu_walker_entries_lg2(walker, step.next)) - 1;
		if (step.next == level)
			return &table[index];
		step = walker->format->step(config, step.next, table[index], iova);
		if (step.fault || !step.table || step.next < level)
			return NULL;
	}
}

/* A leaf entry of the smallest size, in a table that is not that of the first mapping. */
static u64 *victim(const struct dma_trip *trip, const struct ptlu_walker *walker)
{
	const struct dma_handover *handover = trip->handover;
	unsigned long of_first =
		(unsigned long)entry_at(walker, handover->mapping[0].iova, 1) >> PAGE_SHIFT;

	for (unsigned int i = 1; i < handover->nr_mappings; i++) {
		u64 *entry = entry_at(walker, handover->mapping[i].iova, 1);

		if (entry && handover->mapping[i].size == handover->mapping[0].size &&
		    (unsigned long)entry >> PAGE_SHIFT != of_first)
			return entry;
	}
	return NULL;
}

/* Of the entries that addresses reach: AMD's 64 bits leave seven for the sixth level. */
static void clear_upper_half(const struct ptlu_walker *walker)
{
	const struct ptlu_walker_config *config = &walker->config;
	u64 *top = phys_to_virt(config->root & ~config->c_bit);
	unsigned int entries_lg2 = min(ptlu_walker_entries_lg2(walker, config->levels),
				       config->address_bits -
				       ptlu_walker_shift(config, config->levels));
	unsigned int half = 1U << (entries_lg2 - 1);

	memset(top + half, 0, half * sizeof(*top));
}

/**
 * ptlu_dma_plant() - plant a mistake into the preserved domain of its own device
 * @trip: the live update, in the old kernel
 * @mistake: the mistake, which is the device's number too
 *
 * Return: 0, or -ENOENT if the domain has no place for it.
 */
int ptlu_dma_plant(struct dma_trip *trip, enum dma_mistake mistake)
{
	struct ptlu_walker walker = ptlu_dma_walker_of(trip, mistake);
	const struct ptlu_cfg *cfg = &trip->target->cfg;
	u64 *entry = victim(trip, &walker);

	if (!entry)
		return -ENOENT;
	switch (mistake) {
	case DMA_LEAF_TABLE_LOST:
		kho_unpreserve_folio(virt_to_folio(entry));
		break;
	case DMA_WRONG_TOP:
		trip->handover->ser[mistake].ours.top_phys = trip->handover->empty_table;
		break;
	case DMA_ENTRY_CHANGED:
		*entry ^= BIT_ULL(cfg->granule_lg2) >>
			  ptlu_format_traits(trip->target->format)->oa_shift;
		break;
	case DMA_UPPER_HALF_LOST:
		clear_upper_half(&walker);
		break;
	case DMA_NO_MISTAKE:
	case DMA_DEVICES:
		break;
	}
	return 0;
}

/**
 * ptlu_dma_oracle_finds_wrong() - count the pages that the reference walker does not find
 * @trip: the live update
 * @walker: reference walker of a domain
 *
 * Return: number of mappings with a page that cannot be read at its address.
 */
unsigned int ptlu_dma_oracle_finds_wrong(const struct dma_trip *trip,
					 const struct ptlu_walker *walker)
{
	const struct dma_handover *handover = trip->handover;
	unsigned int found = 0;

	/* A lost table is free memory here; the hardware reads it, too. */
	kasan_disable_current();
	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];
		struct ptlu_walker_result result =
			ptlu_walker_translate(walker, ptlu_dma_iova(one));

		found += result.fault || result.phys != one->page || !result.read;
	}
	kasan_enable_current();
	return found;
}
