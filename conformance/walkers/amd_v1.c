// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host page tables of the "AMD I/O Virtualization Technology (IOMMU) Specification" (48882),
 * section 2.2.3 (I/O Page Tables for Host Translations), with its tables of entry fields and page
 * sizes.
 */
#include "walker.h"

#define PRESENT		(1ULL << 0)
#define NEXT_LEVEL(e)	((e) >> 9 & 7)
#define DIRTY		(1ULL << 6)
#define READ		(1ULL << 61)
#define WRITE		(1ULL << 62)

enum {
	NEXT_LEVEL_PAGE = 0,	/* a page of the level's default size */
	NEXT_LEVEL_SIZED = 7,	/* a page whose size is encoded in its address */
};

/* The lowest 0 from address bit 12 up ends a run of ones. It is the highest bit of the offset. */
static unsigned int encoded_size(u64 address)
{
	unsigned int page_lg2 = 12;

	while (page_lg2 < 52 && address >> page_lg2 & 1)
		page_lg2++;
	return page_lg2 + 1;
}

static const char *rejects(const struct ptlu_walker_config *config, u64 iova)
{
	/* The device table entry's mode: 6 levels translate all 64 bits. */
	if (config->levels < 6 && iova >> (12 + 9 * config->levels))
		return "beyond the mode's addresses";
	return NULL;
}

static struct ptlu_walker_step step(const struct ptlu_walker_config *config, unsigned int level,
				    u64 entry, u64 iova)
{
	unsigned int shift = ptlu_walker_shift(config, level), next = NEXT_LEVEL(entry);
	u64 address = ptlu_walker_bits(entry, 51, 12) & ~config->c_bit;
	struct ptlu_walker_step step = {
		.next = next, .page_lg2 = shift,
		.read = entry & READ, .write = entry & WRITE, .dirty = entry & DIRTY,
	};

	if (!(entry & PRESENT))
		return ptlu_walker_fault("not present");
	step.table = next != NEXT_LEVEL_SIZED && next != NEXT_LEVEL_PAGE;
	if (!step.table) {
		if (next == NEXT_LEVEL_SIZED)
			step.page_lg2 = encoded_size(address);
		else if (level == 6)
			return ptlu_walker_fault("reserved: a page at level 6");
		if (step.page_lg2 > shift + 9 ||
		    (next == NEXT_LEVEL_SIZED && step.page_lg2 <= shift))
			return ptlu_walker_fault("reserved: a page size of another level");
		step.phys = ptlu_walker_bits(address, 51, step.page_lg2);
		return step;
	}
	if (next >= level)
		return ptlu_walker_fault("reserved: next level is not below");
	/* without the C bit the hardware would read the table without decryption */
	if ((entry & config->c_bit) != config->c_bit)
		return ptlu_walker_fault("a table that is not read as encrypted");
	/* levels may be skipped, their address bits must be zero */
	if (level - next > 1 && ptlu_walker_bits(iova, shift - 1, 12 + 9 * next))
		return ptlu_walker_fault("a skipped level's address bits are set");
	step.phys = address;
	return step;
}

const struct ptlu_walker_format ptlu_walker_amd_v1 = { .rejects = rejects, .step = step };
