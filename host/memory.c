// SPDX-License-Identifier: GPL-2.0-only
/* Physical memory: a shared memory file mapped where the direct map is, and its struct pages. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "internal.h"

unsigned long page_offset_base;
struct page *vmemmap;
unsigned long ptlu_first_pfn, ptlu_end_pfn;
struct host_machine host_the_machine;

static int memory_fd = -1;
static void *arena;
static struct page *memmap;
static size_t memmap_size;

/* Page tables want huge alignment, so that huge pages can lie below a table of any order. */
#define ARENA_ALIGN	(SZ_1G)

static void *reserve_aligned(size_t size)
{
	char *raw = mmap(NULL, size + ARENA_ALIGN, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *start;

	if (raw == MAP_FAILED)
		return NULL;
	start = (char *)ALIGN((unsigned long)raw, ARENA_ALIGN);
	if (start > raw)
		munmap(raw, start - raw);
	munmap(start + size, raw + ARENA_ALIGN - start);
	return start;
}

/**
 * host_map_memory() - map the machine's memory and its struct pages
 * @machine: the machine
 *
 * A machine of the same size that is mapped already is kept, with its contents.
 *
 * Return: 0, or -ENOMEM when the file or the mapping cannot be had.
 */
int host_map_memory(const struct host_machine *machine)
{
	size_t frames = machine->size >> PAGE_SHIFT;

	if (arena && host_the_machine.size == machine->size &&
	    host_the_machine.huge_pages == machine->huge_pages)
		goto mapped;
	host_unmap_memory();
	memory_fd = memfd_create("ptlu-memory", MFD_CLOEXEC);
	if (memory_fd < 0 || ftruncate(memory_fd, machine->size))
		goto fail;
	arena = reserve_aligned(machine->size);
	if (!arena || mmap(arena, machine->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			   memory_fd, 0) == MAP_FAILED)
		goto fail;
	if (machine->huge_pages)
		madvise(arena, machine->size, MADV_HUGEPAGE);
	memmap_size = frames * sizeof(struct page);
	memmap = mmap(NULL, memmap_size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memmap == MAP_FAILED) {
		memmap = NULL;
		goto fail;
	}
	if (machine->huge_pages)
		madvise(memmap, memmap_size, MADV_HUGEPAGE);
mapped:
	host_the_machine = *machine;
	ptlu_first_pfn = PHYS_PFN(machine->phys_base);
	ptlu_end_pfn = ptlu_first_pfn + frames;
	page_offset_base = (unsigned long)arena - machine->phys_base;
	vmemmap = (struct page *)((unsigned long)memmap - ptlu_first_pfn * sizeof(struct page));
	return 0;
fail:
	host_unmap_memory();
	return -ENOMEM;
}

void host_unmap_memory(void)
{
	if (arena)
		munmap(arena, host_the_machine.size);
	if (memmap)
		munmap(memmap, memmap_size);
	if (memory_fd >= 0)
		close(memory_fd);
	arena = NULL;
	memmap = NULL;
	memory_fd = -1;
}

void *host_arena(void)
{
	return arena;
}

const struct host_machine *host_machine(void)
{
	return &host_the_machine;
}

/* The next kernel makes its struct pages anew: nothing of the old one's survives in them. */
void host_reset_memmap(void)
{
	memset(memmap, 0, memmap_size);
}

/**
 * host_huge_pages() - are there huge pages below the arena now?
 *
 * Return: true if the kernel of this machine gave any; MADV_HUGEPAGE on shared memory is a request
 * that its shmem_enabled setting may refuse.
 */
bool host_huge_pages(void)
{
	FILE *smaps = fopen("/proc/self/smaps", "r");
	unsigned long start, end, kib;
	bool inside = false, huge = false;
	char line[256];

	if (!smaps)
		return false;
	while (fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			inside = start == (unsigned long)arena;
		else if (inside && sscanf(line, "ShmemPmdMapped: %lu kB", &kib) == 1)
			huge = kib > 0;
	}
	fclose(smaps);
	return huge;
}

static void evict(const char *start, size_t size)
{
#ifdef __x86_64__
	for (size_t at = 0; at < size; at += 64)
		__builtin_ia32_clflush(start + at);
#elif defined(__aarch64__)
	for (size_t at = 0; at < size; at += 64)
		asm volatile("dc civac, %0" :: "r"(start + at) : "memory");
#else
	(void)start;
	(void)size;
#endif
}

/**
 * host_evict_caches() - leave nothing of memory and struct pages in any cache
 *
 * By line on x86 and arm64; a streamed buffer, larger than any last-level cache, puts out the rest
 * (and is all there is elsewhere).
 */
void host_evict_caches(void)
{
	static char *stream;
	const size_t size = SZ_64M;

	if (!stream)
		stream = malloc(size);
	for (size_t at = 0; stream && at < size; at += 64)
		((volatile char *)stream)[at]++;
	evict(memmap ? (char *)memmap : NULL, memmap ? memmap_size : 0);
	evict(arena, host_the_machine.size);
	smp_mb();
}
