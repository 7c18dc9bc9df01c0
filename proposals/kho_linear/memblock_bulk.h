/* SPDX-License-Identifier: GPL-2.0-only */
/* Reserve many ranges in linear time: what include/linux/memblock.h would declare. */
#ifndef PTLU_MEMBLOCK_BULK_H
#define PTLU_MEMBLOCK_BULK_H

#include <linux/memblock.h>

/* A tree with the patch memblock-bulk of proposals/series/ declares them. */
#ifndef MEMBLOCK_HAS_BULK
/**
 * struct memblock_bulk - merge of ranges into memblock.reserved
 * @old: regions that are not merged yet, moved to the end of the array
 * @old_end: end of these regions
 *
 * The merged regions are at the start of the array. They cannot reach @old, because the array has
 * room for all regions that the ranges can add.
 */
struct memblock_bulk {
	struct memblock_region *old, *old_end;
};

int memblock_bulk_begin(struct memblock_bulk *bulk, unsigned long nr);
void memblock_bulk_reserve_noinit(struct memblock_bulk *bulk, phys_addr_t base, phys_addr_t size);
void memblock_bulk_end(struct memblock_bulk *bulk);
#endif

#endif
