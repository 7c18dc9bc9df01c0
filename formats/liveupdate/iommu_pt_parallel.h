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

struct ptlu_units {
	struct ptlu_units *next;
	unsigned int nr;
	struct ptlu_unit units[64];
};

/**
 * struct ptlu_parallel - a domain that is being worked on
 * @upper: the caller's walk of the tables at level 1 and above; must be first
 * @range: all of the table
 * @first: the units in the order of the walk
 * @last: where the next one is added
 * @nr_units: how many
 * @next: number of the next one that nobody has taken
 * @left: leaf tables that may still be visited
 * @error: the first error of any worker
 */
struct ptlu_parallel {
	struct ptlu_walk upper;
	struct pt_range range;
	struct ptlu_units *first, *last;
	unsigned int nr_units;
	atomic_t next;
	atomic64_t left;
	int error;
};

static __always_inline int ptlu_add_unit(struct pt_state *pts, struct ptlu_walk *walk,
					 const enum ptlu_op op)
{
	struct ptlu_parallel *parallel = container_of(walk, struct ptlu_parallel, upper);
	struct ptlu_units *last = parallel->last;

	if (!last || last->nr == ARRAY_SIZE(last->units)) {
		last = kzalloc(sizeof(*last), GFP_KERNEL);
		if (!last)
			return -ENOMEM;
		if (parallel->last)
			parallel->last->next = last;
		else
			parallel->first = last;
		parallel->last = last;
	}
	last->units[last->nr++] = (struct ptlu_unit){ .table = pts->table, .va = pts->range->va };
	parallel->nr_units++;
	return 0;
}

static __always_inline int ptlu_no_unit(struct pt_state *pts, struct ptlu_walk *walk,
					const enum ptlu_op op)
{
	return 0;
}

PTLU_MAKE_WALK(__ptlu_preserve_upper, PTLU_PRESERVE, ptlu_add_unit)
PTLU_MAKE_WALK(__ptlu_unpreserve_upper, PTLU_UNPRESERVE, ptlu_no_unit)
PTLU_MAKE_WALK(__ptlu_restore_upper, PTLU_RESTORE, ptlu_add_unit)
PTLU_MAKE_WALK(__ptlu_free_upper, PTLU_FREE, ptlu_no_unit)

static void ptlu_free_units(struct ptlu_parallel *parallel)
{
	struct ptlu_units *units = parallel->first, *next;

	for (; units; units = next) {
		next = units->next;
		kfree(units);
	}
	parallel->first = NULL;
	parallel->last = NULL;
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
	struct ptlu_units *units = parallel->first;
	unsigned int passed = 0, number;
	struct ptlu_unit *unit;
	u64 nr;
	int ret;

	while (!READ_ONCE(parallel->error)) {
		number = atomic_inc_return(&parallel->next) - 1;
		if (number >= parallel->nr_units)
			break;
		for (; number - passed >= units->nr; units = units->next)
			passed += units->nr;
		unit = &units->units[number - passed];
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

static int ptlu_visit_all(struct ptlu_parallel *parallel, u64 limit, pt_level_fn_t upper,
			  void (*work)(void *arg))
{
	struct pt_range range = parallel->range;
	int ret;

	parallel->upper = ptlu_walk_init(&range, limit);
	ret = pt_walk_range(&range, upper, &parallel->upper);
	ptlu_account_flush(&parallel->upper.account);
	if (ret)
		return ret;
	atomic64_set(&parallel->left, min_t(u64, limit - parallel->upper.done, S64_MAX));
	if (parallel->nr_units)
		ptlu_run_workers(min(READ_ONCE(ptlu_workers), parallel->nr_units), work, parallel);
	return parallel->error;
}

static u64 ptlu_visited(const struct ptlu_parallel *parallel)
{
	u64 nr = parallel->upper.done;

	for (const struct ptlu_units *units = parallel->first; units; units = units->next)
		for (unsigned int i = 0; i < units->nr; i++)
			nr += units->units[i].done;
	return nr;
}

/* Undo what was done, in the units and then above them, in whose tables it is written where they are. */
static __always_inline void ptlu_undo(struct ptlu_parallel *parallel, const enum ptlu_op op,
				      pt_level_fn_t upper)
{
	struct ptlu_walk walk = ptlu_walk_init(&parallel->range, 0);

	for (struct ptlu_units *units = parallel->first; units; units = units->next)
		for (unsigned int i = 0; i < units->nr; i++) {
			walk.done = 0;
			walk.limit = units->units[i].done;
			ptlu_walk_unit(parallel, &units->units[i], &walk, op);
		}
	ptlu_account_flush(&walk.account);
	walk = ptlu_walk_init(&parallel->range, parallel->upper.done);
	pt_walk_range(&parallel->range, upper, &walk);
	ptlu_account_flush(&walk.account);
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
	struct ptlu_parallel parallel = { .range = pt_all_range(common) };
	phys_addr_t top_phys = virt_to_phys(parallel.range.top_table);
	int ret;

	memset(ser, 0, sizeof(*ser));
	ret = ptlu_preserve_page(top_phys);
	if (ret)
		return ret;
	ret = ptlu_visit_all(&parallel, U64_MAX, __ptlu_preserve_upper, ptlu_preserve_work);
	if (ret) {
		ptlu_undo(&parallel, PTLU_UNPRESERVE, __ptlu_unpreserve_upper);
		ptlu_unpreserve_page(top_phys);
	} else {
		ptlu_describe(common, ser);
		ser->nr_tables = ptlu_visited(&parallel) + 1;
	}
	ptlu_free_units(&parallel);
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
	struct ptlu_account account = {};
	phys_addr_t top_phys;

	partial->parallel.range = pt_all_range(common_from_iommu(iommu_table));
	top_phys = virt_to_phys(partial->parallel.range.top_table);
	ptlu_undo(&partial->parallel, PTLU_FREE, __ptlu_free_upper);
	ptlu_free_page(top_phys, &account);
	ptlu_account_flush(&account);
	ptlu_free_units(&partial->parallel);
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

	partial->parallel.range = pt_all_range(common);
	ret = ptlu_visit_all(&partial->parallel, ser->nr_tables - 1, __ptlu_restore_upper,
			     ptlu_restore_work);
	if (ret == PTLU_STOP || (!ret && ptlu_visited(&partial->parallel) != ser->nr_tables - 1))
		ret = -EUCLEAN;
	if (ret) {
		partial->ops.deinit = NS(ptlu_parallel_deinit_partial);
		iommu_table->ops = &partial->ops;
		return ret;
	}
	ptlu_free_units(&partial->parallel);
	kfree(partial);
	iommu_table->ops = &NS(ptlu_restored_ops);
	return 0;
}

#endif
