// SPDX-License-Identifier: GPL-2.0-only
/* Physical memory: a shared memory file mapped where the direct map is, and its struct pages. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "internal.h"

unsigned long page_offset_base;
struct page *vmemmap;
unsigned long ptlu_first_pfn, ptlu_end_pfn;
struct ptlu_machine host_the_machine;

static int memory_fd = -1, adopted_fd = -1;
static unsigned long adopted_from;	/* address in the other process */
static void *arena;
static struct page *memmap;
static size_t memmap_size;

/* Aligned to the largest page, so that any part of memory can be mapped by huge pages. */
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

/* Memory of another process must have another address here, or stale pointers would be valid. */
static void *reserve_arena(size_t size)
{
	void *first = reserve_aligned(size), *second;

	if (adopted_fd < 0 || !first || (unsigned long)first + size <= adopted_from ||
	    (unsigned long)first >= adopted_from + size)
		return first;
	second = reserve_aligned(size);
	munmap(first, size);
	return second;
}

/*
 * A kernel's direct map has huge pages. A memory file gets them only if shmem_enabled allows it,
 * which is rare. Anonymous memory gets them if THP is on at all, but only one process can use it.
 */
static int map_arena(const struct ptlu_machine *machine)
{
	int how = MAP_FIXED | MAP_NORESERVE;

	arena = reserve_arena(machine->size);
	if (!arena)
		return -ENOMEM;
	if (machine->huge_pages) {
		how |= MAP_PRIVATE | MAP_ANONYMOUS;
	} else if (adopted_fd >= 0) {
		memory_fd = adopted_fd;
		adopted_fd = -1;
		how |= MAP_SHARED;
	} else {
		memory_fd = memfd_create("ptlu-memory", MFD_CLOEXEC);
		if (memory_fd < 0 || ftruncate(memory_fd, machine->size))
			return -ENOMEM;
		how |= MAP_SHARED;
	}
	if (mmap(arena, machine->size, PROT_READ | PROT_WRITE, how, memory_fd, 0) == MAP_FAILED)
		return -ENOMEM;
	if (machine->huge_pages)
		madvise(arena, machine->size, MADV_HUGEPAGE);
	return 0;
}

/**
 * host_map_memory() - map the machine's memory and its struct pages
 * @machine: the machine
 *
 * The memory of a machine of the same size is kept, with its contents.
 *
 * Return: 0, or -ENOMEM if the file or the mapping fails.
 */
int host_map_memory(const struct ptlu_machine *machine)
{
	size_t frames = machine->size >> PAGE_SHIFT;

	if (arena && host_the_machine.size == machine->size &&
	    host_the_machine.huge_pages == machine->huge_pages)
		goto mapped;
	host_unmap_memory();
	if (map_arena(machine))
		goto fail;
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

/* Keep the memory open for the process that this one execs. */
int host_share_memory(struct ptlu_handover *handover)
{
	handover->memory_fd = memory_fd;
	handover->old_address = (unsigned long)arena;
	if (memory_fd < 0 || fcntl(memory_fd, F_SETFD, 0))
		return -EOPNOTSUPP;
	return 0;
}

/* Map the memory of another process at another address. */
int host_adopt_memory(const struct ptlu_handover *handover)
{
	adopted_fd = handover->memory_fd;
	adopted_from = handover->old_address;
	return host_map_memory(&handover->machine);
}

const struct ptlu_machine *ptlu_this_machine(void)
{
	return &host_the_machine;
}

/* The next kernel initializes its struct pages, nothing of the old one survives in them. */
void host_reset_memmap(void)
{
	memset(memmap, 0, memmap_size);
}

/**
 * ptlu_huge_pages() - check if memory is mapped by huge pages
 *
 * Return: true if there are any. MADV_HUGEPAGE is only a request.
 */
bool ptlu_huge_pages(void)
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
		else if (inside && sscanf(line, "AnonHugePages: %lu kB", &kib) == 1)
			huge = kib > 0;
	}
	fclose(smaps);
	return huge;
}
