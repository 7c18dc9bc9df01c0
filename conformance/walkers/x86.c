// SPDX-License-Identifier: GPL-2.0-only
/*
 * 4- and 5-level paging of processors and of the first stage of IOMMUs: Intel SDM volume 3, section
 * 5.5 (4-Level Paging and 5-Level Paging); AMD APM volume 2, sections 5.3 (Long-Mode Page
 * Translation) and 7.10 (Secure Memory Encryption: the C bit is not part of the address).
 */
#include "walker.h"

enum {
	PRESENT = 1 << 0,
	WRITABLE = 1 << 1,
	PAGE_SIZE_BIT = 1 << 7,
};

static bool is_canonical(const struct ptlu_walker_config *config, u64 iova)
{
	unsigned int bits = 12 + 9 * config->levels;
	u64 above = iova >> (bits - 1);

	if (config->sign_extended)
		return !above || above == ~0ULL >> (bits - 1);
	/* AMD's v2 table for requests without PASID: the lower addresses only */
	return !(iova >> bits);
}

struct ptlu_walker_result ptlu_walker_x86(const struct ptlu_walker_config *config, u64 iova)
{
	u64 table = config->root & ~config->c_bit, entry, permissions = PRESENT | WRITABLE;

	if (!is_canonical(config, iova))
		return ptlu_walker_fault("not canonical");
	for (unsigned int level = config->levels; level; level--) {
		unsigned int shift = 12 + 9 * (level - 1);

		if (!ptlu_walker_read(table + 8 * (iova >> shift & 0x1ff), &entry))
			return ptlu_walker_fault("entry outside of memory");
		if (!(entry & PRESENT))
			return ptlu_walker_fault("not present");
		permissions &= entry;
		if (level > 1 && !(entry & PAGE_SIZE_BIT)) {
			/* without the C bit the hardware would read the table without decryption */
			if ((entry & config->c_bit) != config->c_bit)
				return ptlu_walker_fault("a table that is not read as encrypted");
			table = ptlu_walker_bits(entry, 51, 12) & ~config->c_bit;
			continue;
		}
		if (level > 3)
			return ptlu_walker_fault("reserved: page size at this level");
		/* bit 12 of a large page is PAT, not address */
		if (shift > 12 && ptlu_walker_bits(entry & ~config->c_bit, shift - 1, 13))
			return ptlu_walker_fault("reserved: address of a large page");
		return ptlu_walker_page(ptlu_walker_bits(entry, 51, shift) & ~config->c_bit, shift,
					iova, true, permissions & WRITABLE);
	}
	return ptlu_walker_fault("no levels");
}
