/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core pooled: ours, on tables that were allocated from table_pool.c, where it is compiled in.
 */
#ifndef PTLU_POOLED_CORE_H
#define PTLU_POOLED_CORE_H

#include "core_unit.h"
#include "table_pool.h"

#ifdef PTLU_TABLE_POOL

/* No domain gets another table, so free what is left of the blocks. */
static int NS(pooled_drain_preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	ptlu_pool_drain();
	return PTLU_NS(preserve)(iommu_table, ser);
}

/* A restored domain gets no tables from the pool. */
static int NS(pooled_drain_restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	ptlu_pool_drain();
	return PTLU_NS(restore)(iommu_table, ser);
}

PTLU_MAKE_CORE(pooled, ours, NS(pooled_drain_preserve), PTLU_NS(unpreserve),
	       NS(pooled_drain_restore))

#define PTLU_POOLED_CORES                       \
	[PTLU_CORE_POOLED] = {                  \
		.name = "pooled",               \
		.ours = true,                   \
		.pooled = true,                 \
		PTLU_CORE_FUNCTIONS(pooled),    \
	},

#else
#define PTLU_POOLED_CORES
#endif

#endif
