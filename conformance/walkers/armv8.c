// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMSAv8-64 of the "Arm Architecture Reference Manual for A-profile architecture" (DDI 0487),
 * chapter D8: sections D8.2 (Translation process), D8.3 (descriptor formats), D8.4 (permissions),
 * D8.7 (Contiguous bit).
 */
#include "walker.h"

#define VALID		(1ULL << 0)
#define TABLE_OR_PAGE	(1ULL << 1)
#define S1_READ_ONLY	(1ULL << 7)	/* AP[2] */
#define S2_READ		(1ULL << 6)	/* S2AP */
#define S2_WRITE	(1ULL << 7)
#define AF		(1ULL << 10)
#define DBM		(1ULL << 51)
#define CONTIGUOUS	(1ULL << 52)
#define S1_AP_TABLE_RO	(1ULL << 62)	/* APTable[1] */

/* Number of address bits below those that a lookup level resolves. */
static unsigned int level_shift(const struct ptlu_walker_config *config, int level)
{
	return config->granule_lg2 + (3 - level) * (config->granule_lg2 - 3);
}

static int start_level(const struct ptlu_walker_config *config)
{
	int per_level = config->granule_lg2 - 3;
	int resolved = config->address_bits - config->granule_lg2;

	/* Stage 2 programs it, with up to 16 concatenated tables. Stage 1 derives it from TxSZ. */
	if (config->stage2)
		return 4 - (int)config->levels;
	return 4 - (resolved + per_level - 1) / per_level;
}

/* D8.3: the output address in a descriptor */
static u64 output_address(const struct ptlu_walker_config *config, u64 entry)
{
	if (!config->oa52)
		return ptlu_walker_bits(entry, 47, config->granule_lg2);
	if (config->granule_lg2 == 16)
		return ptlu_walker_bits(entry, 47, 16) | ptlu_walker_bits(entry, 15, 12) << 36;
	return ptlu_walker_bits(entry, 49, config->granule_lg2) | ptlu_walker_bits(entry, 9, 8)
									  << 42;
}

/* D8.3: lookup levels at which blocks are allowed */
static bool has_blocks(const struct ptlu_walker_config *config, int level)
{
	int highest = config->granule_lg2 == 12 ? 1 : 2;

	if (config->oa52)
		highest--;
	return level >= highest && level < 3;
}

/* D8.7: log2 of the entries of a contiguous run, 0 where the bit is not defined */
static unsigned int contiguous_lg2(const struct ptlu_walker_config *config, int level)
{
	if (config->granule_lg2 == 12)
		return level >= 1 ? 4 : 0;
	if (config->granule_lg2 == 14)
		return level == 3 ? 7 : level == 2 ? 5 : 0;
	return 5;
}

static struct ptlu_walker_result leaf(const struct ptlu_walker_config *config, u64 entry, int level,
				      u64 iova, bool table_read_only)
{
	unsigned int page_lg2 = level_shift(config, level), run_lg2;
	u64 address = output_address(config, entry);
	struct ptlu_walker_result page;
	bool read = true, write;

	if (!(entry & AF))
		return ptlu_walker_fault("access flag is clear");
	if (config->stage2) {
		read = entry & S2_READ;
		write = entry & (S2_WRITE | DBM);
	} else {
		write = !(entry & S1_READ_ONLY) || (entry & DBM);
	}
	/* the other bits of a block's descriptor are no address */
	address = ptlu_walker_bits(address, 51, page_lg2);
	page = ptlu_walker_page(address, page_lg2, iova, read, write && !table_read_only);
	if (entry & CONTIGUOUS) {
		run_lg2 = contiguous_lg2(config, level);
		if (!run_lg2)
			return ptlu_walker_fault("contiguous bit where it is not defined");
		/* otherwise a TLB conflict, or a translation to any page of the run */
		if ((address ^ iova) & ptlu_walker_bits(~0ULL, page_lg2 + run_lg2 - 1, page_lg2))
			return ptlu_walker_fault("a contiguous run is not aligned");
		page.page_lg2 += run_lg2;
	}
	return page;
}

struct ptlu_walker_result ptlu_walker_armv8(const struct ptlu_walker_config *config, u64 iova)
{
	u64 above = config->address_bits == 64 ? 0 : iova >> config->address_bits;
	u64 input = ptlu_walker_bits(iova, config->address_bits - 1, 0), table = config->root,
	    entry;
	bool table_read_only = false;
	int level = start_level(config);

	if (above != (config->upper ? ~0ULL >> config->address_bits : 0))
		return ptlu_walker_fault("outside of the region");
	if (level != 4 - (int)config->levels)
		return ptlu_walker_fault("the walk starts at another level than the table");
	for (; level <= 3; level++) {
		unsigned int shift = level_shift(config, level);
		u64 index = input >> shift;

		/* address bits that earlier levels have not resolved */
		if (level != start_level(config))
			index &= (1ULL << (config->granule_lg2 - 3)) - 1;
		else if (index >> (config->granule_lg2 - 3 + (config->stage2 ? 4 : 0)))
			return ptlu_walker_fault("more than 16 concatenated tables");
		if (!ptlu_walker_read(table + 8 * index, &entry))
			return ptlu_walker_fault("entry outside of memory");
		if (!(entry & VALID))
			return ptlu_walker_fault("not valid");
		if (level == 3 && !(entry & TABLE_OR_PAGE))
			return ptlu_walker_fault("reserved: a block at level 3");
		if (level < 3 && (entry & TABLE_OR_PAGE)) {
			table = output_address(config, entry);
			table_read_only |= !config->stage2 && (entry & S1_AP_TABLE_RO);
			continue;
		}
		if (level < 3 && !has_blocks(config, level))
			return ptlu_walker_fault("reserved: a block at this level");
		return leaf(config, entry, level, iova, table_read_only);
	}
	return ptlu_walker_fault("no levels");
}
