/* SPDX-License-Identifier: GPL-2.0-only */
/* Serialized state of the core posted. */
#ifndef PTLU_POSTED_SER_H
#define PTLU_POSTED_SER_H

#include <linux/types.h>

/**
 * struct ptlu_posted_ser - Serialized state of a preserved domain
 * @top_table_phys: Physical address of the top table
 * @top_level: generic_pt level of the top table
 * @vasz: Bits of input address that the top spans
 * @sign_extend: The domain had PT_FEAT_SIGN_EXTEND. No other feature is recorded
 */
struct ptlu_posted_ser {
	u64 top_table_phys;
	u32 top_level;
	u32 vasz;
	u8 sign_extend;
};

#endif
