// SPDX-License-Identifier: GPL-2.0-only
/* Intel VT-d second stage: the tree's format with the live-update cores. */
#include "iommu_vtdss.c"
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_VTDSS

/* No feature of vtdss changes how its tables are read. */
static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {};

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
		.top_level = (cfg)->top_level,                       \
	}

#include "format_unit.h"
