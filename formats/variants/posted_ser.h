/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of the series posted in 2026, for variant=posted. */
#ifndef PTLU_POSTED_SER_H
#define PTLU_POSTED_SER_H

#include <linux/types.h>

/**
 * struct ptlu_posted_ser - a preserved domain
 * @top_table_phys: physical address of the top table
 * @top_level: generic_pt level of the top table
 * @vasz: bits of input address that the top spans
 * @sign_extend: PT_FEAT_SIGN_EXTEND was on; no other feature is recorded
 */
struct ptlu_posted_ser {
	u64 top_table_phys;
	u32 top_level;
	u32 vasz;
	u8 sign_extend;
};

#endif
