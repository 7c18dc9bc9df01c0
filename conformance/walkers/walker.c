// SPDX-License-Identifier: GPL-2.0-only
/* Configures the reference walker of a domain as its driver would program the hardware. */
#include <linux/mem_encrypt.h>
#include "formats/armv8/pt_armv8.h"
#include "formats/targets.h"
#include "walker.h"

/**
 * ptlu_walker_read() - fetch an entry as the hardware does
 * @phys: its address
 * @entry: filled in
 *
 * Return: false for an address without memory, which is an external abort.
 */
bool ptlu_walker_read(u64 phys, u64 *entry)
{
	if (!pfn_valid(PHYS_PFN(phys)) || phys % sizeof(*entry))
		return false;
	*entry = *(const u64 *)phys_to_virt(phys);
	return true;
}

/* The first table is the top. */
static void note_root(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct ptlu_walker_config *config = arg;

	(void)order;
	if (config->levels)
		return;
	config->root = phys;
	config->levels = level + 1;
}

/* One for each enum ptlu_format_id, asserted below. */
static const struct ptlu_walker_format *const walkers[] = {
	[PTLU_FORMAT_VTDSS] = &ptlu_walker_vtd_ss,
	[PTLU_FORMAT_X86_64] = &ptlu_walker_x86,
	[PTLU_FORMAT_AMDV1] = &ptlu_walker_amd_v1,
	[PTLU_FORMAT_RISCV_64] = &ptlu_walker_riscv,
	[PTLU_FORMAT_ARMV8] = &ptlu_walker_armv8,
};

static_assert(ARRAY_SIZE(walkers) == PTLU_FORMAT_ARMV8 + 1);

static void configure_armv8(struct ptlu_walker_config *config, u32 features)
{
	config->stage2 = features & BIT(PT_FEAT_ARMV8_S2);
	config->upper = features & BIT(PT_FEAT_ARMV8_TTBR1);
	config->oa52 = features & (BIT(PT_FEAT_ARMV8_LPA) | BIT(PT_FEAT_ARMV8_LPA2));
}

/* Check if table pointers of the target have AMD's C bit. */
bool ptlu_walker_knows_c_bit(const struct ptlu_target *target)
{
	return target->cfg.features & ptlu_format_traits(target->format)->encrypted_tables;
}

/**
 * ptlu_walker_of() - configure the reference walker for a domain's current table
 * @domain: the domain, restored or not; its target determines how the hardware is programmed
 *
 * The walker uses the address and the level of the top table, which a driver uses too, and nothing
 * else of generic_pt.
 */
struct ptlu_walker ptlu_walker_of(struct ptlu_domain *domain)
{
	const struct ptlu_target *target = domain->target;
	const struct ptlu_cfg *cfg = &target->cfg;
	struct ptlu_walker walker = {
		.config = {
			.address_bits = cfg->vasz_lg2,
			.granule_lg2 = cfg->granule_lg2,
			.sign_extended = target->va == PTLU_VA_SIGN_EXTENDED,
		},
		.format = walkers[target->format->id],
	};

	target->format->for_each_table(domain, note_root, &walker.config);
	if (ptlu_walker_knows_c_bit(target))
		walker.config.c_bit = __sme_set(0ULL);
	if (target->format->id == PTLU_FORMAT_ARMV8)
		configure_armv8(&walker.config, cfg->features);
	if (target->format->id == PTLU_FORMAT_RISCV_64)
		walker.config.svnapot = cfg->features & BIT(PT_FEAT_RISCV_SVNAPOT_64K);
	return walker;
}

/* log2 of the number of entries of a table of @level */
unsigned int ptlu_walker_entries_lg2(const struct ptlu_walker *walker, unsigned int level)
{
	const struct ptlu_walker_config *config = &walker->config;

	if (level == config->levels && walker->format->top_lg2)
		return walker->format->top_lg2(config);
	return config->granule_lg2 - 3;
}

/**
 * ptlu_walker_translate() - translate an address as the hardware does
 * @walker: the walker
 * @iova: the address
 *
 * Permissions of the entries on the way are combined; the last entry decides on the rest.
 */
struct ptlu_walker_result ptlu_walker_translate(const struct ptlu_walker *walker, u64 iova)
{
	const struct ptlu_walker_config *config = &walker->config;
	struct ptlu_walker_result result = {
		.fault = walker->format->rejects(config, iova), .read = true, .write = true,
	};
	u64 table = config->root & ~config->c_bit, entry;
	struct ptlu_walker_step step;
	unsigned int level = config->levels;

	while (!result.fault) {
		u64 index = iova >> ptlu_walker_shift(config, level);

		index &= (1ULL << ptlu_walker_entries_lg2(walker, level)) - 1;
		if (!ptlu_walker_read(table + 8 * index, &entry)) {
			result.fault = "entry outside of memory";
			break;
		}
		step = walker->format->step(config, level, entry, iova);
		result.fault = step.fault;
		result.read &= step.read;
		result.write &= step.write;
		if (!step.table) {
			result.page_lg2 = step.page_lg2;
			break;
		}
		table = step.phys;
		level = step.next;
	}
	if (result.fault)
		return (struct ptlu_walker_result){ .fault = result.fault };
	result.phys = step.phys | ptlu_walker_bits(iova, step.page_lg2 - 1, 0);
	return result;
}
