/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The live update of the series posted in 2026, as its description has it and written by us: the baseline
 * that variant=posted measures and the trim matrix judges. Its faults are on purpose; do not mend them.
 *
 * preserve() collects every table page on a list and registers the list with KHO; the record has the top,
 * the level, the VA size and whether PT_FEAT_SIGN_EXTEND is on. restore() puts the preserved top into a fresh
 * domain, drops all features but PT_FEAT_SIGN_EXTEND, reads every entry of every level, leaf tables included,
 * and restores each table's folio. The domain is left with deinit, the tree's own.
 */
#ifndef PTLU_IOMMU_PT_POSTED_H
#define PTLU_IOMMU_PT_POSTED_H

#include <linux/kexec_handover.h>
#include "posted_ser.h"

#define PTLU_POSTED_NS(op) CONCATENATE(CONCATENATE(ptlu_posted_, PTPFX), op)

static struct folio *posted_folio(struct ioptdesc *iopt)
{
	return ioptdesc_folio(iopt);
}

static void posted_unpreserve_until(struct iommu_pages_list *list, struct ioptdesc *end)
{
	struct ioptdesc *iopt;

	list_for_each_entry(iopt, &list->pages, iopt_freelist_elm) {
		if (iopt == end)
			return;
		kho_unpreserve_folio(posted_folio(iopt));
	}
}

static void posted_collect(struct pt_common *common, struct pt_iommu_collect_args *collect)
{
	struct pt_range range = pt_all_range(common);

	iommu_pages_list_add(&collect->pending.free_list, range.top_table);
	pt_walk_range(&range, __collect_tables, collect);
}

/**
 * preserve() - Register all pages of a table with KHO, by way of a list
 * @iommu_table: Table to preserve
 * @ser: Filled in
 *
 * Context: As the core's preserve(). The list runs through the struct pages.
 *
 * Return: -ERRNO on failure, after which nothing is registered; 0 on success.
 */
int PTLU_POSTED_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_posted_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);
	struct pt_iommu_collect_args collect = {
		.pending.free_list = IOMMU_PAGES_LIST_INIT(collect.pending.free_list),
	};
	struct ioptdesc *iopt;
	int ret;

	posted_collect(common, &collect);
	list_for_each_entry(iopt, &collect.pending.free_list.pages, iopt_freelist_elm) {
		ret = kho_preserve_folio(posted_folio(iopt));
		if (ret) {
			posted_unpreserve_until(&collect.pending.free_list, iopt);
			return ret;
		}
	}
	*ser = (struct ptlu_posted_ser){
		.top_table_phys = virt_to_phys(range.top_table),
		.top_level = range.top_level,
		.vasz = range.max_vasz_lg2,
		.sign_extend = pt_feature(common, PT_FEAT_SIGN_EXTEND),
	};
	return 0;
}

/**
 * unpreserve() - Undo preserve(), by way of a list
 * @iommu_table: Table that was preserved
 * @ser: What preserve() filled
 */
void PTLU_POSTED_NS(unpreserve)(struct pt_iommu *iommu_table, struct ptlu_posted_ser *ser)
{
	struct pt_iommu_collect_args collect = {
		.pending.free_list = IOMMU_PAGES_LIST_INIT(collect.pending.free_list),
	};

	posted_collect(common_from_iommu(iommu_table), &collect);
	posted_unpreserve_until(&collect.pending.free_list, NULL);
	*ser = (struct ptlu_posted_ser){};
}

static int posted_restore_page(phys_addr_t phys)
{
	struct folio *folio = kho_restore_folio(phys);
	unsigned long nr_pages;

	if (!folio)
		return -ENOENT;
	folio_ioptdesc(folio)->incoherent = false;
	nr_pages = folio_nr_pages(folio);
	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, nr_pages);
	lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, nr_pages);
	return 0;
}

static int __posted_restore_tables(struct pt_range *range, void *arg, unsigned int level,
				   struct pt_table_p *table)
{
	struct pt_state pts = pt_init(range, level, table);
	int ret;

	for_each_pt_level_entry(&pts) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		ret = posted_restore_page(virt_to_phys(pts.table_lower));
		if (ret)
			return ret;
		ret = pt_descend(&pts, arg, __posted_restore_tables);
		if (ret)
			return ret;
	}
	return 0;
}

static const struct pt_iommu_ops NS(posted_restored_ops) = {
	.deinit = NS(deinit),
};

/**
 * restore() - Take over a table that another kernel preserved, reading all of it
 * @iommu_table: Table initialized by the format's init and never mapped
 * @ser: What preserve() filled
 *
 * Return: -ERRNO on failure, which leaves the table half restored; 0 on success.
 */
int PTLU_POSTED_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_posted_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);
	int ret;

	ret = posted_restore_page(ser->top_table_phys);
	if (ret)
		return ret;
	iommu_pages_free_incoherent(range.top_table, iommu_table->iommu_device);
	common->max_vasz_lg2 = ser->vasz;
	common->features = ser->sign_extend ? BIT(PT_FEAT_SIGN_EXTEND) : 0;
	pt_top_set(common, phys_to_virt(ser->top_table_phys), ser->top_level);
	iommu_table->ops = &NS(posted_restored_ops);
	range = pt_all_range(common);
	return pt_walk_range(&range, __posted_restore_tables, NULL);
}

#endif
