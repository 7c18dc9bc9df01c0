// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host page tables of the "AMD I/O Virtualization Technology (IOMMU) Specification" (48882),
 * section 2.2.3 (I/O Page Tables for Host Translations), with its tables of entry fields and page
 * sizes.
 */
#include "walker.h"

#define PRESENT		(1ULL << 0)
#define NEXT_LEVEL(e)	((e) >> 9 & 7)
#define READ		(1ULL << 61)
#define WRITE		(1ULL << 62)

enum {
	NEXT_LEVEL_PAGE = 0,	/* a page of the level's default size */
	NEXT_LEVEL_SIZED = 7,	/* a page whose size is encoded in its address */
};

/* The lowest 0 from address bit 12 up ends a run of ones. It is the highest bit of the offset. */
static struct ptlu_walker_result sized_page(u64 entry, unsigned int shift, u64 iova,
					    u64 permissions)
{
	unsigned int page_lg2 = 12;
	u64 address = ptlu_walker_bits(entry, 51, 12);

	while (page_lg2 < 52 && address >> page_lg2 & 1)
		page_lg2++;
	page_lg2++;
	if (page_lg2 <= shift || page_lg2 > shift + 9)
		return ptlu_walker_fault("reserved: a page size of another level");
	return ptlu_walker_page(ptlu_walker_bits(address, 51, page_lg2), page_lg2, iova,
				permissions & READ, permissions & WRITE);
}

struct ptlu_walker_result ptlu_walker_amd_v1(const struct ptlu_walker_config *config, u64 iova)
{
	u64 table = config->root & ~config->c_bit, entry, permissions = READ | WRITE;
	unsigned int level = config->levels;
	bool encrypted;

	/* The device table entry's mode: 6 levels translate all 64 bits. */
	if (level < 6 && iova >> (12 + 9 * level))
		return ptlu_walker_fault("beyond the mode's addresses");
	while (level) {
		unsigned int shift = 12 + 9 * (level - 1), next;

		if (!ptlu_walker_read(table + 8 * (iova >> shift & 0x1ff), &entry))
			return ptlu_walker_fault("entry outside of memory");
		if (!(entry & PRESENT))
			return ptlu_walker_fault("not present");
		permissions &= entry;
		encrypted = (entry & config->c_bit) == config->c_bit;
		entry &= ~config->c_bit;
		next = NEXT_LEVEL(entry);
		if (next == NEXT_LEVEL_SIZED)
			return sized_page(entry, shift, iova, permissions);
		if (next == NEXT_LEVEL_PAGE && level == 6)
			return ptlu_walker_fault("reserved: a page at level 6");
		if (next == NEXT_LEVEL_PAGE)
			return ptlu_walker_page(ptlu_walker_bits(entry, 51, shift), shift, iova,
					   permissions & READ, permissions & WRITE);
		if (next >= level)
			return ptlu_walker_fault("reserved: next level is not below");
		/* without the C bit the hardware would read the table without decryption */
		if (!encrypted)
			return ptlu_walker_fault("a table that is not read as encrypted");
		/* levels may be skipped, their address bits must be zero */
		if (level - next > 1 && ptlu_walker_bits(iova, shift - 1, 12 + 9 * next))
			return ptlu_walker_fault("a skipped level's address bits are set");
		table = ptlu_walker_bits(entry, 51, 12);
		level = next;
	}
	return ptlu_walker_fault("no levels");
}
