/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prefetch by the compiler's builtin; stands in for include/linux/prefetch.h. What is prefetched for writing is a struct
 * page, and machine/host/frames.h keeps a byte of the same frame that a real kernel has not: it comes along, or restore and
 * teardown would wait for it.
 */
#ifndef PTLU_LINUX_PREFETCH_H
#define PTLU_LINUX_PREFETCH_H

#include <linux/mm.h>

extern u8 *host_frame;

#define prefetch(address)	__builtin_prefetch(address, 0)

/* gcc may think that a function which only prefetches does nothing, and leave calls of it out */
static __always_inline void prefetchw(const struct page *page)
{
	__builtin_prefetch(page, 1);
	__builtin_prefetch(host_frame + (page_to_pfn(page) - ptlu_first_pfn), 1);
}

#endif
