/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for mm/internal.h, which kexec_handover.c (to 7.2) and memblock.c include. */
#ifndef PTLU_MM_INTERNAL_H
#define PTLU_MM_INTERNAL_H

#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <ptlu/mm_init.h>

#define K(pages)		((pages) << (PAGE_SHIFT - 10))
#define kasan_reset_tag(addr)	(addr)
#define __is_kernel(addr)	false
#define for_each_valid_pfn(pfn, start, end)	for ((pfn) = (start); (pfn) < (end); (pfn)++)

#define numa_valid_node(nid)	((nid) >= 0 && (nid) < MAX_NUMNODES)
#define movable_node_is_enabled() false
#define accept_memory(start, size) do { } while (0)
#define kzalloc_node(size, gfp, nid) ptlu_kmalloc(size, (gfp) | __GFP_ZERO)
#define totalram_pages_add(count) do { } while (0)
#define dump_stack()		do { } while (0)
#define panic(fmt, ...)		BUG()
#define free_reserved_page(page)	do { } while (0)
#define deferred_pages_enabled()	false

#endif
