// SPDX-License-Identifier: GPL-2.0-only
/* The tree's memblock. Its file is included, so that a boot can reset its static variables. */
#include "mm/memblock.c"
#include "internal.h"
#ifndef MEMBLOCK_HAS_BULK
#include "proposals/kho_linear/memblock_bulk.c"
#endif

/**
 * host_memblock_boot() - reset memblock and add the machine's memory
 */
void host_memblock_boot(void)
{
	memset(memblock_memory_init_regions, 0, sizeof(memblock_memory_init_regions));
	memset(memblock_reserved_init_regions, 0, sizeof(memblock_reserved_init_regions));
	memblock.memory = (struct memblock_type){
		.regions = memblock_memory_init_regions,
		.max = INIT_MEMBLOCK_MEMORY_REGIONS,
		.name = "memory",
	};
	memblock.reserved = (struct memblock_type){
		.regions = memblock_reserved_init_regions,
		.max = INIT_MEMBLOCK_RESERVED_REGIONS,
		.name = "reserved",
	};
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	memblock_memory_in_slab = 0;
	memblock_reserved_in_slab = 0;
	memblock_clear_kho_scratch_only();
	/* x86 allows it after it has read the firmware's map (e820.c), long before KHO reserves */
	memblock_allow_resize();
	memblock_add(host_the_machine.phys_base, host_the_machine.size);
}

/**
 * ptlu_memblock_reserved() - get a reserved region of memblock
 * @index: index in memblock's list
 * @region: filled in
 *
 * Return: false if the list has no such index.
 */
bool ptlu_memblock_reserved(unsigned long index, struct ptlu_reserved *region)
{
	const struct memblock_region *at = &memblock.reserved.regions[index];

	if (index >= memblock.reserved.cnt)
		return false;
	*region = (struct ptlu_reserved){ at->base, at->size, at->flags,
					 memblock_get_region_node(at) };
	return true;
}

void host_memblock_each_reserved(void (*fn)(phys_addr_t base, size_t size))
{
	struct memblock_region *region;

	for_each_reserved_mem_region(region)
		fn(region->base, region->size);
}

unsigned long host_memblock_nr_reserved(void)
{
	return memblock.reserved.cnt;
}

/* boot.c initializes the page allocator, not memblock_free_all(). */
void memblock_free_pages(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	(void)order;
}

bool mirrored_kernelcore;
