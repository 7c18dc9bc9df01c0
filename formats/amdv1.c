// SPDX-License-Identifier: GPL-2.0-only
/* AMD v1: the tree's format with the live-update cores. */
#include "iommu_amdv1.c"
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_AMDV1

/* The level and the VA size stand for DYNAMIC_TOP and FULL_VA: a restored table does not grow. */
static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {
	{ PT_FEAT_AMDV1_ENCRYPT_TABLES, PTLU_SER_ENCRYPTED_TABLES },
};

#define ptlu_fmt_enc_mask(common) \
	(pt_feature(common, PT_FEAT_AMDV1_ENCRYPT_TABLES) ? __sme_set(0ULL) : 0ULL)

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
		.starting_level = (cfg)->top_level,                  \
	}

#include "format_unit.h"
