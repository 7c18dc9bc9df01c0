/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code" for the live update of a page table: preserve it in the
 * old kernel, restore it in the next one.
 *
 * This is included once per page table format after iommu_pt.h and, like it,
 * uses the format's inline helpers only.
 *
 * The format should have:
 *  #define PTLU_FORMAT_ID <enum ptlu_format_id>
 *  static const struct ptlu_fmt_flag ptlu_fmt_flags[] = { .. };
 * And optionally:
 *  #define ptlu_fmt_enc_mask(common) <bits of a table pointer that are not
 *                                     address>
 */
#ifndef PTLU_IOMMU_PT_LIVEUPDATE_H
#define PTLU_IOMMU_PT_LIVEUPDATE_H

#include <linux/slab.h>
#include "domain_ser.h"
#include "table_pages.h"
#include "fmt_flags.h"

#ifndef ptlu_fmt_enc_mask
#define ptlu_fmt_enc_mask(common) 0ULL
#endif

#define PTLU_NS(op) CONCATENATE(CONCATENATE(ptlu_, PTPFX), op)

/* Prefetch distance, in tables */
#define PTLU_TABLES_AHEAD 16

/* Returned by a walk that reached its limit. This is not an error. */
enum { PTLU_STOP = 1 };

/**
 * struct ptlu_walk - State of a walk over the tables below the top
 * @limit: Number of tables to visit
 * @done: Number of tables visited, without a table whose visit failed
 * @order: Page order of a table
 * @account: Pages restored or freed by the walk
 *
 * Every walk visits the tables in the same order: by index, and a table before
 * the tables below it. The first n tables of one walk are the first n tables of
 * any other walk. A walk that failed is undone by a second walk, limited to the
 * tables that the first one has done.
 */
struct ptlu_walk {
	u64 limit;
	u64 done;
	unsigned int order;
	struct ptlu_account account;
};

/**
 * struct ptlu_visitor - What a walk does with a table
 * @prefetch: Prefetch the struct pages of a level 0 table PTLU_TABLES_AHEAD
 *            tables before @visit
 * @visit: Called before the tables below the table are visited. If it fails the
 *         table does not count as done.
 * @leave: Called after the tables below the table were visited, even if one of
 *         them failed
 *
 * Both functions are optional. The struct is a compile time constant and the
 * functions are __always_inline, so that each walk is compiled with its visitor
 * inlined. @prefetch is not a function because the compiler may drop a call by
 * pointer to one without side effects.
 */
struct ptlu_visitor {
	bool prefetch;
	int (*visit)(struct ptlu_walk *walk, phys_addr_t phys);
	void (*leave)(struct ptlu_walk *walk, phys_addr_t phys);
};

static __always_inline int ptlu_visit(struct ptlu_walk *walk, phys_addr_t phys,
				      const struct ptlu_visitor *visitor)
{
	return visitor->visit ? visitor->visit(walk, phys) : 0;
}

static __always_inline void ptlu_leave(struct ptlu_walk *walk, phys_addr_t phys,
				       const struct ptlu_visitor *visitor)
{
	if (visitor->leave)
		visitor->leave(walk, phys);
}

static __always_inline int
ptlu_visit_leaf_table(struct ptlu_walk *walk, phys_addr_t phys,
		      const struct ptlu_visitor *visitor)
{
	int ret;

	if (unlikely(walk->done == walk->limit))
		return PTLU_STOP;
	ret = ptlu_visit(walk, phys, visitor);
	if (unlikely(ret))
		return ret;
	ptlu_leave(walk, phys, visitor);
	walk->done++;
	return 0;
}

static __always_inline unsigned int ptlu_table_lg2(struct pt_range *range)
{
	struct pt_state pts = pt_init(range, 0, NULL);

	return pt_num_items_lg2(&pts) + ilog2(PT_ITEM_WORD_SIZE);
}

static __always_inline unsigned int ptlu_order_of_lg2(unsigned int lg2)
{
	return get_order(log2_to_int_t(unsigned long, lg2));
}

/**
 * ptlu_walk_leaf_tables() - Visit the level 0 tables below a level 1 table
 * @pts: Iteration State of the level 1 table
 * @walk: State of the walk
 * @visitor: What to do with each table
 *
 * A level 0 table holds only leaves and is never read. Only its struct pages are
 * accessed, which costs most of a memory latency, so a table is visited after
 * PTLU_TABLES_AHEAD more of them have been prefetched.
 *
 * Return: 0, PTLU_STOP or the error of a visit.
 */
