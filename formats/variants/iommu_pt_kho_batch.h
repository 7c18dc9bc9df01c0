/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code" for the cores kho-batch and parallel-batch, on a KHO with
 * proposals/kho_batch/.
 *
 * KHO registers many pages under one lock and accounts many restored pages in one call. The walk
 * and the serialized state are iommu_pt_liveupdate.h's. The order of a table is known, so preserve
 * and unpreserve do not access its struct page.
 */
#ifndef PTLU_IOMMU_PT_KHO_BATCH_H
#define PTLU_IOMMU_PT_KHO_BATCH_H

#ifdef PTLU_KHO_BATCH
#include "formats/liveupdate/iommu_pt_liveupdate.h"
#include "proposals/kho_batch/kho_batch.h"
#include "core_unit.h"
#include "iommu_pt_parallel.h"

#define PTLU_KHO_BATCH_NS(op) CONCATENATE(CONCATENATE(ptlu_kho_batch_, PTPFX), op)
#define PTLU_PARALLEL_BATCH_NS(op) CONCATENATE(CONCATENATE(ptlu_parallel_batch_, PTPFX), op)

/* A walk that preserves or unpreserves pages in a batch */
struct ptlu_batch_walk {
	struct ptlu_walk walk;
	struct kho_batch *batch;
};

/* A walk that restores pages, some of which KHO has not accounted to their zone */
struct ptlu_batch_restore_walk {
	struct ptlu_walk walk;
	struct kho_restored restored;
};

static __always_inline struct kho_batch *ptlu_batch_of(struct ptlu_walk *walk)
{
	return container_of(walk, struct ptlu_batch_walk, walk)->batch;
}

static __always_inline int ptlu_visit_batch_preserve(struct ptlu_walk *walk,
						     phys_addr_t phys)
{
	return kho_batch_preserve(ptlu_batch_of(walk), phys, walk->order);
}

static __always_inline int ptlu_visit_batch_unpreserve(struct ptlu_walk *walk,
						       phys_addr_t phys)
{
	kho_batch_unpreserve(ptlu_batch_of(walk), phys, walk->order);
	return 0;
}

static __always_inline int ptlu_visit_batch_restore(struct ptlu_walk *walk,
						    phys_addr_t phys)
{
	struct ptlu_batch_restore_walk *in_batch =
		container_of(walk, struct ptlu_batch_restore_walk, walk);

	return ptlu_own_folio(walk,
			      kho_batch_restore(&in_batch->restored, phys));
}

/* KHO does not access the struct pages of tables that it registers. */
static const struct ptlu_visitor ptlu_batch_preserve_visitor = {
	.visit = ptlu_visit_batch_preserve,
};

static const struct ptlu_visitor ptlu_batch_unpreserve_visitor = {
	.visit = ptlu_visit_batch_unpreserve,
};

static const struct ptlu_visitor ptlu_batch_restore_visitor = {
	.prefetch = true,
	.visit = ptlu_visit_batch_restore,
};

PTLU_MAKE_WALK(__ptlu_batch_preserve_tables, ptlu_batch_preserve_visitor)
PTLU_MAKE_WALK(__ptlu_batch_unpreserve_tables, ptlu_batch_unpreserve_visitor)
PTLU_MAKE_WALK(__ptlu_batch_restore_tables, ptlu_batch_restore_visitor)

static unsigned int ptlu_top_order(struct pt_common *common)
{
	return ptlu_order_of_lg2(
		pt_top_memsize_lg2(common, common->top_of_table));
}

/* Unpreserve the top and the first tables of the walk, all that were preserved */
static void ptlu_batch_unpreserve_first(struct pt_common *common,
					struct kho_batch *batch,
					u64 nr_below_top)
{
	struct pt_range range = pt_all_range(common);
	struct ptlu_batch_walk in_batch = {
		.walk = ptlu_walk_init(&range, nr_below_top),
		.batch = batch,
	};

	pt_walk_range(&range, __ptlu_batch_unpreserve_tables, &in_batch.walk);
	kho_batch_unpreserve(batch, virt_to_phys(range.top_table),
			     ptlu_top_order(common));
}

