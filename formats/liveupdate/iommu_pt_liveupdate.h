/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code" for the live update of a domain's page table: preserve, unpreserve, restore. Included
 * once per format after the tree's iommu_pt.h, like which it sees the format as a set of small functions.
 *
 * The format's file defines before:
 *  PTLU_FORMAT_ID      - its number in the record, enum ptlu_format_id
 *  ptlu_fmt_flags[]    - its features that take part in the walk that frees a table, struct ptlu_fmt_flag
 * And optionally:
 *  ptlu_fmt_enc_mask(common) - the bits set in a table pointer that are not address
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

/* How many tables the walk looks ahead, so that their struct pages are there when it comes to them. */
#define PTLU_TABLES_AHEAD 16

enum ptlu_op {
	PTLU_PRESERVE,
	PTLU_UNPRESERVE,
	PTLU_RESTORE,
	PTLU_FREE,
	PTLU_BATCH_PRESERVE,
	PTLU_BATCH_UNPRESERVE,
	PTLU_BATCH_RESTORE,
};

/* Returned by the walk when the limit is reached, no error. */
enum { PTLU_STOP = 1 };

/*
 * The walk visits the tables below the top in one order, whatever it does to them: a table before the
 * tables below it. So the first n tables of one walk are the first n of any other, and that is how a
 * walk that failed is undone.
 */
struct ptlu_walk {
	u64 limit;			/* tables to visit */
	u64 done;			/* tables visited, the one that failed not counted */
	unsigned int order;		/* page order of a table */
	struct ptlu_account account;
	struct kho_batch *batch;	/* of PTLU_BATCH_PRESERVE and PTLU_BATCH_UNPRESERVE */
};

static __always_inline int ptlu_visit(struct ptlu_walk *walk, phys_addr_t phys,
				      const enum ptlu_op op)
{
	struct folio *folio;
	int ret;

	switch (op) {
	case PTLU_PRESERVE:
		ret = ptlu_preserve_page(phys);
		if (unlikely(ret))
			return ret;
		break;
	case PTLU_UNPRESERVE:
		ptlu_unpreserve_page(phys);
		break;
	case PTLU_RESTORE:
	case PTLU_BATCH_RESTORE:
		folio = op == PTLU_RESTORE ? ptlu_restore_page(phys, &walk->account) :
					     ptlu_batch_restore_page(phys, &walk->account);
		if (unlikely(!folio))
			return -ENOENT;
		/* The page is ours from here on, even if it is no table: count it, so that it is freed. */
		if (unlikely(folio_order(folio) != walk->order)) {
			walk->done++;
			return -EINVAL;
		}
		break;
	case PTLU_FREE:
		ptlu_free_page(phys, &walk->account);
		break;
	case PTLU_BATCH_PRESERVE:
		ret = kho_batch_preserve(walk->batch, phys, walk->order);
		if (unlikely(ret))
			return ret;
		break;
	case PTLU_BATCH_UNPRESERVE:
		kho_batch_unpreserve(walk->batch, phys, walk->order);
		break;
	}
	walk->done++;
	return 0;
}

/*
 * The children of a level 1 table hold leaves only and are never read. Nothing but their struct pages is
 * touched, each the better part of a memory latency away: visit a child only when as many again have
 * been asked for.
 */