static __always_inline int
ptlu_walk_leaf_tables(struct pt_state *pts, struct ptlu_walk *walk,
		      const struct ptlu_visitor *visitor)
{
	/* a constant in every format, unlike @walk's */
	unsigned int order = ptlu_order_of_lg2(ptlu_table_lg2(pts->range));
	phys_addr_t ahead[PTLU_TABLES_AHEAD];
	unsigned int in = 0, out = 0;
	int ret;

	for (_pt_iter_first(pts); pts->index < pts->end_index; pts->index++) {
		if (pt_load_entry_raw(pts) != PT_ENTRY_TABLE)
			continue;
		if (in - out == PTLU_TABLES_AHEAD) {
			ret = ptlu_visit_leaf_table(
				walk, ahead[out++ % PTLU_TABLES_AHEAD],
				visitor);
			if (unlikely(ret))
				return ret;
		}
		ahead[in % PTLU_TABLES_AHEAD] = pt_table_pa(pts);
		if (visitor->prefetch)
			ptlu_prefetch_table(ahead[in % PTLU_TABLES_AHEAD],
					    order);
		in++;
	}
	for (; out != in; out++) {
		ret = ptlu_visit_leaf_table(
			walk, ahead[out % PTLU_TABLES_AHEAD], visitor);
		if (unlikely(ret))
			return ret;
	}
	return 0;
}

typedef int (*ptlu_level_1_fn_t)(struct pt_state *pts, struct ptlu_walk *walk,
				 const struct ptlu_visitor *visitor);

static __always_inline int
__ptlu_walk_tables(struct pt_range *range, void *arg, unsigned int level,
		   struct pt_table_p *table, pt_level_fn_t descend_fn,
		   ptlu_level_1_fn_t level_1_fn,
		   const struct ptlu_visitor *visitor)
{
	struct pt_state pts = pt_init(range, level, table);
	struct ptlu_walk *walk = arg;
	phys_addr_t phys;
	int ret;

	if (level <= 1)
		return level ? level_1_fn(&pts, walk, visitor) : 0;

	/*
	 * Iterate by item. for_each_pt_level_entry() skips the items of a
	 * contiguous leaf, a number that comes from the entry. Another kernel
	 * may have corrupted it, and 2^32 items never advance.
	 */
	for (_pt_iter_first(&pts); _pt_iter_load(&pts); pts.index++) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		if (unlikely(walk->done == walk->limit))
			return PTLU_STOP;
		pt_index_to_va(&pts);
		phys = pt_table_pa(&pts);
		ret = ptlu_visit(walk, phys, visitor);
		if (likely(!ret)) {
			walk->done++;
			ret = pt_descend(&pts, arg, descend_fn);
			ptlu_leave(walk, phys, visitor);
		}
		if (unlikely(ret))
			return ret;
	}
	return 0;
}

/**
 * PTLU_MAKE_WALK() - Build a walk over all tables below the top
 * @fn: Name of the function, for pt_walk_range() with a struct ptlu_walk
 * @visitor: struct ptlu_visitor, a compile time constant
 */
#define PTLU_MAKE_WALK(fn, visitor)                                          \
	static int fn(struct pt_range *range, void *arg, unsigned int level, \
		      struct pt_table_p *table)                              \
	{                                                                    \
		return __ptlu_walk_tables(range, arg, level, table, fn,      \
					  ptlu_walk_leaf_tables,             \
					  &(visitor));                       \
	}

/*
 * Become the owner of @folio, what kho_restore_folio() returned for the address
 * of a table. KHO warns if it returns NULL, unless the address is outside of
 * memory.
 */
static __always_inline int ptlu_own_folio(struct ptlu_walk *walk,
					  struct folio *folio)
{
	unsigned int order;

	if (unlikely(!folio))
		return -ENOENT;
	order = folio_order(folio);
	ptlu_own_page(folio, order, &walk->account);
	/* Not a table, but it counts as done because it has to be freed */
	if (unlikely(order != walk->order)) {
		walk->done++;
		return -EINVAL;
	}
	return 0;
}

static __always_inline void ptlu_leave_free(struct ptlu_walk *walk,
					    phys_addr_t phys)
{
	ptlu_free_page(phys, &walk->account);
}