/**
 * preserve() - The core's preserve(), in one batch
 * @iommu_table: Table to preserve
 * @ser: Filled in, all zero on failure
 *
 * Context, Return: As the core's preserve().
 */
int PTLU_KHO_BATCH_NS(preserve)(struct pt_iommu *iommu_table,
				struct ptlu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_all_range(common);
	struct kho_batch batch;
	struct ptlu_batch_walk in_batch = {
		.walk = ptlu_walk_init(&range, U64_MAX),
		.batch = &batch,
	};
	int ret;

	memset(ser, 0, sizeof(*ser));
	kho_batch_begin(&batch);
	ret = kho_batch_preserve(&batch, virt_to_phys(range.top_table),
				 ptlu_top_order(common));
	if (!ret) {
		ret = pt_walk_range(&range, __ptlu_batch_preserve_tables,
				    &in_batch.walk);
		if (ret)
			ptlu_batch_unpreserve_first(common, &batch,
						    in_batch.walk.done);
	}
	kho_batch_end(&batch);
	if (ret)
		return ret;
	ptlu_describe(common, ser);
	ser->nr_tables = in_batch.walk.done + 1;
	return 0;
}

/**
 * unpreserve() - The core's unpreserve(), in one batch
 * @iommu_table: Preserved table, unchanged since
 * @ser: What preserve() filled in, all zero afterwards
 *
 * Context: As the core's preserve().
 */
void PTLU_KHO_BATCH_NS(unpreserve)(struct pt_iommu *iommu_table,
				   struct ptlu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	u64 nr_below_top = ser->nr_tables - 1;
	struct kho_batch batch;

	kho_batch_begin(&batch);
	ptlu_batch_unpreserve_first(common, &batch, nr_below_top);
	kho_batch_end(&batch);
	memset(ser, 0, sizeof(*ser));
}

/**
 * restore() - The core's restore(), with KHO's accounting in one call
 * @iommu_table: As the core's restore()
 * @ser: As the core's restore()
 *
 * Context, Return: As the core's restore().
 */
int PTLU_KHO_BATCH_NS(restore)(struct pt_iommu *iommu_table,
			       const struct ptlu_domain_ser *ser)
{
	struct ptlu_batch_restore_walk in_batch = {};
	struct ptlu_walk *walk = &in_batch.walk;
	struct ptlu_partial *partial;
	struct pt_range range;
	int ret;

	/* Allocated first, it must not fail after a part is restored */
	partial = kzalloc(sizeof(*partial), GFP_KERNEL);
	if (!partial)
		return -ENOMEM;
	ret = ptlu_begin_restore(iommu_table, ser);
	if (ret) {
		kfree(partial);
		return ret;
	}
	partial->ops.deinit = NS(ptlu_deinit_partial);
	range = pt_all_range(common_from_iommu(iommu_table));
	*walk = ptlu_walk_init(&range, ser->nr_tables - 1);
	ret = pt_walk_range(&range, __ptlu_batch_restore_tables, walk);
	kho_batch_restored(&in_batch.restored);
	ptlu_account_flush(&walk->account);
	return ptlu_end_restore(iommu_table, partial, ret, walk->done,
				ser->nr_tables - 1);
}

/* A thread of parallel-batch fills bitmaps of its own and merges them when the round ends. */
static void ptlu_batch_preserve_work(void *arg)
{
	struct ptlu_parallel *parallel = arg;
	struct kho_batch batch;
	struct ptlu_batch_walk own = { .walk = ptlu_thread_walk(parallel), .batch = &batch };

	kho_batch_share(&batch, ptlu_batch_of(parallel->upper));
	ptlu_work(parallel, &own.walk, &ptlu_batch_preserve_visitor);
	kho_batch_leave(&batch);
}

