// SPDX-License-Identifier: GPL-2.0-only
/* From a domain to the walker of its format: what a driver would tell the hardware of it. */
#include <linux/mem_encrypt.h>
#include "formats/armv8/pt_armv8.h"
#include "formats/targets.h"
#include "machine/machine.h"
#include "walker.h"

/**
 * ptlu_walker_read() - fetch an entry as a table walker does
 * @phys: its address
 * @entry: filled in
 *
 * Return: false for an address where there is no memory: an external abort.
 */
bool ptlu_walker_read(u64 phys, u64 *entry)
{
	if (!pfn_valid(PHYS_PFN(phys)) || phys % sizeof(*entry))
		return false;
	*entry = *(const u64 *)phys_to_virt(phys);
	return true;
}

/* The first table of all is the top. */
static void note_root(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct ptlu_walker_config *config = arg;

	(void)order;
	if (config->levels)
		return;
	config->root = phys;
	config->levels = level + 1;
}

static const struct format_walker {
	const char *format;
	struct ptlu_walker_result (*translate)(const struct ptlu_walker_config *config, u64 iova);
	unsigned int encrypted;		/* the feature that puts the C bit in addresses */
} walkers[] = {
	{ "vtdss", ptlu_walker_vtd_ss, 0 },
	{ "x86_64", ptlu_walker_x86, PT_FEAT_X86_64_AMD_ENCRYPT_TABLES },
	{ "amdv1", ptlu_walker_amd_v1, PT_FEAT_AMDV1_ENCRYPT_TABLES },
	{ "riscv", ptlu_walker_riscv, 0 },
	{ "armv8", ptlu_walker_armv8, 0 },
};

static const struct format_walker *find_walker(const char *format)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(walkers); i++)
		if (!strncmp(walkers[i].format, format, strlen(walkers[i].format)))
			return &walkers[i];
	ptlu_fatal("conformance/walkers/walker.c has no walker for the format '%s'", format);
	BUG();
}

static void configure_armv8(struct ptlu_walker_config *config, u32 features)
{
	config->stage2 = features & BIT(PT_FEAT_ARMV8_S2);
	config->upper = features & BIT(PT_FEAT_ARMV8_TTBR1);
	config->oa52 = features & (BIT(PT_FEAT_ARMV8_LPA) | BIT(PT_FEAT_ARMV8_LPA2));
}

/* Has the target tables whose pointers carry AMD's C bit? */
bool ptlu_walker_knows_c_bit(const struct ptlu_target *target)
{
	const struct format_walker *format = find_walker(target->format->name);

	return format->encrypted && (target->cfg.features & BIT(format->encrypted));
}

/**
 * ptlu_walker_of() - how hardware would walk a domain's table as it is now
 * @domain: the domain, restored or not; its target says what the hardware was set up for
 *
 * Of generic_pt only the top table's address and level are taken, which a driver takes too.
 */
struct ptlu_walker ptlu_walker_of(struct ptlu_domain *domain)
{
	const struct ptlu_target *target = domain->target;
	const struct format_walker *format = find_walker(target->format->name);
	const struct ptlu_cfg *cfg = &target->cfg;
	struct ptlu_walker walker = {
		.config = {
			.address_bits = cfg->vasz_lg2,
			.granule_lg2 = cfg->granule_lg2,
			.sign_extended = target->va == PTLU_VA_SIGN_EXTENDED,
		},
		.translate = format->translate,
	};

	target->format->for_each_table(domain, note_root, &walker.config);
	if (ptlu_walker_knows_c_bit(target))
		walker.config.c_bit = __sme_set(0ULL);
	if (format->translate == ptlu_walker_armv8)
		configure_armv8(&walker.config, cfg->features);
	if (format->translate == ptlu_walker_riscv)
		walker.config.svnapot = cfg->features & BIT(PT_FEAT_RISCV_SVNAPOT_64K);
	return walker;
}