/* Counts a table before the tables below it, frees it after them. */
static const struct ptlu_visitor ptlu_free_visitor = {
	.prefetch = true,
	.leave = ptlu_leave_free,
};

PTLU_MAKE_WALK(__ptlu_free_tables, ptlu_free_visitor)

static struct ptlu_walk ptlu_walk_init(struct pt_range *range, u64 limit)
{
	struct ptlu_walk walk = {
		.limit = limit,
		.order = ptlu_order_of_lg2(ptlu_table_lg2(range)),
	};

	return walk;
}

/* Fill all of @ser but the number of tables */
static void ptlu_describe(struct pt_common *common, struct ptlu_domain_ser *ser)
{
	struct pt_range range = pt_all_range(common);
	u64 enc_mask = ptlu_fmt_enc_mask(common);

	*ser = (struct ptlu_domain_ser){
		.magic = PTLU_DOMAIN_SER_MAGIC,
		.version = PTLU_DOMAIN_SER_VERSION,
		.format = PTLU_FORMAT_ID,
		/* What the top spans now, even if PT_FEAT_DYNAMIC_TOP */
		.vasz_lg2 = range.max_vasz_lg2,
		.top_level = range.top_level,
		.table_lg2 = ptlu_table_lg2(&range),
		.top_lg2 = pt_top_memsize_lg2(common, common->top_of_table),
		.enc_bit = enc_mask ? ilog2(enc_mask) : 0,
		.top_phys = virt_to_phys(range.top_table),
	};
	for_each_fmt_flag(map)
		if (pt_feature(common, map->feature))
			ser->flags |= map->flag;
}

/**
 * struct ptlu_partial - A domain that owns the first tables of its walk only
 * @ops: Operations of the domain, only deinit
 * @nr_below_top: Number of tables below the top that it owns
 *
 * restore() leaves a domain like this if it fails after the first table.
 */
struct ptlu_partial {
	struct pt_iommu_ops ops;
	u64 nr_below_top;
};

static void ptlu_free_restored(struct pt_iommu *iommu_table, u64 nr_below_top)
{
	struct pt_range range = pt_all_range(common_from_iommu(iommu_table));
	struct ptlu_walk walk = ptlu_walk_init(&range, nr_below_top);

	pt_walk_range(&range, __ptlu_free_tables, &walk);
	ptlu_free_page(virt_to_phys(range.top_table), &walk.account);
	ptlu_account_flush(&walk.account);
}

static void NS(ptlu_deinit_partial)(struct pt_iommu *iommu_table)
{
	struct ptlu_partial *partial =
		container_of(iommu_table->ops, struct ptlu_partial, ops);

	ptlu_free_restored(iommu_table, partial->nr_below_top);
	kfree(partial);
}

static void NS(ptlu_deinit)(struct pt_iommu *iommu_table)
{
	ptlu_free_restored(iommu_table, U64_MAX);
}

/*
 * A device may still translate through a restored table and this kernel does
 * not know the owners of its mappings. The table must not be changed. It can
 * only be freed, once the driver has stopped the hardware from using it. All
 * ops but deinit are NULL and a caller that uses another one has a bug.
 */
static const struct pt_iommu_ops NS(ptlu_restored_ops) = {
	.deinit = NS(ptlu_deinit),
};

/*
 * Check that a top table at @top_level can span @vasz_lg2 bits, which
 * common->max_vasz_lg2 is already.
 */
static bool ptlu_top_fits(struct pt_common *common, unsigned int top_level,
			  unsigned int vasz_lg2)
{
	struct pt_range range = { .common = common, .top_level = top_level };
	struct pt_state pts = pt_init(&range, top_level, NULL);

	if (top_level > PT_MAX_TOP_LEVEL || vasz_lg2 > PT_MAX_VA_ADDRESS_LG2)
		return false;
	if (vasz_lg2 <= pt_table_item_lg2sz(&pts))
		return false;
	/* AMD v1's highest level has only 7 bits, the address ends there */
	return top_level == PT_MAX_TOP_LEVEL ||
	       vasz_lg2 <= pt_table_item_lg2sz(&pts) + pt_num_items_lg2(&pts);
}

/*
 * Turn @common into the table that @ser describes. Features that decide how
 * the table is read come from @ser, and the top does not grow any more. All
 * other features matter only to new entries, of which there will be none.
 */
