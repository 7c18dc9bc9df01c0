/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for mm/mm_init.h; machine/host/frames.c receives the memory of early boot. */
#ifndef PTLU_MM_INIT_H
#define PTLU_MM_INIT_H

#include <linux/mm.h>
#include <linux/vmalloc.h>

extern bool mirrored_kernelcore;
void memblock_free_pages(unsigned long pfn, unsigned int order);
bool memblock_has_mirror(void);
void memblock_free_all(void);

#define init_deferred_page(pfn, nid)		do { } while (0)
#define init_cma_reserved_pageblock(page)	((void)(page))

#endif
