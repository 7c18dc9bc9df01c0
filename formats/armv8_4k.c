// SPDX-License-Identifier: GPL-2.0-only
/* SMMUv3 with the 4K granule: VMSAv8-64, ours or the tree's, with the live-update cores. */
#include "iommu_armv8_4k.c"
#include "pt_armv8.h"
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_ARMV8

static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {
	{ PT_FEAT_ARMV8_TTBR1, PTLU_SER_UPPER_VA },
	{ PT_FEAT_ARMV8_LPA2, PTLU_SER_OA52 },
};

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
		PT_ARMV8_CFG_GRANULE((cfg)->granule_lg2)             \
	}

#include "format_unit.h"
