/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits that the C library does not have; stands in for include/linux/limits.h. */
#include_next <linux/limits.h>
#ifndef PTLU_LINUX_LIMITS_H
#define PTLU_LINUX_LIMITS_H

#define U8_MAX		((u8)~0U)
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define S32_MAX		((s32)(U32_MAX >> 1))
#define U64_MAX		((u64)~0ULL)
#define S64_MAX		((s64)(U64_MAX >> 1))
#define PHYS_ADDR_MAX	(~(phys_addr_t)0)

#endif
