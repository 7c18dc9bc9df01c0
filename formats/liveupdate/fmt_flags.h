/* SPDX-License-Identifier: GPL-2.0-only */
/* How a format maps its features to the flags of the record, in one place per format. */
#ifndef PTLU_FMT_FLAGS_H
#define PTLU_FMT_FLAGS_H

#include "domain_ser.h"

/**
 * struct ptlu_fmt_flag - a feature that takes part in the walk that frees a table
 * @feature: number in the tree's enum pt_features or the format's own
 * @flag: its flag in the record, enum ptlu_domain_ser_flags
 */
struct ptlu_fmt_flag {
	unsigned int feature;
	u32 flag;
};

/* All that the format has listed, which may be none. */
#define for_each_fmt_flag(map)                                                           \
	for (const struct ptlu_fmt_flag *map = ptlu_fmt_flags,                           \
					*map##_end = map + ARRAY_SIZE(ptlu_fmt_flags);   \
	     map != map##_end; map++)

#endif
