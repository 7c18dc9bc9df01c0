/* SPDX-License-Identifier: GPL-2.0-only */
/* Small macros and functions; stands in for include/linux/kernel.h and its includes. */
#ifndef PTLU_LINUX_KERNEL_H
#define PTLU_LINUX_KERNEL_H

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <linux/align.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/kconfig.h>
#include <limits.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif
#define might_sleep()		do { } while (0)
#define cond_resched()		do { } while (0)
#define memset_after(obj, v, member)							\
	memset((char *)(obj) + offsetofend(typeof(*(obj)), member), v,			\
	       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member))
#ifndef offsetofend
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#endif
#define upper_32_bits(n)	((u32)((n) >> 32))
#define lower_32_bits(n)	((u32)(n))
#define SMP_CACHE_BYTES		64

/* The kernel's has an optional size. */
#define strscpy(dst, src, ...) \
	((void)snprintf(dst, sizeof(dst) + 0 __VA_OPT__(-sizeof(dst) + __VA_ARGS__), "%s", src))

/*
 * On x86 the instruction that arch/x86/include/asm/string_64.h uses, where its time counts. gcc
 * would call libc's memset() for the loop, which takes twice or half the time.
 */
static inline void *memset64(u64 *start, u64 value, size_t count)
{
#if defined(__x86_64__) && !defined(PTLU_FAULTS)
	u64 *to = start;
	size_t left = count;

	asm volatile("rep stosq" : "+D" (to), "+c" (left) : "a" (value) : "memory");
#else
	for (size_t i = 0; i < count; i++)
		WRITE_ONCE(start[i], value);
#endif
	host_stored(start, count * sizeof(*start));
	return start;
}

int kstrtobool(const char *s, bool *res);
int kstrtouint(const char *s, unsigned int base, unsigned int *res);
unsigned long long memparse(const char *s, char **end);

#endif
