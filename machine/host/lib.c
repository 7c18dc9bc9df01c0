// SPDX-License-Identifier: GPL-2.0-only
/* Small exports of lib/ that the compiled files call: parsing, random numbers, AMD's C bit. */
#include <errno.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include "machine/machine.h"

u64 sme_me_mask;

static __thread u64 random_state = 1;

bool ptlu_set_c_bit(u64 mask)
{
	sme_me_mask = mask;
	return true;
}

void ptlu_seed_random(u64 seed)
{
	random_state = seed * 0x9e3779b97f4a7c15ULL + 1;
}

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
u64 get_random_u64(void)
{
	u64 z = random_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

int kstrtobool(const char *s, bool *res)
{
	*res = strchr("1yYtT", *s) || !strncmp(s, "on", 2);
	return 0;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	char *end;

	*res = strtoul(s, &end, base);
	return *end ? -EINVAL : 0;
}

unsigned long long memparse(const char *s, char **end)
{
	static const char suffixes[] = "KMGT";
	unsigned long long value = strtoull(s, end, 0);
	const char *suffix = **end ? strchr(suffixes, **end) : NULL;

	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		++*end;
	}
	return value;
}
