/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code": preserve and restore by several workers. The tables of level 1 and above, one in some
 * hundred, are visited by the caller; the leaf tables below each level 1 table are a unit of work. Everything
 * else, the record among it, is iommu_pt_liveupdate.h's.
 */
#ifndef PTLU_IOMMU_PT_PARALLEL_H
#define PTLU_IOMMU_PT_PARALLEL_H

#include <linux/atomic.h>
#include "formats/liveupdate/iommu_pt_liveupdate.h"
#include "machine/workers.h"

#define PTLU_PARALLEL_NS(op) CONCATENATE(CONCATENATE(ptlu_parallel_, PTPFX), op)

/**
 * struct ptlu_unit - a level 1 table, whose children one worker visits
 * @table: the table
 * @va: its first address
 * @done: children visited, the one that failed not counted
 */
struct ptlu_unit {
	struct pt_table_p *table;
	pt_vaddr_t va;
	u64 done;
};

/**
 * struct ptlu_crew - what is done to a domain side by side
 * @visit: the caller's walk of the tables at level 1 and above
 * @work: what a worker does with the units that it finds
 * @undo: the caller's walk when somebody has failed
 */
struct ptlu_crew {
	pt_level_fn_t visit;
	void (*work)(void *arg);
	pt_level_fn_t undo;
};

/**
 * struct ptlu_parallel - a domain that is being worked on
 * @upper: the caller's walk of the tables at level 1 and above
 * @range: all of the table
 * @crew: what is done
 * @finished: units whose children have all been visited, the first ones of the walk
 * @leaf_tables: how many those were
 * @undone: units that have been undone, or need not be
 * @nr_units: units that are known after those
 * @next: number of the next one that nobody has taken
 * @left: tables that may still be visited
 * @error: the first error of any worker
 * @units: the units known after @finished, in the order of the walk
 *
 * Where the walk stands is known without memory for each unit: what cannot fail when half is done need
 * not be undone.
 */
struct ptlu_parallel {
	struct ptlu_walk upper;
	struct pt_range range;
	const struct ptlu_crew *crew;
	u64 finished, leaf_tables, undone;
	unsigned int nr_units;
	atomic_t next;
	atomic64_t left;
	int error;
	struct ptlu_unit units[1024];
};

/* Everybody at work, until all known units are finished. */
static int ptlu_finish_units(struct ptlu_parallel *parallel)
{
	struct ptlu_walk *upper = &parallel->upper;

	if (!parallel->nr_units)
		return 0;
	atomic_set(&parallel->next, 0);
	atomic64_set(&parallel->left, min_t(u64, upper->limit - upper->done, S64_MAX));
	ptlu_run_workers(min(READ_ONCE(ptlu_workers), parallel->nr_units),
			 parallel->crew->work, parallel);
	if (parallel->error)
		return parallel->error;
	for (unsigned int i = 0; i < parallel->nr_units; i++) {
		parallel->leaf_tables += parallel->units[i].done;
		upper->limit -= parallel->units[i].done;
	}
	parallel->finished += parallel->nr_units;
	parallel->nr_units = 0;
	if (upper->batch)
		kho_batch_relax(upper->batch);
	return 0;
}

static __always_inline int ptlu_add_unit(struct pt_state *pts, struct ptlu_walk *walk,
					 const enum ptlu_op op)
{
	struct ptlu_parallel *parallel = container_of(walk, struct ptlu_parallel, upper);
	int ret;

	if (parallel->nr_units == ARRAY_SIZE(parallel->units)) {
		ret = ptlu_finish_units(parallel);
		if (ret)
			return ret;
	}
	parallel->units[parallel->nr_units++] =
		(struct ptlu_unit){ .table = pts->table, .va = pts->range->va };
	return 0;
}

