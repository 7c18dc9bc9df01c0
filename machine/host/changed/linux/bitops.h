/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/bitops.h has beyond tools/include/linux/bitops.h. */
#include_next <linux/bitops.h>
#ifndef PTLU_LINUX_BITOPS_H
#define PTLU_LINUX_BITOPS_H

static inline unsigned int __ffs64(unsigned long long word)
{
	return __builtin_ctzll(word);
}

#endif
