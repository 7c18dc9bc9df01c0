// SPDX-License-Identifier: GPL-2.0-only
/* Evicts the machine's memory from the caches of the processor. */
#ifdef __x86_64__
#include <cpuid.h>
#endif
#include "internal.h"

#ifdef __x86_64__
#define EVICT_BYTES	SZ_4M
/* clflushopt is not ordered after the line before. */
static __attribute__((target("clflushopt"))) void flush_lines_opt(const char *start, size_t size)
{
	for (size_t at = 0; at < size; at += 64)
		__builtin_ia32_clflushopt((void *)(start + at));
}

static void flush_lines(const void *start, size_t size)
{
	static unsigned int features;	/* CPUID leaf 7, EBX: read once, it traps in a guest */
	unsigned int eax, ecx, edx;

	if (!features) {
		__get_cpuid_count(7, 0, &eax, &features, &ecx, &edx);
		features |= 1;
	}
	if (features & BIT(23))
		return flush_lines_opt(start, size);
	for (size_t at = 0; at < size; at += 64)
		__builtin_ia32_clflush((const char *)start + at);
}
#elif defined(__aarch64__)
#define EVICT_BYTES	SZ_4M
static void flush_lines(const void *start, size_t size)
{
	for (size_t at = 0; at < size; at += 64)
		asm volatile("dc civac, %0" :: "r"((const char *)start + at) : "memory");
}
#else
#define EVICT_BYTES	SZ_64M
/* User space has no such instruction: only the stream below. */
static void flush_lines(const void *start, size_t size)
{
	(void)start;
	(void)size;
}
#endif

/**
 * ptlu_evict_caches() - evict memory and struct pages from all caches, as after a kexec
 *
 * x86 and arm64 flush line by line; a buffer larger than a second-level cache evicts the rest, for
 * example page tables of the process. Other machines use a buffer larger than most caches only.
 */
void ptlu_evict_caches(void)
{
	const size_t memmap_size = (ptlu_end_pfn - ptlu_first_pfn) * sizeof(struct page);
	static char *stream;

	if (!stream)
		stream = malloc(EVICT_BYTES);
	for (size_t at = 0; stream && at < EVICT_BYTES; at += 64)
		((volatile char *)stream)[at]++;
	flush_lines(pfn_to_page(ptlu_first_pfn), memmap_size);
	host_for_each_touched(flush_lines);
	smp_mb();
}
