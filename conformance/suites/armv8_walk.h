/* SPDX-License-Identifier: GPL-2.0-only */
/* Read VMSAv8-64 tables as the hardware does. Shares no code with the format. */
#ifndef PTLU_CONFORMANCE_ARMV8_WALK_H
#define PTLU_CONFORMANCE_ARMV8_WALK_H

#include <kunit/test.h>
#include "formats/targets.h"

#define ARMV8_DESC_VALID	BIT_ULL(0)
#define ARMV8_DESC_TABLE	BIT_ULL(1)
#define ARMV8_DESC_AP_RDONLY	BIT_ULL(7)
#define ARMV8_DESC_DBM		BIT_ULL(51)
#define ARMV8_DESC_CONTIGUOUS	BIT_ULL(52)

/**
 * struct armv8_leaf - a page or block descriptor
 * @iova: first address that it translates
 * @desc: the descriptor
 * @level: 3 - lookup level
 */
struct armv8_leaf {
	u64 iova;
	u64 *desc;
	unsigned int level;
};

/**
 * struct ptlu_armv8_walk - a page table and its leaves
 * @table: physical address of the start table
 * @level: where the walk starts, 3 - lookup level
 * @granule_lg2: lg2 of the granule's size
 * @vasz_lg2: number of input address bits
 * @lpa: 64K granule with OA[51:48] in bits 15:12
 * @upper: translates the addresses whose upper bits are one (TTBR1)
 * @nstable: table descriptors must have NSTable set
 * @leaves: all valid leaves in ascending order, after ptlu_armv8_walk_all()
 * @nr_leaves: number of leaves
 * @room: number of leaves that @leaves has room for
 */
struct ptlu_armv8_walk {
	phys_addr_t table;
	unsigned int level, granule_lg2, vasz_lg2;
	bool lpa, upper, nstable;
	struct armv8_leaf *leaves;
	size_t nr_leaves, room;
};

struct ptlu_armv8_walk ptlu_armv8_walk_of(const struct ptlu_cfg *cfg, phys_addr_t table,
					  unsigned int level);
unsigned int ptlu_armv8_start_level(const struct ptlu_cfg *cfg, unsigned int tsz, unsigned int sl0);
void ptlu_armv8_walk_all(struct kunit *test, struct ptlu_armv8_walk *walk);
u64 ptlu_armv8_expect_runs(struct kunit *test, const struct ptlu_armv8_walk *walk);
u64 ptlu_armv8_translate(const struct ptlu_armv8_walk *walk, u64 iova);
void ptlu_armv8_walk_free(struct ptlu_armv8_walk *walk);

/* Stage 1, D8.5: DBM makes the entry writable, nothing was written yet. */
static inline bool armv8_is_clean(u64 desc)
{
	return desc & ARMV8_DESC_DBM && desc & ARMV8_DESC_AP_RDONLY;
}

#endif
