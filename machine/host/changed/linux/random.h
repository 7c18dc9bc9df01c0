/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers from the seed of the run; stands in for include/linux/random.h. */
#ifndef PTLU_LINUX_RANDOM_H
#define PTLU_LINUX_RANDOM_H

#include <linux/types.h>

u64 get_random_u64(void);

static inline u32 get_random_u32(void)
{
	return get_random_u64();
}

static inline u32 get_random_u32_below(u32 ceil)
{
	return ((get_random_u64() >> 32) * ceil) >> 32;
}

static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	return floor + get_random_u32_below(ceil - floor + 1);
}

#endif
