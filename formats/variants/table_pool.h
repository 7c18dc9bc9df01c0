/* SPDX-License-Identifier: GPL-2.0-only */
/* Contiguous table pages: a pool that splits large blocks into single pages. */
#ifndef PTLU_TABLE_POOL_H
#define PTLU_TABLE_POOL_H

#include <linux/mm.h>
#include "iommu-pages.h"

#ifdef PTLU_TABLE_POOL
void *ptlu_pool_alloc_pages(int nid, gfp_t gfp, size_t size);
void ptlu_pool_use(unsigned int order);
void ptlu_pool_drain(void);
void ptlu_pool_forget(void);
unsigned long ptlu_pool_unused(void);
#else
static inline void ptlu_pool_use(unsigned int order)
{
}

static inline void ptlu_pool_drain(void)
{
}

static inline void ptlu_pool_forget(void)
{
}

static inline unsigned long ptlu_pool_unused(void)
{
	return 0;
}
#endif

#endif
