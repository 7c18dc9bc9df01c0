/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code": preserve and restore by several workers. The tables of level 1 and above, one in some
 * hundred, are visited by the caller; the leaf tables below each level 1 table are a unit of work. Everything
 * else, the record among it, is iommu_pt_liveupdate.h's.
 */
#ifndef PTLU_IOMMU_PT_PARALLEL_H
#define PTLU_IOMMU_PT_PARALLEL_H

#include <linux/atomic.h>
#include "iommu_pt_liveupdate.h"
#include "workers.h"

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
 * struct ptlu_parallel - a domain that is being worked on
 * @upper: the caller's walk of the tables at level 1 and above
 * @range: all of the table
 * @work: what a worker does
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
	void (*work)(void *arg);
	u64 finished, leaf_tables, undone;
	unsigned int nr_units;
	atomic_t next;
	atomic64_t left;
	int error;
	struct ptlu_unit units[256];
};

/* Everybody at work, until all known units are finished. */
static int ptlu_finish_units(struct ptlu_parallel *parallel)
{
	struct ptlu_walk *upper = &parallel->upper;

	if (!parallel->nr_units)
		return 0;
	atomic_set(&parallel->next, 0);
	atomic64_set(&parallel->left, min_t(u64, upper->limit - upper->done, S64_MAX));
	ptlu_run_workers(min(READ_ONCE(ptlu_workers), parallel->nr_units), parallel->work, parallel);
	if (parallel->error)
		return parallel->error;
	for (unsigned int i = 0; i < parallel->nr_units; i++) {
		parallel->leaf_tables += parallel->units[i].done;
		upper->limit -= parallel->units[i].done;
	}
	parallel->finished += parallel->nr_units;
	parallel->nr_units = 0;
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
	struct ptlu_walk leaf = { .limit = U64_MAX, .order = walk->order };
	u64 number = parallel->undone++;

	if (number >= parallel->finished + parallel->nr_units)
		return 0;
	if (number >= parallel->finished)
		leaf.limit = parallel->units[number - parallel->finished].done;
	ptlu_walk_leaf_tables(pts, &leaf, op);
	ptlu_account_flush(&leaf.account);
	return 0;
}

PTLU_MAKE_WALK_WITH(__ptlu_preserve_upper, PTLU_PRESERVE, ptlu_add_unit)
PTLU_MAKE_WALK_WITH(__ptlu_unpreserve_upper, PTLU_UNPRESERVE, ptlu_undo_unit)
PTLU_MAKE_WALK_WITH(__ptlu_restore_upper, PTLU_RESTORE, ptlu_add_unit)
PTLU_MAKE_WALK_WITH(__ptlu_free_upper, PTLU_FREE, ptlu_undo_unit)

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
	struct ptlu_unit *unit;
	unsigned int number;
	u64 nr;
	int ret;

	while (!READ_ONCE(parallel->error)) {
		number = atomic_inc_return(&parallel->next) - 1;
		if (number >= parallel->nr_units)
			break;
		unit = &parallel->units[number];
		nr = ptlu_count_unit(parallel, unit);
		if (atomic64_sub_return(nr, &parallel->left) < 0) {
			cmpxchg(&parallel->error, 0, PTLU_STOP);
			break;
		}
		walk.done = 0;
		ret = ptlu_walk_unit(parallel, unit, &walk, op);
		unit->done = walk.done;
		if (ret)
			cmpxchg(&parallel->error, 0, ret);
	}
	ptlu_account_flush(&walk.account);
}

static void ptlu_preserve_work(void *arg)
{
	ptlu_work(arg, PTLU_PRESERVE);
}

static void ptlu_restore_work(void *arg)
{
	ptlu_work(arg, PTLU_RESTORE);
}

static int ptlu_visit_all(struct ptlu_parallel *parallel, struct pt_common *common, u64 limit,
			  pt_level_fn_t upper, void (*work)(void *arg))
{
	struct pt_range range = pt_all_range(common);
	int ret;

	parallel->range = range;
	parallel->work = work;
	parallel->upper = ptlu_walk_init(&range, limit);
	ret = pt_walk_range(&range, upper, &parallel->upper);
	if (!ret)
		ret = ptlu_finish_units(parallel);
	ptlu_account_flush(&parallel->upper.account);
	return ret;
}

/* The tables below the units and then those above, in which it is written where they are. */
static void ptlu_undo(struct ptlu_parallel *parallel, struct pt_common *common, pt_level_fn_t upper)
{
	struct pt_range range = pt_all_range(common);

	parallel->upper = ptlu_walk_init(&range, parallel->upper.done);
	pt_walk_range(&range, upper, &parallel->upper);
	ptlu_account_flush(&parallel->upper.account);
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
	ret = ptlu_visit_all(parallel, common, U64_MAX, __ptlu_preserve_upper, ptlu_preserve_work);
	if (ret) {
		ptlu_undo(parallel, common, __ptlu_unpreserve_upper);
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
	struct pt_iommu_ops ops;
	struct ptlu_parallel parallel;
};

static void NS(ptlu_parallel_deinit_partial)(struct pt_iommu *iommu_table)
{
	struct ptlu_parallel_partial *partial =
		container_of(iommu_table->ops, struct ptlu_parallel_partial, ops);
	struct pt_common *common = common_from_iommu(iommu_table);
	phys_addr_t top_phys = virt_to_phys(pt_all_range(common).top_table);
	struct ptlu_account account = {};

	ptlu_undo(&partial->parallel, common, __ptlu_free_upper);
	ptlu_free_page(top_phys, &account);
	ptlu_account_flush(&account);
	kfree(partial);
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
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_common fresh = *common;
	struct pt_table_p *fresh_top = pt_top_range(common).top_table;
	struct ptlu_parallel_partial *partial;
	struct ptlu_parallel *parallel;
	struct ptlu_account account = {};
	int ret;

	if (iommu_table->ops != &NS(ops))
		return -EBUSY;
	ret = ptlu_domain_ser_check(ser, PTLU_FORMAT_ID);
	if (ret)
		return ret;
	/* Now, for it must not fail when half of the table is restored. */
	partial = kzalloc(sizeof(*partial), GFP_KERNEL);
	if (!partial)
		return -ENOMEM;
	ret = ptlu_restore_top(common, ser, &account);
	ptlu_account_flush(&account);
	if (ret) {
		*common = fresh;
		kfree(partial);
		return ret;
	}
	iommu_pages_free_incoherent(fresh_top, iommu_table->iommu_device);

	parallel = &partial->parallel;
	ret = ptlu_visit_all(parallel, common, ser->nr_tables - 1, __ptlu_restore_upper,
			     ptlu_restore_work);
	if (ret == PTLU_STOP ||
	    (!ret && parallel->upper.done + parallel->leaf_tables != ser->nr_tables - 1))
		ret = -EUCLEAN;
	if (ret) {
		partial->ops.deinit = NS(ptlu_parallel_deinit_partial);
		iommu_table->ops = &partial->ops;
		return ret;
	}
	kfree(partial);
	iommu_table->ops = &NS(ptlu_restored_ops);
	return 0;
}

#endif
