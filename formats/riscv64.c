// SPDX-License-Identifier: GPL-2.0-only
/* RISC-V first stage, Sv39 to Sv57: the tree's format with the live-update cores. */
#include "iommu_riscv64.c"
#include "liveupdate/fmt_flags.h"

#define PTLU_FORMAT_ID PTLU_FORMAT_RISCV_64

static const struct ptlu_fmt_flag ptlu_fmt_flags[] = {
	{ PT_FEAT_SIGN_EXTEND, PTLU_SER_SIGN_EXTEND },
};

#define ptlu_fmt_cfg(cfg)                                            \
	{                                                            \
		.common.features = (cfg)->features,                  \
		.common.hw_max_vasz_lg2 = (cfg)->vasz_lg2,           \
		.common.hw_max_oasz_lg2 = (cfg)->oasz_lg2,           \
	}

#include "format_unit.h"
