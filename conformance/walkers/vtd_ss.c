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
	DIRTY = 1 << 9,
};

static const char *rejects(const struct ptlu_walker_config *config, u64 iova)
{
	/* An address beyond the adjusted guest address width is blocked. */
	return iova >> (12 + 9 * config->levels) ? "beyond the address width" : NULL;
}

static struct ptlu_walker_step step(const struct ptlu_walker_config *config, unsigned int level,
				    u64 entry, u64 iova)
{
	struct ptlu_walker_step step = {
		.phys = ptlu_walker_bits(entry, 51, 12), .next = level - 1,
		.page_lg2 = ptlu_walker_shift(config, level),
		.read = entry & READ, .write = entry & WRITE, .dirty = entry & DIRTY,
	};

	(void)iova;
	if (!(entry & (READ | WRITE)))
		return ptlu_walker_fault("not present");
	step.table = level > 1 && !(entry & PAGE_SIZE_BIT);
	if (step.table)
		return step;
	if (level > 3)
		return ptlu_walker_fault("reserved: page size at this level");
	if (step.page_lg2 > 12 && ptlu_walker_bits(entry, step.page_lg2 - 1, 12))
		return ptlu_walker_fault("reserved: address of a large page");
	return step;
}

const struct ptlu_walker_format ptlu_walker_vtd_ss = { .rejects = rejects, .step = step };
