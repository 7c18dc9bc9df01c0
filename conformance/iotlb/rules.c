// SPDX-License-Identifier: GPL-2.0-only
/* What each architecture lets an IOMMU hold, and how the driver makes it forget. */
#include "iotlb.h"

/*
 * All hold leaves and table pointers until a command covers them: VT-d 6.2 (Caching Translation
 * Information), 48882 section 2.4 (Commands), DDI 0487 section D8.16 (Translation Lookaside
 * Buffers), RISC-V IOMMU section 3.1 (IOMMU page-table cache invalidation commands). None may drop
 * a table pointer by a command that is for leaves alone: IH of VT-d, PDE of AMD, Leaf of SMMUv3, NL
 * of RISC-V.
 *
 * A command for a large page of VT-d or AMD has the size of all of it (VT-d 6.5.2.3, IOTLB
 * Invalidate, with AM; 48882 section 2.4.3, with S). For Arm and RISC-V one address of a leaf is
 * enough: the command is for the entry that translates it.
 */
static const struct ptlu_iotlb_rules rules_of[] = {
	[PTLU_FORMAT_VTDSS] = {
		.holds_faults = true,
		.splits_leaves = true,
		.source = "VT-d 6.1: with Caching Mode, entries that are not present, too",
	},
	[PTLU_FORMAT_X86_64] = {
		.splits_leaves = true,
		.source = "VT-d 6.1: Caching Mode is not for the first stage",
	},
	[PTLU_FORMAT_AMDV1] = {
		.holds_faults = true,
		.splits_leaves = true,
		.source = "48882 2.4.3: with NpCache, entries that are not present, too",
	},
	[PTLU_FORMAT_RISCV_64] = {
		.by_level = true,
		.source = "drivers/iommu/riscv/iommu.c has no iotlb_sync_map",
	},
	[PTLU_FORMAT_ARMV8] = {
		.source = "DDI 0487 D8.16: no entry that causes a Translation fault is held",
	},
};

static_assert(ARRAY_SIZE(rules_of) == PTLU_FORMAT_ARMV8 + 1);

/* The second table format of AMD holds what the first does. */
static const struct ptlu_iotlb_rules amd_v2 = {
	.holds_faults = true,
	.splits_leaves = true,
	.source = "48882 2.4.3: with NpCache, entries that are not present, too",
};

const struct ptlu_iotlb_rules *ptlu_iotlb_rules(const struct ptlu_target *target)
{
	if (target->format->id == PTLU_FORMAT_X86_64 && target->va == PTLU_VA_LOWER)
		return &amd_v2;
	return &rules_of[target->format->id];
}
