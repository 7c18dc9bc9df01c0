/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cores kho-batch and parallel-batch: on a KHO that registers many pages under one lock and counts many restored
 * ones together, proposals/kho_batch/. The walk and the record are the core's. Preserve and unpreserve touch no struct page,
 * for the order of a table is known.
 */
#ifndef PTLU_IOMMU_PT_KHO_BATCH_H
#define PTLU_IOMMU_PT_KHO_BATCH_H

#include "formats/liveupdate/iommu_pt_liveupdate.h"
#include "iommu_pt_parallel.h"

#define PTLU_KHO_BATCH_NS(op) CONCATENATE(CONCATENATE(ptlu_kho_batch_, PTPFX), op)
#define PTLU_PARALLEL_BATCH_NS(op) CONCATENATE(CONCATENATE(ptlu_parallel_batch_, PTPFX), op)

PTLU_MAKE_WALK(__ptlu_batch_preserve_tables, PTLU_BATCH_PRESERVE)
PTLU_MAKE_WALK(__ptlu_batch_unpreserve_tables, PTLU_BATCH_UNPRESERVE)
PTLU_MAKE_WALK(__ptlu_batch_restore_tables, PTLU_BATCH_RESTORE)
PTLU_MAKE_CREW(ptlu_batch_preservers, PTLU_BATCH_PRESERVE, PTLU_BATCH_UNPRESERVE)
PTLU_MAKE_CREW(ptlu_batch_restorers, PTLU_BATCH_RESTORE, PTLU_FREE)

static unsigned int ptlu_top_order(struct pt_common *common)
{
	return get_order(log2_to_int_t(unsigned long,
				       pt_top_memsize_lg2(common, common->top_of_table)));
}

/* The top and the first tables of the walk, all that were preserved. */
static void ptlu_batch_unpreserve_first(struct pt_common *common, struct kho_batch *batch,
					u64 nr_below_top)
{
	struct pt_range range = pt_all_range(common);
	struct ptlu_walk walk = ptlu_walk_init(&range, nr_below_top);

	walk.batch = batch;
	pt_walk_range(&range, __ptlu_batch_unpreserve_tables, &walk);
	kho_batch_unpreserve(batch, virt_to_phys(range.top_table), ptlu_top_order(common));
}

/**
 * preserve() - The core's preserve(), in one batch
 * @iommu_table: Table to preserve
 * @ser: Where the domain is described; all zero after an error
 *
 * Context: As the core's preserve().
 *
 * Return: As the core's preserve().
 */
int PTLU_KHO_BATCH_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_all_range(common);
	struct ptlu_walk walk = ptlu_walk_init(&range, U64_MAX);
	struct kho_batch batch;
	int ret;

	memset(ser, 0, sizeof(*ser));
	walk.batch = &batch;
	kho_batch_begin(&batch);
	ret = kho_batch_preserve(&batch, virt_to_phys(range.top_table), ptlu_top_order(common));
	if (!ret) {
		ret = pt_walk_range(&range, __ptlu_batch_preserve_tables, &walk);
		if (ret)
			ptlu_batch_unpreserve_first(common, &batch, walk.done);
	}
	kho_batch_end(&batch);
	if (ret)
		return ret;
	ptlu_describe(common, ser);
	ser->nr_tables = walk.done + 1;
	return 0;
}

/**
 * unpreserve() - The core's unpreserve(), in one batch
 * @iommu_table: Table that preserve() succeeded on and that has not changed since
 * @ser: What preserve() filled; all zero afterwards
 *
 * Context: As the core's preserve().
 */
void PTLU_KHO_BATCH_NS(unpreserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct kho_batch batch;

	kho_batch_begin(&batch);
	ptlu_batch_unpreserve_first(common_from_iommu(iommu_table), &batch, ser->nr_tables - 1);
	kho_batch_end(&batch);
	memset(ser, 0, sizeof(*ser));
}

/**
 * restore() - The core's restore(), the pages counted together
 * @iommu_table: as there
 * @ser: as there
 *
 * Context, Return: as the core's restore().
 */
int PTLU_KHO_BATCH_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	return ptlu_restore_by(iommu_table, ser, __ptlu_batch_restore_tables);
}

/**
 * preserve() - The core's preserve(), in one batch that ptlu_workers workers share
 * @iommu_table: as there
 * @ser: as there
 *
 * Context, Return: as the core's preserve().
 */
int PTLU_PARALLEL_BATCH_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct kho_batch batch;

	return ptlu_preserve_by_workers(iommu_table, ser, &ptlu_batch_preservers, &batch);
}

/**
 * restore() - The core's restore() by ptlu_workers workers, each of whom counts its pages together
 * @iommu_table: as there
 * @ser: as there
 *
 * Context, Return: as parallel_restore().
 */
int PTLU_PARALLEL_BATCH_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	return ptlu_restore_by_workers(iommu_table, ser, &ptlu_batch_restorers);
}

#endif
