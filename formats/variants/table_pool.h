/* SPDX-License-Identifier: GPL-2.0-only */
/* Table pages that lie side by side: a pool that cuts large blocks into single pages. */
#ifndef PTLU_TABLE_POOL_H
#define PTLU_TABLE_POOL_H

#include <linux/mm.h>
#include "iommu-pages.h"

void *ptlu_pool_alloc_pages(int nid, gfp_t gfp, size_t size);
void ptlu_pool_use(unsigned int order);
void ptlu_pool_drain(void);
void ptlu_pool_forget(void);
unsigned long ptlu_pool_unused(void);

#endif
