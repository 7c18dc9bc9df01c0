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

static struct ptlu_walker_step leaf(const struct ptlu_walker_config *config, u64 entry, int level,
				    u64 iova)
{
	unsigned int page_lg2 = ptlu_walker_shift(config, 4 - level), run_lg2 = 0;
	bool allowed = config->stage2 ? entry & S2_WRITE : !(entry & S1_READ_ONLY);
	struct ptlu_walker_step step = {
		.read = !config->stage2 || (entry & S2_READ), .write = allowed || (entry & DBM),
		/* D8.5: with DBM hardware allows writes at the first one */
		.dirty = allowed,
		/* the other bits of a block's descriptor are no address */
		.phys = ptlu_walker_bits(output_address(config, entry), 51, page_lg2),
	};

	if (!(entry & AF))
		return ptlu_walker_fault("access flag is clear");
	if (entry & CONTIGUOUS) {
		run_lg2 = contiguous_lg2(config, level);
		if (!run_lg2)
			return ptlu_walker_fault("contiguous bit where it is not defined");
		/* otherwise a TLB conflict, or a translation to any page of the run */
		if ((step.phys ^ iova) &
		    ptlu_walker_bits(~0ULL, page_lg2 + run_lg2 - 1, page_lg2))
			return ptlu_walker_fault("a contiguous run is not aligned");
	}
	step.page_lg2 = page_lg2 + run_lg2;
	step.phys = ptlu_walker_bits(step.phys, 51, step.page_lg2);
	return step;
}

/* Address bits that the first lookup resolves. */
static unsigned int top_lg2(const struct ptlu_walker_config *config)
{
	return config->address_bits - ptlu_walker_shift(config, config->levels);
}

static const char *rejects(const struct ptlu_walker_config *config, u64 iova)
{
	u64 above = config->address_bits == 64 ? 0 : iova >> config->address_bits;

	if (above != (config->upper ? ~0ULL >> config->address_bits : 0))
		return "outside of the region";
	if (start_level(config) != 4 - (int)config->levels)
		return "the walk starts at another level than the table";
	if ((int)top_lg2(config) > (int)config->granule_lg2 - 3 + (config->stage2 ? 4 : 0))
		return "more than 16 concatenated tables";
	return NULL;
}

static struct ptlu_walker_step step(const struct ptlu_walker_config *config, unsigned int left,
				    u64 entry, u64 iova)
{
	int level = 4 - (int)left;

	if (!(entry & VALID))
		return ptlu_walker_fault("not valid");
	if (level == 3 && !(entry & TABLE_OR_PAGE))
		return ptlu_walker_fault("reserved: a block at level 3");
	if (level < 3 && (entry & TABLE_OR_PAGE))
		return (struct ptlu_walker_step){
			.table = true, .next = left - 1, .phys = output_address(config, entry),
			.read = true, .write = config->stage2 || !(entry & S1_AP_TABLE_RO),
		};
	if (level < 3 && !has_blocks(config, level))
		return ptlu_walker_fault("reserved: a block at this level");
	return leaf(config, entry, level, iova);
}

const struct ptlu_walker_format ptlu_walker_armv8 = {
	.rejects = rejects, .step = step, .top_lg2 = top_lg2,
};
