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

static struct ptlu_walker_step leaf(u64 entry, unsigned int shift)
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
	/* Without Svade's hardware update both bits must be set beforehand. */
	if (!(entry & A))
		return ptlu_walker_fault("access bit is clear");
	return (struct ptlu_walker_step){
		.phys = address, .page_lg2 = shift,
		.read = entry & R, .write = (entry & W) && (entry & D), .dirty = entry & D,
	};
}

static const char *rejects(const struct ptlu_walker_config *config, u64 iova)
{
	u64 above = iova >> (config->address_bits - 1);

	return above && above != ~0ULL >> (config->address_bits - 1) ? "not canonical" : NULL;
}

static struct ptlu_walker_step step(const struct ptlu_walker_config *config, unsigned int level,
				    u64 entry, u64 iova)
{
	(void)iova;
	if (!(entry & V))
		return ptlu_walker_fault("not valid");
	if (!(entry & R) && (entry & W))
		return ptlu_walker_fault("reserved: writable and not readable");
	if (ptlu_walker_bits(entry, 62, 54) || ((entry & N) && !config->svnapot))
		return ptlu_walker_fault("reserved: bits 63 to 54");
	if (entry & (R | X))
		return leaf(entry, ptlu_walker_shift(config, level));
	if (entry & (A | D | U | N))
		return ptlu_walker_fault("reserved: a pointer with A, D, U or N");
	if (level == 1)
		return ptlu_walker_fault("a pointer at the last level");
	return (struct ptlu_walker_step){
		.table = true, .next = level - 1, .phys = ptlu_walker_bits(entry, 53, 10) << 2,
		.read = true, .write = true,
	};
}

const struct ptlu_walker_format ptlu_walker_riscv = { .rejects = rejects, .step = step };
