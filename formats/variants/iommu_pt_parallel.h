/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code" for the core parallel: preserve and restore by several threads.
 *
 * The calling thread visits the tables of level 1 and above, less than one percent of all. The
 * level 0 tables below a level 1 table are a work item of any thread. All else, the serialized
 * state included, is iommu_pt_liveupdate.h's.
 */
#ifndef PTLU_IOMMU_PT_PARALLEL_H
#define PTLU_IOMMU_PT_PARALLEL_H

#include <linux/atomic.h>
#include <linux/pagemap.h>
#include "formats/liveupdate/iommu_pt_liveupdate.h"
#include "machine/workers.h"
#include "core_unit.h"

#define PTLU_PARALLEL_NS(op) CONCATENATE(CONCATENATE(ptlu_parallel_, PTPFX), op)

/**
 * struct ptlu_work_item - A level 1 table, whose level 0 tables one thread visits
 * @table: The level 1 table
 * @va: Its first address
 * @done: Number of level 0 tables visited, without one whose visit failed
 */
struct ptlu_work_item {
	struct pt_table_p *table;
	pt_vaddr_t va;
	u64 done;
};

/**
 * struct ptlu_parallel_ops - Operation set: what the threads do to the tables, and what undoes it
 * @visit: Walk of the calling thread over the tables of level 1 and above, adds the work items
 * @work: Function of each thread, with a struct ptlu_parallel: handles items until there are none
 * @undo: Walk of the calling thread after an error, undoes what @visit and @work have done
 * @begin: Called before the walks of a preserve. Optional, as are the next two
 * @relax: Called after each round of work items, when no thread works
 * @end: Called after the walks
 */
struct ptlu_parallel_ops {
	pt_level_fn_t visit;
	void (*work)(void *arg);
	pt_level_fn_t undo;
	void (*begin)(struct ptlu_walk *upper);
	void (*relax)(struct ptlu_walk *upper);
	void (*end)(struct ptlu_walk *upper);
};

/**
 * struct ptlu_parallel - A table that several threads work on
 * @range: The whole table. The walks of the calling thread use this very range, so that a struct
 *	pt_state leads back to this struct
 * @ops: What is done
 * @upper: State of the calling thread's walk
 * @upper_done: Number of tables that this walk has visited
 * @finished: Number of work items of finished rounds, the first ones of the walk
 * @leaf_tables: Number of level 0 tables of those
 * @undone: Number of work items that are undone or need not be
 * @nr_items: Number of work items of the current round
 * @next: Index of the next item that no thread has taken
 * @bounded: The number of tables is limited, to @left in this round
 * @left: Number of tables that threads may still visit
 * @error: First error of any thread
 * @items: Work items of the current round, in the order of the walk
 *
 * Progress is tracked in this fixed-size state, so the walk cannot fail with -ENOMEM half way.
 */
struct ptlu_parallel {
	struct pt_range range;
	const struct ptlu_parallel_ops *ops;
	struct ptlu_walk *upper;
	u64 upper_done;
	u64 finished, leaf_tables, undone;
	unsigned int nr_items;
	atomic_t next;
	bool bounded;
	atomic64_t left;
	int error;
	struct ptlu_work_item items[1024];
};

/* One round: all threads work until the known items are finished. */
static int ptlu_finish_items(struct ptlu_parallel *parallel)
{
	struct ptlu_walk *upper = parallel->upper;

	if (!parallel->nr_items)
		return 0;
	atomic_set(&parallel->next, 0);
	atomic64_set(&parallel->left, min_t(u64, upper->limit - upper->done, S64_MAX));
	ptlu_run_workers(min(READ_ONCE(ptlu_workers), parallel->nr_items), parallel->ops->work,
			 parallel);
	if (parallel->error)
		return parallel->error;
	for (unsigned int i = 0; i < parallel->nr_items; i++) {
		parallel->leaf_tables += parallel->items[i].done;
		upper->limit -= parallel->items[i].done;
	}
	parallel->finished += parallel->nr_items;
	parallel->nr_items = 0;
	if (parallel->ops->relax)
		parallel->ops->relax(upper);
	return 0;
}

static __always_inline int ptlu_add_item(struct pt_state *pts, struct ptlu_walk *walk,
					 const struct ptlu_visitor *visitor)
{
	struct ptlu_parallel *parallel = container_of(pts->range, struct ptlu_parallel, range);
	int ret;

	if (parallel->nr_items == ARRAY_SIZE(parallel->items)) {
		ret = ptlu_finish_items(parallel);
		if (ret)
			return ret;
	}
	parallel->items[parallel->nr_items++] =
		(struct ptlu_work_item){ .table = pts->table, .va = pts->range->va };
	return 0;
}