static void ptlu_batch_restore_work(void *arg)
{
	struct ptlu_batch_restore_walk own = { .walk = ptlu_thread_walk(arg) };

	ptlu_work(arg, &own.walk, &ptlu_batch_restore_visitor);
	kho_batch_restored(&own.restored);
}

static void ptlu_batch_begin(struct ptlu_walk *upper)
{
	kho_batch_begin(ptlu_batch_of(upper));
}

static void ptlu_batch_relax(struct ptlu_walk *upper)
{
	kho_batch_relax(ptlu_batch_of(upper));
}

static void ptlu_batch_end(struct ptlu_walk *upper)
{
	kho_batch_end(ptlu_batch_of(upper));
}

/* After the walk over the upper tables and each round: all that the calling thread restored. */
static void ptlu_batch_account(struct ptlu_walk *upper)
{
	kho_batch_restored(&container_of(upper, struct ptlu_batch_restore_walk, walk)->restored);
}

PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_batch_preserve, ptlu_batch_preserve_visitor, ptlu_add_item)
PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_batch_unpreserve, ptlu_batch_unpreserve_visitor,
			ptlu_undo_item)
PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_batch_restore, ptlu_batch_restore_visitor, ptlu_add_item)

static const struct ptlu_parallel_ops ptlu_parallel_batch_preserve_ops = {
	.visit = __ptlu_parallel_batch_preserve,
	.work = ptlu_batch_preserve_work,
	.undo = __ptlu_parallel_batch_unpreserve,
	.begin = ptlu_batch_begin,
	.relax = ptlu_batch_relax,
	.end = ptlu_batch_end,
};

static const struct ptlu_parallel_ops ptlu_parallel_batch_restore_ops = {
	.visit = __ptlu_parallel_batch_restore,
	.work = ptlu_batch_restore_work,
	.undo = __ptlu_parallel_free,
	.end = ptlu_batch_account,
};

/**
 * preserve() - The core's preserve(), in one batch that ptlu_workers threads share
 * @iommu_table: As the core's preserve()
 * @ser: As the core's preserve()
 *
 * Context, Return: As the core's preserve().
 */
int PTLU_PARALLEL_BATCH_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct kho_batch batch;
	struct ptlu_batch_walk upper = { .batch = &batch };

	return ptlu_preserve_by_workers(iommu_table, ser, &ptlu_parallel_batch_preserve_ops,
					&upper.walk);
}

/**
 * restore() - The core's restore() by ptlu_workers threads, each with one call for KHO's accounting
 * @iommu_table: As the core's restore()
 * @ser: As the core's restore()
 *
 * Context, Return: As parallel_restore().
 */
int PTLU_PARALLEL_BATCH_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	struct ptlu_batch_restore_walk upper = {};

	return ptlu_restore_by_workers(iommu_table, ser, &ptlu_parallel_batch_restore_ops,
				       &upper.walk);
}

PTLU_MAKE_CORE(kho_batch, ours, PTLU_KHO_BATCH_NS(preserve), PTLU_KHO_BATCH_NS(unpreserve),
	       PTLU_KHO_BATCH_NS(restore))
PTLU_MAKE_CORE(parallel_batch, ours, PTLU_PARALLEL_BATCH_NS(preserve),
	       PTLU_KHO_BATCH_NS(unpreserve), PTLU_PARALLEL_BATCH_NS(restore))

#define PTLU_KHO_BATCH_CORES                            \
	[PTLU_CORE_KHO_BATCH] = {                       \
		.name = "kho-batch",                    \
		.ours = true,                           \
		PTLU_CORE_FUNCTIONS(kho_batch),         \
	},                                              \
	[PTLU_CORE_PARALLEL_BATCH] = {                  \
		.name = "parallel-batch",               \
		.ours = true,                           \
		.threaded = true,                       \
		PTLU_CORE_FUNCTIONS(parallel_batch),    \
	},

#else
#define PTLU_KHO_BATCH_CORES
#endif

#endif
