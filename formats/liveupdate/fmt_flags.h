/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A format's mapping from its features to the flags of the serialized state.
 */
#ifndef PTLU_FMT_FLAGS_H
#define PTLU_FMT_FLAGS_H

#include "domain_ser.h"

/**
 * struct ptlu_fmt_flag - A feature that the serialized state records
 * @feature: Number in enum pt_features or in the format's own enum
 * @flag: Its flag, enum ptlu_domain_ser_flags
 */
struct ptlu_fmt_flag {
	unsigned int feature;
	u32 flag;
};

/* Iterate over ptlu_fmt_flags[] of the format, which can be empty. */
#define for_each_fmt_flag(map)                                    \
	for (const struct ptlu_fmt_flag *map = ptlu_fmt_flags,    \
	     *map##_end = map + ARRAY_SIZE(ptlu_fmt_flags);       \
	     map != map##_end; map++)

#endif