static int ptlu_adopt(struct pt_common *common,
		      const struct ptlu_domain_ser *ser)
{
	struct ptlu_domain_ser same;

	common->max_vasz_lg2 = ser->vasz_lg2;
	if (!ptlu_top_fits(common, ser->top_level, ser->vasz_lg2))
		return -EINVAL;
	common->features &=
		~(BIT(PT_FEAT_DYNAMIC_TOP) | BIT(PT_FEAT_FULL_VA));
	if (ser->vasz_lg2 == PT_VADDR_MAX_LG2)
		common->features |= BIT(PT_FEAT_FULL_VA);
	for_each_fmt_flag(map) {
		common->features &= ~BIT(map->feature);
		if (!(ser->flags & map->flag))
			continue;
		if (!PT_SUPPORTED_FEATURE(map->feature))
			return -EOPNOTSUPP;
		common->features |= BIT(map->feature);
	}
	/* phys_to_virt() is valid for memory only, see CONFIG_DEBUG_VIRTUAL */
	if (!pfn_valid(PHYS_PFN(ser->top_phys)))
		return -ENOENT;
	pt_top_set(common, phys_to_virt(ser->top_phys), ser->top_level);

	/* A difference means that the two kernels do not mean the same table */
	ptlu_describe(common, &same);
	same.nr_tables = ser->nr_tables;
	if (memcmp(&same, ser, sizeof(same)))
		return -EINVAL;
	return 0;
}

static int ptlu_restore_top(struct pt_common *common,
			    const struct ptlu_domain_ser *ser,
			    struct ptlu_account *account)
{
	struct folio *folio;
	unsigned int order;
	int ret;

	ret = ptlu_adopt(common, ser);
	if (ret)
		return ret;
	folio = kho_restore_folio(ser->top_phys);
	if (!folio)
		return -ENOENT;
	order = folio_order(folio);
	ptlu_own_page(folio, order, account);
	if (order != ptlu_order_of_lg2(ser->top_lg2)) {
		ptlu_free_page(ser->top_phys, account);
		return -EINVAL;
	}
	return 0;
}

/*
 * First part of restore(): replace the top. On failure the table is what it was
 * before.
 */
static int ptlu_begin_restore(struct pt_iommu *iommu_table,
			      const struct ptlu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_common fresh = *common;
	struct pt_table_p *fresh_top = pt_top_range(common).top_table;
	struct ptlu_account account = {};
	int ret;

	if (iommu_table->ops != &NS(ops))
		return -EBUSY;
	ret = ptlu_domain_ser_check(ser, PTLU_FORMAT_ID);
	if (ret)
		return ret;
	ret = ptlu_restore_top(common, ser, &account);
	ptlu_account_flush(&account);
	if (ret) {
		*common = fresh;
		return ret;
	}
	iommu_pages_free_incoherent(fresh_top, iommu_table->iommu_device);
	return 0;
}

/*
 * Last part of restore(): @ret is the result of the walk, @done the number of
 * tables that it visited and @below_top the number expected. Frees @partial or
 * attaches it to the table.
 */
static int ptlu_end_restore(struct pt_iommu *iommu_table,
			    struct ptlu_partial *partial, int ret, u64 done,
			    u64 below_top)
{
	if (ret == PTLU_STOP || (!ret && done != below_top))
		ret = -EUCLEAN;
	if (ret) {
		partial->nr_below_top = done;
		iommu_table->ops = &partial->ops;
		return ret;
	}
	kfree(partial);
	iommu_table->ops = &NS(ptlu_restored_ops);
	return 0;
}

static __always_inline int ptlu_visit_preserve(struct ptlu_walk *walk,
					       phys_addr_t phys)
{
	return ptlu_preserve_page(phys);
}

static __always_inline int ptlu_visit_unpreserve(struct ptlu_walk *walk,
						 phys_addr_t phys)
{
	ptlu_unpreserve_page(phys);
	return 0;
}

static __always_inline int ptlu_visit_restore(struct ptlu_walk *walk,
					      phys_addr_t phys)
{
	return ptlu_own_folio(walk, kho_restore_folio(phys));
}

static const struct ptlu_visitor ptlu_preserve_visitor = {
	.prefetch = true,
	.visit = ptlu_visit_preserve,
};

