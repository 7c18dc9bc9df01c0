// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reserving many ranges at once: what mm/memblock.c would need for a reservation in linear time. Included at its
 * end; written as a change that could be proposed there.
 *
 * memblock_reserve() looks for the place of a range from the start of the list, counts, looks again, moves what
 * lies behind, and merges; memblock_reserved_mark_noinit() does it once more. For one range that is nothing. For n
 * that do not touch it is n lists of up to n regions. Ranges that come in ascending order need none of it: list and
 * ranges are merged like two sorted files, in one pass.
 */
#include "memblock_bulk.h"

/* A range may lie inside a region and cut it: that makes two regions more. */
#define MEMBLOCK_BULK_REGIONS(nr)	(2 * (nr) + 1)

/* Appends to what is merged already. */
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
 * @nr: as many ranges at most, until memblock_bulk_end()
 *
 * Until memblock_bulk_end() nobody may use memblock.
 *
 * Return: 0, or -ENOMEM when there is no memory for a list of that length.
 */
int __init_memblock memblock_bulk_begin(struct memblock_bulk *bulk, unsigned long nr)
{
	struct memblock_type *type = &memblock.reserved;

	/* a longer list is a range to reserve itself, so look again */
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
 * memblock_bulk_reserve_noinit() - reserve a range whose struct pages are nobody else's to initialize
 * @bulk: as memblock_bulk_begin() left it
 * @base: first byte, behind all ranges before
 * @size: bytes
 *
 * Leaves what memblock_reserve() and memblock_reserved_mark_noinit() leave.
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

		/* before the range */
		if (old->base < base) {
			phys_addr_t before = min(old_end, base) - old->base;

			memblock_bulk_emit(old->base, before, nid, old->flags);
			old->base += before;
			old->size -= before;
		}
		/* what of the range lies before */
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
 * memblock_bulk_end() - the list is whole again
 * @bulk: state of the merge
 */
void __init_memblock memblock_bulk_end(struct memblock_bulk *bulk)
{
	for (; bulk->old != bulk->old_end; bulk->old++) {
		struct memblock_region old = *bulk->old;

		memblock_bulk_emit(old.base, old.size, memblock_get_region_node(&old), old.flags);
	}
}