static __always_inline int ptlu_walk_leaf_tables(struct pt_state *pts, struct ptlu_walk *walk,
						 const enum ptlu_op op)
{
	phys_addr_t ahead[PTLU_TABLES_AHEAD];
	unsigned int in = 0, out = 0;
	int ret;

	for (_pt_iter_first(pts); pts->index < pts->end_index; pts->index++) {
		if (pt_load_entry_raw(pts) != PT_ENTRY_TABLE)
			continue;
		if (in - out == PTLU_TABLES_AHEAD) {
			if (unlikely(walk->done == walk->limit))
				return PTLU_STOP;
			ret = ptlu_visit(walk, ahead[out++ % PTLU_TABLES_AHEAD], op);
			if (unlikely(ret))
				return ret;
		}
		ahead[in % PTLU_TABLES_AHEAD] = pt_table_pa(pts);
		/* these know the order of a page without its struct page */
		if (op != PTLU_BATCH_PRESERVE && op != PTLU_BATCH_UNPRESERVE)
			ptlu_prefetch_page(ahead[in % PTLU_TABLES_AHEAD]);
		in++;
	}
	for (; out != in; out++) {
		if (unlikely(walk->done == walk->limit))
			return PTLU_STOP;
		ret = ptlu_visit(walk, ahead[out % PTLU_TABLES_AHEAD], op);
		if (unlikely(ret))
			return ret;
	}
	return 0;
}

/* What becomes of the leaf tables below a level 1 table. */
typedef int (*ptlu_level_1_fn)(struct pt_state *pts, struct ptlu_walk *walk, const enum ptlu_op op);

static __always_inline int __ptlu_walk_tables(struct pt_range *range, void *arg,
					      unsigned int level, struct pt_table_p *table,
					      const enum ptlu_op op, ptlu_level_1_fn level_1_fn,
					      pt_level_fn_t descend_fn)
{
	struct pt_state pts = pt_init(range, level, table);
	struct ptlu_walk *walk = arg;
	phys_addr_t phys;
	int ret;

	if (level <= 1)
		return level ? level_1_fn(&pts, walk, op) : 0;

	/*
	 * Item by item: for_each_pt_level_entry() believes what a leaf says of its own length, and one that
	 * another kernel garbled may say anything, 2^32 items for one, which is no step forward.
	 */
	for (_pt_iter_first(&pts); _pt_iter_load(&pts); pts.index++) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		if (unlikely(walk->done == walk->limit))
			return PTLU_STOP;
		pt_index_to_va(&pts);
		phys = pt_table_pa(&pts);
		if (op == PTLU_FREE) {
			/* counted with the tables above it, freed after what it points to */
			walk->done++;
			ret = pt_descend(&pts, arg, descend_fn);
			ptlu_free_page(phys, &walk->account);
		} else {
			ret = ptlu_visit(walk, phys, op);
			if (likely(!ret))
				ret = pt_descend(&pts, arg, descend_fn);
		}
		if (unlikely(ret))
			return ret;
	}
	return 0;
}

#define PTLU_MAKE_WALK_WITH(fn, op, level_1_fn)                                   \
	static int fn(struct pt_range *range, void *arg, unsigned int level,      \
		      struct pt_table_p *table)                                   \
	{                                                                         \
		return __ptlu_walk_tables(range, arg, level, table, op,           \
					  level_1_fn, fn);                        \
	}

#define PTLU_MAKE_WALK(fn, op) PTLU_MAKE_WALK_WITH(fn, op, ptlu_walk_leaf_tables)

PTLU_MAKE_WALK(__ptlu_preserve_tables, PTLU_PRESERVE)
PTLU_MAKE_WALK(__ptlu_unpreserve_tables, PTLU_UNPRESERVE)
PTLU_MAKE_WALK(__ptlu_restore_tables, PTLU_RESTORE)
PTLU_MAKE_WALK(__ptlu_free_tables, PTLU_FREE)

static unsigned int ptlu_table_lg2(struct pt_range *range)
{
	struct pt_state pts = pt_init(range, 0, NULL);

	return pt_num_items_lg2(&pts) + ilog2(PT_ITEM_WORD_SIZE);
}

static struct ptlu_walk ptlu_walk_init(struct pt_range *range, u64 limit)
{
	struct ptlu_walk walk = {
		.limit = limit,
		.order = get_order(log2_to_int_t(unsigned long, ptlu_table_lg2(range))),
	};

	return walk;
}

