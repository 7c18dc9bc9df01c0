// SPDX-License-Identifier: GPL-2.0-only
/*
 * Second-stage translation of "Intel Virtualization Technology for Directed I/O", sections 3.7
 * (Second-Stage Translation) and 9.8 (Second-Stage Paging Entries).
 */
#include "walker.h"

enum {
	READ = 1 << 0,
	WRITE = 1 << 1,
	PAGE_SIZE_BIT = 1 << 7,
};

struct ptlu_walker_result ptlu_walker_vtd_ss(const struct ptlu_walker_config *config, u64 iova)
{
	u64 table = config->root, entry, permissions = READ | WRITE;

	/* An address beyond the adjusted guest address width is blocked. */
	if (iova >> (12 + 9 * config->levels))
		return ptlu_walker_fault("beyond the address width");
	for (unsigned int level = config->levels; level; level--) {
		unsigned int shift = 12 + 9 * (level - 1);

		if (!ptlu_walker_read(table + 8 * (iova >> shift & 0x1ff), &entry))
			return ptlu_walker_fault("entry outside of memory");
		if (!(entry & (READ | WRITE)))
			return ptlu_walker_fault("not present");
		permissions &= entry;
		if (level > 1 && !(entry & PAGE_SIZE_BIT)) {
			table = ptlu_walker_bits(entry, 51, 12);
			continue;
		}
		if (level > 3)
			return ptlu_walker_fault("reserved: page size at this level");
		if (shift > 12 && ptlu_walker_bits(entry, shift - 1, 12))
			return ptlu_walker_fault("reserved: address of a large page");
		return ptlu_walker_page(ptlu_walker_bits(entry, 51, 12), shift, iova,
					permissions & READ, permissions & WRITE);
	}
	return ptlu_walker_fault("no levels");
}
