/* SPDX-License-Identifier: GPL-2.0-only */
/* Common part of the three granules' translation units. PTLU_ARMV8_OA52 is LPA or LPA2. */
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_ARMV8

static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {
	{ PT_FEAT_ARMV8_TTBR1, PTLU_SER_UPPER_VA },
	{ PTLU_ARMV8_OA52, PTLU_SER_OA52 },
};

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
		PT_ARMV8_CFG_GRANULE((cfg)->granule_lg2)             \
	}

#include "format_unit.h"
