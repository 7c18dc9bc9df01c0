// SPDX-License-Identifier: GPL-2.0-only
/* Read VMSAv8-64 tables as the hardware does. Shares no code with the format. */
#include "armv8_walk.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"

/* Bits 58:55 of a table descriptor are for software. */
#define DESC_SOFTWARE	GENMASK_ULL(58, 55)
#define DESC_NSTABLE	BIT_ULL(63)

static unsigned int stride(const struct ptlu_armv8_walk *walk)
{
	return walk->granule_lg2 - 3;
}

/* Number of input address bits below those that a level resolves. */
static unsigned int shift(const struct ptlu_armv8_walk *walk, unsigned int level)
{
	return walk->granule_lg2 + level * stride(walk);
}

static u64 address_mask(const struct ptlu_armv8_walk *walk)
{
	return GENMASK_ULL(47, walk->granule_lg2) | (walk->lpa ? GENMASK_ULL(15, 12) : 0);
}

static u64 address(const struct ptlu_armv8_walk *walk, u64 desc)
{
	u64 address = desc & GENMASK_ULL(47, walk->granule_lg2);

	return walk->lpa ? address | (desc >> 12 & 0xf) << 48 : address;
}

/**
 * ptlu_armv8_walk_of() - prepare a walk
 * @cfg: configuration of the page table
 * @table: physical address of the start table
 * @level: where the walk starts, 3 - lookup level
 */
struct ptlu_armv8_walk ptlu_armv8_walk_of(const struct ptlu_cfg *cfg, phys_addr_t table,
					  unsigned int level)
{
	return (struct ptlu_armv8_walk){
		.table = table,
		.level = level,
		.granule_lg2 = cfg->granule_lg2,
		.vasz_lg2 = cfg->vasz_lg2,
		.lpa = cfg->features & BIT(PT_FEAT_ARMV8_LPA),
		.upper = cfg->features & BIT(PT_FEAT_ARMV8_TTBR1),
		.nstable = cfg->features & BIT(PT_FEAT_ARMV8_NS),
	};
}

/**
 * ptlu_armv8_start_level() - return the level where the hardware starts to walk
 * @cfg: stage and granule of the page table
 * @tsz: TxSZ or S2T0SZ as programmed
 * @sl0: S2SL0 as programmed; in stage 1, the input size gives the level
 *
 * Return: 3 - lookup level.
 */
unsigned int ptlu_armv8_start_level(const struct ptlu_cfg *cfg, unsigned int tsz, unsigned int sl0)
{
	if (cfg->features & BIT(PT_FEAT_ARMV8_S2))
		return cfg->granule_lg2 == 12 ? sl0 + 1 : sl0;
	return (64 - tsz - 1 - cfg->granule_lg2) / (cfg->granule_lg2 - 3);
}

static void add_leaf(struct ptlu_armv8_walk *walk, u64 iova, u64 *desc, unsigned int level)
{
	if (walk->nr_leaves == walk->room) {
		walk->room = walk->room ? walk->room * 2 : 4096;
		walk->leaves = realloc(walk->leaves, walk->room * sizeof(*walk->leaves));
		if (!walk->leaves)
			ptlu_fatal("no memory for the list of leaves");
	}
	walk->leaves[walk->nr_leaves++] = (struct armv8_leaf){ iova, desc, level };
}

static void walk_table(struct kunit *test, struct ptlu_armv8_walk *walk, phys_addr_t table,
		       unsigned int level, u64 iova, unsigned int items_lg2)
{
	u64 want = ARMV8_DESC_VALID | ARMV8_DESC_TABLE | (walk->nstable ? DESC_NSTABLE : 0);
	u64 *descs = phys_to_virt(table);

	for (u64 i = 0; i < 1ULL << items_lg2; i++, iova += 1ULL << shift(walk, level)) {
		if (!descs[i])
			continue;
		if (!(descs[i] & ARMV8_DESC_VALID) || (!level && !(descs[i] & ARMV8_DESC_TABLE)))
			KUNIT_FAIL_AND_ABORT(test, "%#llx at %#llx is no descriptor",
					     (unsigned long long)descs[i],
					     (unsigned long long)iova);
		if (!level || !(descs[i] & ARMV8_DESC_TABLE)) {
			add_leaf(walk, iova, &descs[i], level);
			continue;
		}
		KUNIT_ASSERT_EQ(test, descs[i] & ~address_mask(walk) & ~DESC_SOFTWARE, want);
		walk_table(test, walk, address(walk, descs[i]), level - 1, iova, stride(walk));
	}
}

