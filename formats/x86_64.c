// SPDX-License-Identifier: GPL-2.0-only
/* Intel VT-d first stage and AMD v2: the tree's x86_64 format with the live-update cores. */
#include "iommu_x86_64.c"
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_X86_64

static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {
	{ PT_FEAT_SIGN_EXTEND, PTLU_SER_SIGN_EXTEND },
	/* the C bit takes one of the highest address bits of a table pointer */
	{ PT_FEAT_X86_64_AMD_ENCRYPT_TABLES, PTLU_SER_ENCRYPTED_TABLES },
};

#define ptlu_fmt_enc_mask(common) \
	(pt_feature(common, PT_FEAT_X86_64_AMD_ENCRYPT_TABLES) ? __sme_set(0ULL) : 0ULL)

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
		.top_level = (cfg)->top_level,                       \
	}

#include "format_unit.h"
