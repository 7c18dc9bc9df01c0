// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sv39, Sv48 and Sv57 of "The RISC-V Instruction Set Manual, Volume II: Privileged Architecture",
 * section 12.3.2 (Virtual Address Translation Process) and the Svnapot extension.
 */
#include "walker.h"

enum {
	V = 1 << 0,
	R = 1 << 1,
	W = 1 << 2,
	X = 1 << 3,
	U = 1 << 4,
	A = 1 << 6,
	D = 1 << 7,
};

#define N	(1ULL << 63)

static struct ptlu_walker_result leaf(const struct ptlu_walker_config *config, u64 entry,
				      unsigned int shift, u64 iova)
{
	u64 address = ptlu_walker_bits(entry, 53, 10) << 2;

	if (entry & N) {
		/* the only size that is defined: ppn[3:0] is 1000, the page has 64K */
		if (shift != 12 || ptlu_walker_bits(address, 15, 12) != 0x8000)
			return ptlu_walker_fault("reserved: a NAPOT size that is not defined");
		address = ptlu_walker_bits(address, 55, 16);
		shift = 16;
	} else if (shift > 12 && ptlu_walker_bits(address, shift - 1, 12)) {
		return ptlu_walker_fault("misaligned superpage");
	}
	(void)config;
	/* Without Svade's hardware update both bits must be set beforehand. */
	if (!(entry & A))
		return ptlu_walker_fault("access bit is clear");
	return ptlu_walker_page(address, shift, iova, entry & R, (entry & W) && (entry & D));
}

struct ptlu_walker_result ptlu_walker_riscv(const struct ptlu_walker_config *config, u64 iova)
{
	u64 above = iova >> (config->address_bits - 1), table = config->root, entry;

	if (above && above != ~0ULL >> (config->address_bits - 1))
		return ptlu_walker_fault("not canonical");
	for (unsigned int level = config->levels; level; level--) {
		unsigned int shift = 12 + 9 * (level - 1);

		if (!ptlu_walker_read(table + 8 * (iova >> shift & 0x1ff), &entry))
			return ptlu_walker_fault("entry outside of memory");
		if (!(entry & V))
			return ptlu_walker_fault("not valid");
		if (!(entry & R) && (entry & W))
			return ptlu_walker_fault("reserved: writable and not readable");
		if (ptlu_walker_bits(entry, 62, 54) || ((entry & N) && !config->svnapot))
			return ptlu_walker_fault("reserved: bits 63 to 54");
		if (entry & (R | X))
			return leaf(config, entry, shift, iova);
		if (entry & (A | D | U | N))
			return ptlu_walker_fault("reserved: a pointer with A, D, U or N");
		table = ptlu_walker_bits(entry, 53, 10) << 2;
	}
	return ptlu_walker_fault("a pointer at the last level");
}
