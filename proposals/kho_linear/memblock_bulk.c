// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reserves many ranges of memory in linear time.
 *
 * Written as a change that could be proposed for mm/memblock.c, and included at its end.
 *
 * memblock_reserve() scans the list from its start to count the new regions, scans it again, moves
 * all regions behind the new one and merges; memblock_reserved_mark_noinit() does the same. For n
 * ranges that do not touch this takes quadratic time. Ranges in ascending order can be merged with
 * the list like two sorted files, in one pass.
 */
#include "memblock_bulk.h"

/* A range inside a region splits it, which adds two regions. */
#define MEMBLOCK_BULK_REGIONS(nr)	(2 * (nr) + 1)

/* Append to the merged regions. */
static void __init_memblock memblock_bulk_emit(phys_addr_t base, phys_addr_t size, int nid,
					       enum memblock_flags flags)
{
	struct memblock_type *type = &memblock.reserved;
	struct memblock_region *last = type->cnt ? &type->regions[type->cnt - 1] : NULL;
	struct memblock_region next = { .base = base, .size = size, .flags = flags };

	memblock_set_region_node(&next, nid);
	if (last && last->base + last->size == base && last->flags == flags &&
	    memblock_get_region_node(last) == memblock_get_region_node(&next)) {
		last->size += size;
		return;
	}
	type->regions[type->cnt] = next;
	type->cnt++;
}

/**
 * memblock_bulk_begin() - begin to reserve ranges in ascending order
 * @bulk: state of the merge
 * @nr: maximum number of ranges until memblock_bulk_end()
 *
 * Nothing else may use memblock until memblock_bulk_end().
 *
 * Return: 0, or -ENOMEM if the list cannot grow to that length.
 */
int __init_memblock memblock_bulk_begin(struct memblock_bulk *bulk, unsigned long nr)
{
	struct memblock_type *type = &memblock.reserved;

	/* a longer list reserves memory for itself, so check again */
	while (type->cnt + MEMBLOCK_BULK_REGIONS(nr) > type->max)
		if (memblock_double_array(type, 0, 0) < 0)
			return -ENOMEM;
	bulk->old_end = type->regions + type->max;
	bulk->old = bulk->old_end - type->cnt;
	memmove(bulk->old, type->regions, type->cnt * sizeof(*bulk->old));
	type->cnt = 0;
	return 0;
}

/**
 * memblock_bulk_reserve_noinit() - reserve a range and mark it MEMBLOCK_RSRV_NOINIT
 * @bulk: state of the merge
 * @base: first byte, after the end of all earlier ranges
 * @size: bytes
 *
 * The result is that of memblock_reserve() and memblock_reserved_mark_noinit().
 */
void __init_memblock memblock_bulk_reserve_noinit(struct memblock_bulk *bulk, phys_addr_t base,
						  phys_addr_t size)
{
	phys_addr_t end = base + size;

	while (bulk->old != bulk->old_end && bulk->old->base < end) {
		struct memblock_region *old = bulk->old;
		phys_addr_t old_end = old->base + old->size;
		int nid = memblock_get_region_node(old);
		phys_addr_t both;

		/* the part of the region before the range */
		if (old->base < base) {
			phys_addr_t before = min(old_end, base) - old->base;

			memblock_bulk_emit(old->base, before, nid, old->flags);
			old->base += before;
			old->size -= before;
		}
		/* the part of the range before the region */
		if (old->size && base < old->base) {
			memblock_bulk_emit(base, old->base - base, NUMA_NO_NODE,
					   MEMBLOCK_RSRV_NOINIT);
			memblock.reserved.total_size += old->base - base;
			base = old->base;
		}
		both = min(old_end, end) - old->base;
		if (old->size && both) {
			memblock_bulk_emit(base, both, nid, old->flags | MEMBLOCK_RSRV_NOINIT);
			base += both;
			old->base += both;
			old->size -= both;
		}
		if (old->size)
			break;
		bulk->old++;
	}
	if (base < end) {
		memblock_bulk_emit(base, end - base, NUMA_NO_NODE, MEMBLOCK_RSRV_NOINIT);
		memblock.reserved.total_size += end - base;
	}
}

/**
 * memblock_bulk_end() - append the rest of the old list
 * @bulk: state of the merge
 */
void __init_memblock memblock_bulk_end(struct memblock_bulk *bulk)
{
	for (; bulk->old != bulk->old_end; bulk->old++) {
		struct memblock_region old = *bulk->old;

		memblock_bulk_emit(old.base, old.size, memblock_get_region_node(&old), old.flags);
	}
}