/* What the record says of a table as it is now. */
static void ptlu_describe(struct pt_common *common, struct ptlu_domain_ser *ser)
{
	struct pt_range range = pt_all_range(common);
	u64 enc_mask = ptlu_fmt_enc_mask(common);

	*ser = (struct ptlu_domain_ser){
		.magic = PTLU_DOMAIN_SER_MAGIC,
		.version = PTLU_DOMAIN_SER_VERSION,
		.format = PTLU_FORMAT_ID,
		/* with PT_FEAT_DYNAMIC_TOP what the present top spans, not what it may grow to */
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
 * preserve() - Hand the pages of a domain's table to the next kernel
 * @iommu_table: Table to preserve
 * @ser: Where the domain is described; all zero after an error
 *
 * Registers the top and every lower table page with KHO, each once, with its order. No table entry is
 * changed and no leaf table read. Preserving what is preserved already is the caller's bug: KHO keeps
 * no count.
 *
 * Context: The caller must hold a write range lock on the whole table from here until the kexec, or
 * until unpreserve(): a table that is added or freed in between is not accounted for. May sleep.
 *
 * Return: -ERRNO on failure, after which nothing is registered; 0 on success.
 */
int PTLU_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
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
 * unpreserve() - Undo preserve(): the kexec is off
 * @iommu_table: Table that preserve() succeeded on and that has not changed since
 * @ser: What preserve() filled; all zero afterwards
 *
 * Context: As preserve().
 */
void PTLU_NS(unpreserve)(struct pt_iommu *iommu_table, struct ptlu_domain_ser *ser)
{
	struct pt_range range = pt_all_range(common_from_iommu(iommu_table));
	struct ptlu_walk walk = ptlu_walk_init(&range, ser->nr_tables - 1);

	pt_walk_range(&range, __ptlu_unpreserve_tables, &walk);
	ptlu_unpreserve_page(virt_to_phys(range.top_table));
	memset(ser, 0, sizeof(*ser));
}

/* A restored domain that owns only the first tables of its walk, for restore() failed there. */
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
 * The old kernel's device may still be translating through a restored table, and whose mappings they are
 * this kernel cannot know: nothing may be changed in it, only all of it given back once the driver has
 * fenced the hardware. So there is deinit alone, and a NULL dereference through any other op is the bug of
 * a caller that took a restored domain for its own.
 */
static const struct pt_iommu_ops NS(ptlu_restored_ops) = {
	.deinit = NS(ptlu_deinit),
};

/* Can a top table at this level span that many bits? common->max_vasz_lg2 is @vasz_lg2 already. */
static bool ptlu_top_fits(struct pt_common *common, unsigned int top_level, unsigned int vasz_lg2)
{
	struct pt_range range = { .common = common, .top_level = top_level };
	struct pt_state pts = pt_init(&range, top_level, NULL);

	if (top_level > PT_MAX_TOP_LEVEL || vasz_lg2 > PT_MAX_VA_ADDRESS_LG2)
		return false;
	if (vasz_lg2 <= pt_table_item_lg2sz(&pts))
		return false;
	/* The highest level may be cut short by the address itself: AMD's has 7 bits. */
	return top_level == PT_MAX_TOP_LEVEL ||
	       vasz_lg2 <= pt_table_item_lg2sz(&pts) + pt_num_items_lg2(&pts);
}

/*
 * Make @common what the record says. Of its features those that take part in the walk come from the
 * record, and the top is not dynamic any more; the others are the new driver's, for they only matter to
 * entries that nobody will write.
 */
static int ptlu_adopt(struct pt_common *common, const struct ptlu_domain_ser *ser)
{
	struct ptlu_domain_ser same;

	common->max_vasz_lg2 = ser->vasz_lg2;
	if (!ptlu_top_fits(common, ser->top_level, ser->vasz_lg2))
		return -EINVAL;
	common->features &= ~(BIT(PT_FEAT_DYNAMIC_TOP) | BIT(PT_FEAT_FULL_VA));
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
	/* outside of memory phys_to_virt() and back is another address, or a bug (CONFIG_DEBUG_VIRTUAL) */
	if (!pfn_valid(PHYS_PFN(ser->top_phys)))
		return -ENOENT;
	pt_top_set(common, phys_to_virt(ser->top_phys), ser->top_level);

	/* Described again it must come out the same, else this kernel would walk another table. */
	ptlu_describe(common, &same);
	same.nr_tables = ser->nr_tables;
	if (memcmp(&same, ser, sizeof(same)))
		return -EINVAL;
	return 0;
}

static int ptlu_restore_top(struct pt_common *common, const struct ptlu_domain_ser *ser,
			    struct ptlu_account *account)
{
	struct folio *folio;
	int ret;

	ret = ptlu_adopt(common, ser);
	if (ret)
		return ret;
	folio = ptlu_restore_page(ser->top_phys, account);
	if (!folio)
		return -ENOENT;
	if (folio_order(folio) != get_order(log2_to_int_t(unsigned long, ser->top_lg2))) {
		ptlu_free_page(ser->top_phys, account);
		return -EINVAL;
	}
	return 0;
}

/*
 * The part of restore() before tables are visited. @partial, in memory of @size bytes that begin with it, is
 * for ptlu_end_restore().
 */
static int ptlu_begin_restore(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser,
			      struct ptlu_partial **partial, size_t size)
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
	/* Now, for it must not fail when half of the table is restored. */
	*partial = kzalloc(size, GFP_KERNEL);
	if (!*partial)
		return -ENOMEM;
	ret = ptlu_restore_top(common, ser, &account);
	ptlu_account_flush(&account);
	if (ret) {
		*common = fresh;
		kfree(*partial);
		return ret;
	}
	iommu_pages_free_incoherent(fresh_top, iommu_table->iommu_device);
	return 0;
}

/* And the part after: @ret is what the walk gave, @done how many tables it visited of how many there must be. */
static int ptlu_end_restore(struct pt_iommu *iommu_table, struct ptlu_partial *partial, int ret,
			    u64 done, u64 below_top)
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

static __always_inline int ptlu_restore_by(struct pt_iommu *iommu_table,
					   const struct ptlu_domain_ser *ser, pt_level_fn_t visit)
{
	struct ptlu_partial *partial;
	struct pt_range range;
	struct ptlu_walk walk;
	int ret;

	ret = ptlu_begin_restore(iommu_table, ser, &partial, sizeof(*partial));
	if (ret)
		return ret;
	partial->ops.deinit = NS(ptlu_deinit_partial);
	range = pt_all_range(common_from_iommu(iommu_table));
	walk = ptlu_walk_init(&range, ser->nr_tables - 1);
	ret = pt_walk_range(&range, visit, &walk);
	ptlu_account_flush(&walk.account);
	return ptlu_end_restore(iommu_table, partial, ret, walk.done, ser->nr_tables - 1);
}

/**
 * restore() - Become the owner of a table that another kernel preserved
 * @iommu_table: Table initialized by the format's init for the same hardware and never mapped
 * @ser: The record that preserve() of the other kernel filled
 *
 * The record is checked before anything is touched. The table's own top is freed and the preserved one
 * takes its place, with every table below it; leaf tables are not read. Afterwards there is no op but
 * deinit.
 *
 * Context: Nobody else uses @iommu_table yet. May sleep.
 *
 * Return: 0 on success. -ERRNO on failure: -EPROTO, -EMEDIUMTYPE, -EOPNOTSUPP or -EINVAL for a record
 * that this table cannot be restored from, -ENOENT for a page that was not preserved (or restored
 * before), -EUCLEAN when the table has another number of pages than were preserved, -EBUSY for a table
 * that was restored before, -ENOMEM. After any of them pt_iommu_deinit() frees exactly what
 * @iommu_table owns: its own top if it still has it, otherwise the pages restored until then.
 */
int PTLU_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_domain_ser *ser)
{
	return ptlu_restore_by(iommu_table, ser, __ptlu_restore_tables);
}

#endif