static __always_inline int ptlu_undo_unit(struct pt_state *pts, struct ptlu_walk *walk,
					  const enum ptlu_op op)
{
	struct ptlu_parallel *parallel = container_of(walk, struct ptlu_parallel, upper);
	struct ptlu_walk leaf = { .limit = U64_MAX, .order = walk->order, .batch = walk->batch };
	u64 number = parallel->undone++;

	if (number >= parallel->finished + parallel->nr_units)
		return 0;
	if (number >= parallel->finished)
		leaf.limit = parallel->units[number - parallel->finished].done;
	ptlu_walk_leaf_tables(pts, &leaf, op);
	ptlu_account_flush(&leaf.account);
	return 0;
}

static __always_inline int ptlu_walk_unit(struct ptlu_parallel *parallel, struct ptlu_unit *unit,
					  struct ptlu_walk *walk, const enum ptlu_op op)
{
	struct pt_range range = parallel->range;
	struct pt_state pts;

	range.va = unit->va;
	pts = pt_init(&range, 1, unit->table);
	return ptlu_walk_leaf_tables(&pts, walk, op);
}

static u64 ptlu_count_unit(struct ptlu_parallel *parallel, struct ptlu_unit *unit)
{
	struct pt_range range = parallel->range;
	struct pt_state pts;
	u64 nr = 0;

	range.va = unit->va;
	pts = pt_init(&range, 1, unit->table);
	for (_pt_iter_first(&pts); pts.index < pts.end_index; pts.index++)
		nr += pt_load_entry_raw(&pts) == PT_ENTRY_TABLE;
	return nr;
}

/* Takes one unit after another, until there is none or somebody has failed. */
static __always_inline void ptlu_work(struct ptlu_parallel *parallel, const enum ptlu_op op)
{
	struct ptlu_walk walk = { .limit = U64_MAX, .order = parallel->upper.order };
	struct kho_batch batch;
	struct ptlu_unit *unit;
	unsigned int number;
	int ret;

	if (parallel->upper.batch) {
		kho_batch_share(&batch, parallel->upper.batch);
		walk.batch = &batch;
	}
	while (!READ_ONCE(parallel->error)) {
		number = atomic_inc_return(&parallel->next) - 1;
		if (number >= parallel->nr_units)
			break;
		unit = &parallel->units[number];
		/* preserve has no limit */
		if (op != PTLU_PRESERVE && op != PTLU_BATCH_PRESERVE &&
		    atomic64_sub_return(ptlu_count_unit(parallel, unit), &parallel->left) < 0) {
			cmpxchg(&parallel->error, 0, PTLU_STOP);
			break;
		}
		walk.done = 0;
		ret = ptlu_walk_unit(parallel, unit, &walk, op);
		unit->done = walk.done;
		if (ret)
			cmpxchg(&parallel->error, 0, ret);
	}
	if (walk.batch)
		kho_batch_leave(walk.batch);
	ptlu_account_flush(&walk.account);
}

