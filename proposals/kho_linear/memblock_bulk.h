/* SPDX-License-Identifier: GPL-2.0-only */
/* Reserving many ranges at once: what include/linux/memblock.h would declare. */
#ifndef PTLU_MEMBLOCK_BULK_H
#define PTLU_MEMBLOCK_BULK_H

#include <linux/memblock.h>

/**
 * struct memblock_bulk - ranges that are being merged into memblock.reserved
 * @old: what was reserved before and is not merged yet, moved to the end of the array
 * @old_end: behind the last of them
 *
 * What is merged already lies at the start of the array. It never reaches @old, for there is room for all that a
 * range may add between them.
 */
struct memblock_bulk {
	struct memblock_region *old, *old_end;
};

int memblock_bulk_begin(struct memblock_bulk *bulk, unsigned long nr);
void memblock_bulk_reserve_noinit(struct memblock_bulk *bulk, phys_addr_t base, phys_addr_t size);
void memblock_bulk_end(struct memblock_bulk *bulk);

#endif