static __always_inline int ptlu_undo_item(struct pt_state *pts, struct ptlu_walk *walk,
					  const struct ptlu_visitor *visitor)
{
	struct ptlu_parallel *parallel = container_of(pts->range, struct ptlu_parallel, range);
	const u64 limit = walk->limit, done = walk->done;
	u64 number = parallel->undone++;

	if (number >= parallel->finished + parallel->nr_items)
		return 0;
	/* the upper walk's own numbers do not count level 0 tables */
	walk->limit = U64_MAX;
	if (number >= parallel->finished)
		walk->limit = done + parallel->items[number - parallel->finished].done;
	ptlu_walk_leaf_tables(pts, walk, visitor);
	walk->limit = limit;
	walk->done = done;
	return 0;
}

#define PTLU_MAKE_PARALLEL_WALK(fn, visitor, level_1_fn)                                          \
	static int fn(struct pt_range *range, void *arg, unsigned int level,                      \
		      struct pt_table_p *table)                                                   \
	{                                                                                         \
		return __ptlu_walk_tables(range, arg, level, table, fn, level_1_fn, &(visitor));  \
	}

static struct pt_range ptlu_range_of_item(const struct ptlu_parallel *parallel,
					  const struct ptlu_work_item *item)
{
	struct pt_range range = parallel->range;

	range.va = item->va;
	return range;
}

static u64 ptlu_count_item(const struct ptlu_parallel *parallel, const struct ptlu_work_item *item)
{
	struct pt_range range = ptlu_range_of_item(parallel, item);
	struct pt_state pts = pt_init(&range, 1, item->table);
	u64 nr = 0;

	for (_pt_iter_first(&pts); pts.index < pts.end_index; pts.index++)
		nr += pt_load_entry_raw(&pts) == PT_ENTRY_TABLE;
	return nr;
}

/* The level 0 tables of @item fit into the limit, which they are taken off. */
static bool ptlu_reserve_item(struct ptlu_parallel *parallel, const struct ptlu_work_item *item)
{
	return atomic64_sub_return(ptlu_count_item(parallel, item), &parallel->left) >= 0;
}

/* A thread: take one item after another until there are none or any thread has failed. */
static __always_inline void ptlu_work(struct ptlu_parallel *parallel, struct ptlu_walk *walk,
				      const struct ptlu_visitor *visitor)
{
	struct ptlu_work_item *item;
	unsigned int number;
	int ret;

	while (!READ_ONCE(parallel->error)) {
		struct pt_range range;
		struct pt_state pts;

		number = atomic_inc_return(&parallel->next) - 1;
		if (number >= parallel->nr_items)
			break;
		item = &parallel->items[number];
		if (parallel->bounded && !ptlu_reserve_item(parallel, item)) {
			cmpxchg(&parallel->error, 0, PTLU_STOP);
			break;
		}
		range = ptlu_range_of_item(parallel, item);
		pts = pt_init(&range, 1, item->table);
		walk->done = 0;
		ret = ptlu_walk_leaf_tables(&pts, walk, visitor);
		item->done = walk->done;
		if (ret)
			cmpxchg(&parallel->error, 0, ret);
	}
	ptlu_account_flush(&walk->account);
}

/* State of a thread's walks: each item sets the number of tables done. */
static struct ptlu_walk ptlu_thread_walk(const struct ptlu_parallel *parallel)
{
	return (struct ptlu_walk){ .limit = U64_MAX, .order = parallel->upper->order };
}

/*
 * kho_restore_folio() looks at a page and takes it in two steps, so of two threads that a corrupted
 * table leads to one page both would get it. The page lock lets one of them in at a time. A page
 * within a larger one is not locked: its lock bit is part of that one's order once KHO has made it
 * a folio.
 */
static __always_inline int ptlu_visit_locked_restore(struct ptlu_walk *walk, phys_addr_t phys)
{
	struct page *page = pfn_to_online_page(PHYS_PFN(phys));
	struct folio *folio;
	int ret;

	if (unlikely(!page || !IS_ALIGNED(phys, PAGE_SIZE << walk->order)))
		return -ENOENT;
	folio = page_folio(page);
	if (unlikely(!folio_trylock(folio)))
		return -ENOENT;
	ret = ptlu_visit_restore(walk, phys);
	folio_unlock(folio);
	return ret;
}

static const struct ptlu_visitor ptlu_locked_restore_visitor = {
	.prefetch = true,
	.visit = ptlu_visit_locked_restore,
};

static void ptlu_preserve_work(void *arg)
{
	struct ptlu_walk walk = ptlu_thread_walk(arg);

	ptlu_work(arg, &walk, &ptlu_preserve_visitor);
}

static void ptlu_restore_work(void *arg)
{
	struct ptlu_walk walk = ptlu_thread_walk(arg);

	ptlu_work(arg, &walk, &ptlu_locked_restore_visitor);
}

PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_preserve, ptlu_preserve_visitor, ptlu_add_item)
PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_unpreserve, ptlu_unpreserve_visitor, ptlu_undo_item)
PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_restore, ptlu_restore_visitor, ptlu_add_item)
PTLU_MAKE_PARALLEL_WALK(__ptlu_parallel_free, ptlu_free_visitor, ptlu_undo_item)

static const struct ptlu_parallel_ops ptlu_parallel_preserve_ops = {
	.visit = __ptlu_parallel_preserve,
	.work = ptlu_preserve_work,
	.undo = __ptlu_parallel_unpreserve,
};