/* A crew: @op and what undoes it. */
#define PTLU_MAKE_CREW(crew, op, undo_op)                                         \
	PTLU_MAKE_WALK_WITH(__##crew##_visit, op, ptlu_add_unit)                  \
	PTLU_MAKE_WALK_WITH(__##crew##_undo, undo_op, ptlu_undo_unit)             \
	static void __##crew##_work(void *arg)                                    \
	{                                                                         \
		ptlu_work(arg, op);                                               \
	}                                                                         \
	static const struct ptlu_crew crew = {                                    \
		.visit = __##crew##_visit,                                        \
		.work = __##crew##_work,                                          \
		.undo = __##crew##_undo,                                          \
	};

PTLU_MAKE_CREW(ptlu_preservers, PTLU_PRESERVE, PTLU_UNPRESERVE)
PTLU_MAKE_CREW(ptlu_restorers, PTLU_RESTORE, PTLU_FREE)

static int ptlu_visit_all(struct ptlu_parallel *parallel, struct pt_common *common, u64 limit,
			  const struct ptlu_crew *crew, struct kho_batch *batch)
{
	struct pt_range range = pt_all_range(common);
	int ret;

	parallel->range = range;
	parallel->crew = crew;
	parallel->upper = ptlu_walk_init(&range, limit);
	parallel->upper.batch = batch;
	ret = pt_walk_range(&range, crew->visit, &parallel->upper);
	if (!ret)
		ret = ptlu_finish_units(parallel);
	ptlu_account_flush(&parallel->upper.account);
	return ret;
}

/* The tables below the units and then those above, in which it is written where they are. */
static void ptlu_undo(struct ptlu_parallel *parallel, struct pt_common *common)
{
	struct pt_range range = pt_all_range(common);
	struct kho_batch *batch = parallel->upper.batch;

	parallel->upper = ptlu_walk_init(&range, parallel->upper.done);
	parallel->upper.batch = batch;
	pt_walk_range(&range, parallel->crew->undo, &parallel->upper);
	ptlu_account_flush(&parallel->upper.account);
}

static int ptlu_preserve_by_workers(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser,
				    const struct ptlu_crew *crew, struct kho_batch *batch)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	phys_addr_t top_phys = virt_to_phys(pt_all_range(common).top_table);
	struct ptlu_parallel *parallel;
	int ret;

	memset(ser, 0, sizeof(*ser));
	parallel = kzalloc(sizeof(*parallel), GFP_KERNEL);
	if (!parallel)
		return -ENOMEM;
	ret = ptlu_preserve_page(top_phys);
	if (ret)
		goto out;
	if (batch)
		kho_batch_begin(batch);
	ret = ptlu_visit_all(parallel, common, U64_MAX, crew, batch);
	if (ret)
		ptlu_undo(parallel, common);
	if (batch)
		kho_batch_end(batch);
	if (ret) {
		ptlu_unpreserve_page(top_phys);
		goto out;
	}
	ptlu_describe(common, ser);
	ser->nr_tables = parallel->upper.done + parallel->leaf_tables + 1;
out:
	kfree(parallel);
	return ret;
}

/* A domain that owns what its workers had restored when one of them failed. */
struct ptlu_parallel_partial {
	struct ptlu_partial partial;
	struct ptlu_parallel parallel;
};

static void NS(ptlu_parallel_deinit_partial)(struct pt_iommu *iommu_table)
{
	struct ptlu_parallel_partial *all =
		container_of(iommu_table->ops, struct ptlu_parallel_partial, partial.ops);
	struct pt_common *common = common_from_iommu(iommu_table);
	phys_addr_t top_phys = virt_to_phys(pt_all_range(common).top_table);
	struct ptlu_account account = {};

	ptlu_undo(&all->parallel, common);
	ptlu_free_page(top_phys, &account);
	ptlu_account_flush(&account);
	kfree(all);
}

static int ptlu_restore_by_workers(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser,
				   const struct ptlu_crew *crew)
{
	struct ptlu_parallel_partial *all;
	struct ptlu_partial *partial;
	int ret;

	ret = ptlu_begin_restore(iommu_table, ser, &partial, sizeof(*all));
	if (ret)
		return ret;
	all = container_of(partial, struct ptlu_parallel_partial, partial);
	partial->ops.deinit = NS(ptlu_parallel_deinit_partial);
	ret = ptlu_visit_all(&all->parallel, common_from_iommu(iommu_table), ser->nr_tables - 1,
			     crew, NULL);
	return ptlu_end_restore(iommu_table, partial, ret,
				all->parallel.upper.done + all->parallel.leaf_tables,
				ser->nr_tables - 1);
}

/**
 * parallel_preserve() - preserve() by ptlu_workers workers
 * @iommu_table: as there
 * @ser: as there
 *
 * KHO has one mutex for all that preserve, so workers mostly wait for each other.
 *
 * Context, Return: as preserve().
 */
int PTLU_PARALLEL_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	return ptlu_preserve_by_workers(iommu_table, ser, &ptlu_preservers, NULL);
}

/**
 * parallel_restore() - restore() by ptlu_workers workers
 * @iommu_table: as there
 * @ser: as there
 *
 * Which pages are restored when one of them cannot be is chance; deinit frees them and no others.
 *
 * Context, Return: as restore().
 */
int PTLU_PARALLEL_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	return ptlu_restore_by_workers(iommu_table, ser, &ptlu_restorers);
}

#endif
