/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prefetch by the compiler's builtin; stands in for include/linux/prefetch.h. A prefetch for
 * writing is for a struct page. It also prefetches the byte of the frame in machine/host/frames.h,
 * which a real kernel does not have. Otherwise restore and teardown would wait for that byte.
 */
#ifndef PTLU_LINUX_PREFETCH_H
#define PTLU_LINUX_PREFETCH_H

#include <linux/mm.h>

extern u8 *host_frame;

#define prefetch(address)	__builtin_prefetch(address, 0)

/* gcc may drop calls of a function that only prefetches */
static __always_inline void prefetchw(const struct page *page)
{
	__builtin_prefetch(page, 1);
	__builtin_prefetch(host_frame + (page_to_pfn(page) - ptlu_first_pfn), 1);
}

#endif