static const struct ptlu_visitor ptlu_unpreserve_visitor = {
	.prefetch = true,
	.visit = ptlu_visit_unpreserve,
};

static const struct ptlu_visitor ptlu_restore_visitor = {
	.prefetch = true,
	.visit = ptlu_visit_restore,
};

PTLU_MAKE_WALK(__ptlu_preserve_tables, ptlu_preserve_visitor)
PTLU_MAKE_WALK(__ptlu_unpreserve_tables, ptlu_unpreserve_visitor)
PTLU_MAKE_WALK(__ptlu_restore_tables, ptlu_restore_visitor)

/**
 * preserve() - Preserve the tables of a domain for the next kernel
 * @iommu_table: Table to preserve
 * @ser: Filled in, all zero on failure
 *
 * Register the top and every lower table with KHO, each once and with its
 * order. No table entry is changed and no level 0 table is read. The caller
 * must not preserve a table twice, KHO does not count.
 *
 * Context: The caller must hold a write range lock that includes the whole
 * table until the kexec or unpreserve(), so that no table is added or freed.
 * May sleep.
 *
 * Return: -ERRNO on failure, 0 on success. Nothing is registered on failure.
 */
int PTLU_NS(preserve)(struct pt_iommu *iommu_table,
		      struct ptlu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_all_range(common);
	struct ptlu_walk walk = ptlu_walk_init(&range, U64_MAX);
	phys_addr_t top_phys = virt_to_phys(range.top_table);
	int ret;

	memset(ser, 0, sizeof(*ser));
	ret = ptlu_preserve_page(top_phys);
	if (ret)
		return ret;
	ret = pt_walk_range(&range, __ptlu_preserve_tables, &walk);
	if (ret) {
		struct ptlu_walk undo = ptlu_walk_init(&range, walk.done);

		range = pt_all_range(common);
		pt_walk_range(&range, __ptlu_unpreserve_tables, &undo);
		ptlu_unpreserve_page(top_phys);
		return ret;
	}
	ptlu_describe(common, ser);
	ser->nr_tables = walk.done + 1;
	return 0;
}

/**
 * unpreserve() - Undo preserve()
 * @iommu_table: Preserved table, unchanged since
 * @ser: What preserve() filled in, all zero afterwards
 *
 * Context: As preserve().
 */
void PTLU_NS(unpreserve)(struct pt_iommu *iommu_table,
			 struct ptlu_domain_ser *ser)
{
	struct pt_range range = pt_all_range(common_from_iommu(iommu_table));
	struct ptlu_walk walk = ptlu_walk_init(&range, ser->nr_tables - 1);

	pt_walk_range(&range, __ptlu_unpreserve_tables, &walk);
	ptlu_unpreserve_page(virt_to_phys(range.top_table));
	memset(ser, 0, sizeof(*ser));
}

/**
 * restore() - Become the owner of a table that another kernel preserved
 * @iommu_table: Table to restore into, initialized by the format's init for the
 *               same hardware and never mapped
 * @ser: Serialized state, filled in by preserve() of the other kernel
 *
 * Check @ser before anything else is accessed, free the table's own top and put
 * the preserved one in its place, together with all tables below it. No level 0
 * table is read. The only op of a restored table is deinit.
 *
 * Context: The caller must be the only user of @iommu_table. May sleep.
 *
 * Return: 0 on success. -EPROTO, -EMEDIUMTYPE, -EOPNOTSUPP or -EINVAL if @ser
 * does not describe a table that can be restored here, -ENOENT if a page was
 * not preserved or was restored before, -EUCLEAN if the number of tables is not
 * the one that was preserved, -EBUSY if @iommu_table was restored before, or
 * -ENOMEM. After any error pt_iommu_deinit() frees what @iommu_table owns: its
 * own top, or the pages restored before the error.
 */
int PTLU_NS(restore)(struct pt_iommu *iommu_table,
		     const struct ptlu_domain_ser *ser)
{
	struct ptlu_partial *partial;
	struct pt_range range;
	struct ptlu_walk walk;
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
	walk = ptlu_walk_init(&range, ser->nr_tables - 1);
	ret = pt_walk_range(&range, __ptlu_restore_tables, &walk);
	ptlu_account_flush(&walk.account);
	return ptlu_end_restore(iommu_table, partial, ret, walk.done,
				ser->nr_tables - 1);
}

#endif
