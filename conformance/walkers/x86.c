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

static const char *rejects(const struct ptlu_walker_config *config, u64 iova)
{
	unsigned int bits = 12 + 9 * config->levels;
	u64 above = iova >> (bits - 1);

	/* AMD's v2 table for requests without PASID: the lower addresses only */
	if (!config->sign_extended)
		return iova >> bits ? "not canonical" : NULL;
	return above && above != ~0ULL >> (bits - 1) ? "not canonical" : NULL;
}

static struct ptlu_walker_step step(const struct ptlu_walker_config *config, unsigned int level,
				    u64 entry, u64 iova)
{
	unsigned int shift = ptlu_walker_shift(config, level);
	struct ptlu_walker_step step = {
		.next = level - 1, .page_lg2 = shift, .read = true, .write = entry & WRITABLE,
	};

	(void)iova;
	if (!(entry & PRESENT))
		return ptlu_walker_fault("not present");
	step.table = level > 1 && !(entry & PAGE_SIZE_BIT);
	step.phys = ptlu_walker_bits(entry, 51, step.table ? 12 : shift) & ~config->c_bit;
	/* without the C bit the hardware would read the table without decryption */
	if (step.table && (entry & config->c_bit) != config->c_bit)
		return ptlu_walker_fault("a table that is not read as encrypted");
	if (step.table)
		return step;
	if (level > 3)
		return ptlu_walker_fault("reserved: page size at this level");
	/* bit 12 of a large page is PAT, not address */
	if (shift > 12 && ptlu_walker_bits(entry & ~config->c_bit, shift - 1, 13))
		return ptlu_walker_fault("reserved: address of a large page");
	return step;
}

const struct ptlu_walker_format ptlu_walker_x86 = { .rejects = rejects, .step = step };