/**
 * ptlu_armv8_walk_all() - find all leaves
 * @test: fails if a descriptor is invalid but not 0, or if a table descriptor has unexpected bits
 * @walk: the page table; drops the leaves of an earlier walk
 */
void ptlu_armv8_walk_all(struct kunit *test, struct ptlu_armv8_walk *walk)
{
	walk->nr_leaves = 0;
	walk_table(test, walk, walk->table, walk->level,
		   walk->upper ? -(1ULL << walk->vasz_lg2) : 0,
		   walk->vasz_lg2 - shift(walk, walk->level));
}

/* Number of descriptors in a contiguous run. */
static unsigned int run_length(const struct ptlu_armv8_walk *walk, unsigned int level)
{
	switch (walk->granule_lg2) {
	case 12:
		return 16;
	case 14:
		return level ? 32 : 128;
	default:
		return 32;
	}
}

/**
 * ptlu_armv8_expect_runs() - check the contiguous hints
 * @test: fails if only a part of a run has the hint, or if the run is not contiguous
 * @walk: after ptlu_armv8_walk_all()
 *
 * Return: the page sizes in use. A run counts as one page.
 */
u64 ptlu_armv8_expect_runs(struct kunit *test, const struct ptlu_armv8_walk *walk)
{
	u64 sizes = 0;

	for (size_t i = 0; i < walk->nr_leaves;) {
		const struct armv8_leaf *first = &walk->leaves[i];
		u64 item = 1ULL << shift(walk, first->level);
		unsigned int length = 1;

		if (*first->desc & ARMV8_DESC_CONTIGUOUS)
			length = run_length(walk, first->level);
		sizes |= item * length;
		KUNIT_ASSERT_EQ(test, first->iova & (item * length - 1), 0);
		KUNIT_ASSERT_EQ(test, address(walk, *first->desc) & (item * length - 1), 0);
		KUNIT_ASSERT_LE(test, i + length, walk->nr_leaves);
		for (unsigned int j = 1; j < length; j++) {
			KUNIT_ASSERT_EQ(test, first[j].iova, first->iova + j * item);
			KUNIT_ASSERT_EQ(test, *first[j].desc, *first->desc + j * item);
		}
		i += length;
	}
	return sizes;
}

/**
 * ptlu_armv8_translate() - translate an address as the hardware does
 * @walk: the page table
 * @iova: input address
 *
 * Return: the output address, or 0 for a fault.
 */
u64 ptlu_armv8_translate(const struct ptlu_armv8_walk *walk, u64 iova)
{
	u64 above = iova >> walk->vasz_lg2;
	u64 mask = (1ULL << walk->vasz_lg2) - 1;
	phys_addr_t table = walk->table;
	u64 desc;

	if (above != (walk->upper ? ~0ULL >> walk->vasz_lg2 : 0))
		return 0;
	for (unsigned int level = walk->level;; level--) {
		u64 below = (1ULL << shift(walk, level)) - 1;

		desc = ((u64 *)phys_to_virt(table))[(iova & mask) >> shift(walk, level)];
		if (!(desc & ARMV8_DESC_VALID))
			return 0;
		if (!level || !(desc & ARMV8_DESC_TABLE))
			return address(walk, desc) | (iova & below);
		table = address(walk, desc);
		mask = below;
	}
}

void ptlu_armv8_walk_free(struct ptlu_armv8_walk *walk)
{
	free(walk->leaves);
	walk->leaves = NULL;
	walk->nr_leaves = walk->room = 0;
}
