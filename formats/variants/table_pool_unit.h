/* SPDX-License-Identifier: GPL-2.0-only */
/* Included before everything else in a format's translation unit: its tables come from the pool. */
#ifndef PTLU_TABLE_POOL_UNIT_H
#define PTLU_TABLE_POOL_UNIT_H

#include "table_pool.h"

/* For the tree's templates. */
#define iommu_alloc_pages_node_sz(nid, gfp, size) ptlu_pool_alloc_pages(nid, gfp, size)

#endif
