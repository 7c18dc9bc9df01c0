/* SPDX-License-Identifier: GPL-2.0-only */
/* Seeded random numbers, the same in both tiers. */
#ifndef PTLU_RANDOM_H
#define PTLU_RANDOM_H

#include <linux/types.h>

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
struct ptlu_random {
	u64 state;
};

static inline struct ptlu_random ptlu_random_of(u64 seed)
{
	return (struct ptlu_random){ seed * 0x9e3779b97f4a7c15ULL + 1 };
}

static inline u64 ptlu_random_next(struct ptlu_random *random)
{
	u64 z = random->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

#endif
