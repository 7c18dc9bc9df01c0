// SPDX-License-Identifier: GPL-2.0-only
/* Small functions of the kernel's lib/: parsing, random numbers, AMD's C bit. */
#include <errno.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include "machine/machine.h"
#include "machine/random.h"

u64 sme_me_mask;

static __thread struct ptlu_random random_state = { 1 };

bool ptlu_set_c_bit(u64 mask)
{
	sme_me_mask = mask;
	return true;
}

void ptlu_seed_random(u64 seed)
{
	random_state = ptlu_random_of(seed);
}

u64 ptlu_random(void)
{
	return ptlu_random_next(&random_state);
}

u64 get_random_u64(void)
{
	return ptlu_random();
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