static const struct ptlu_parallel_ops ptlu_parallel_restore_ops = {
	.visit = __ptlu_parallel_restore,
	.work = ptlu_restore_work,
	.undo = __ptlu_parallel_free,
};

/* Visit at most @limit tables of @common. @upper belongs to the operation set. */
static int ptlu_visit_all(struct ptlu_parallel *parallel, struct pt_common *common, u64 limit,
			  struct ptlu_walk *upper)
{
	int ret;

	parallel->range = pt_all_range(common);
	parallel->bounded = limit != U64_MAX;
	parallel->upper = upper;
	*upper = ptlu_walk_init(&parallel->range, limit);
	ret = pt_walk_range(&parallel->range, parallel->ops->visit, upper);
	if (!ret)
		ret = ptlu_finish_items(parallel);
	ptlu_account_flush(&upper->account);
	parallel->upper_done = upper->done;
	return ret;
}

/* Undo the level 0 tables of each item, then the tables above, which lead to them. */
static void ptlu_undo(struct ptlu_parallel *parallel, struct pt_common *common,
		      struct ptlu_walk *upper)
{
	parallel->range = pt_all_range(common);
	*upper = ptlu_walk_init(&parallel->range, parallel->upper_done);
	pt_walk_range(&parallel->range, parallel->ops->undo, upper);
	ptlu_account_flush(&upper->account);
}

static int ptlu_preserve_by_workers(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser,
				    const struct ptlu_parallel_ops *ops, struct ptlu_walk *upper)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	phys_addr_t top_phys = virt_to_phys(pt_all_range(common).top_table);
	struct ptlu_parallel *parallel;
	int ret;

	memset(ser, 0, sizeof(*ser));
	parallel = kzalloc(sizeof(*parallel), GFP_KERNEL);
	if (!parallel)
		return -ENOMEM;
	parallel->ops = ops;
	ret = ptlu_preserve_page(top_phys);
	if (ret)
		goto out;
	if (ops->begin)
		ops->begin(upper);
	ret = ptlu_visit_all(parallel, common, U64_MAX, upper);
	if (ret)
		ptlu_undo(parallel, common, upper);
	if (ops->end)
		ops->end(upper);
	if (ret) {
		ptlu_unpreserve_page(top_phys);
		goto out;
	}
	ptlu_describe(common, ser);
	ser->nr_tables = parallel->upper_done + parallel->leaf_tables + 1;
out:
	kfree(parallel);
	return ret;
}

/* A domain that owns what the threads had restored when one of them failed. */
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
	struct ptlu_walk upper;

	ptlu_undo(&all->parallel, common, &upper);
	ptlu_free_page(top_phys, &account);
	ptlu_account_flush(&account);
	kfree(all);
}

static int ptlu_restore_by_workers(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser,
				   const struct ptlu_parallel_ops *ops, struct ptlu_walk *upper)
{
	struct ptlu_parallel_partial *all;
	struct ptlu_parallel *parallel;
	int ret;

	all = kzalloc(sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	ret = ptlu_begin_restore(iommu_table, ser);
	if (ret) {
		kfree(all);
		return ret;
	}
	parallel = &all->parallel;
	parallel->ops = ops;
	all->partial.ops.deinit = NS(ptlu_parallel_deinit_partial);
	ret = ptlu_visit_all(parallel, common_from_iommu(iommu_table), ser->nr_tables - 1, upper);
	if (ops->end)
		ops->end(upper);
	return ptlu_end_restore(iommu_table, &all->partial, ret,
				parallel->upper_done + parallel->leaf_tables, ser->nr_tables - 1);
}

/**
 * parallel_preserve() - preserve() by ptlu_workers threads
 * @iommu_table: As preserve()
 * @ser: As preserve()
 *
 * KHO has one mutex for all of its radix tree, so the threads mostly wait for each other.
 *
 * Context, Return: As preserve().
 */
int PTLU_PARALLEL_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct ptlu_walk upper;

	return ptlu_preserve_by_workers(iommu_table, ser, &ptlu_parallel_preserve_ops, &upper);
}

/**
 * parallel_restore() - restore() by ptlu_workers threads
 * @iommu_table: As restore()
 * @ser: As restore()
 *
 * Which pages are restored before an error depends on the timing of the threads. deinit frees
 * exactly those.
 *
 * Context, Return: As restore().
 */
int PTLU_PARALLEL_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	struct ptlu_walk upper;

	return ptlu_restore_by_workers(iommu_table, ser, &ptlu_parallel_restore_ops, &upper);
}

PTLU_MAKE_CORE(parallel, ours, PTLU_PARALLEL_NS(preserve), PTLU_NS(unpreserve),
	       PTLU_PARALLEL_NS(restore))

#define PTLU_PARALLEL_CORES                     \
	[PTLU_CORE_PARALLEL] = {                \
		.name = "parallel",             \
		.ours = true,                   \
		.threaded = true,               \
		PTLU_CORE_FUNCTIONS(parallel),  \
	},

#endif
