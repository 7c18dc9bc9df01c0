/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Templated C code" for the core posted: the algorithm of the posted series, written from its
 * description. It is the baseline of the benchmarks. Its defects are intentional, do not fix them.
 *
 * preserve() collects every table page on a list and registers the list with KHO. The serialized
 * state has the top, its level, the VA size and PT_FEAT_SIGN_EXTEND. restore() installs the top in
 * a fresh domain, clears all features but PT_FEAT_SIGN_EXTEND, reads every entry of every level,
 * level 0 included, and restores the folio of each table. The restored domain has the tree's
 * deinit as its only op.
 *
 * As in the posted code, a page that KHO does not have is a BUG, and iommu_free_pages() frees the
 * fresh domain's top, which leaves the DMA mapping of a table that is not coherent. The recorded VA
 * size is what the present top spans, as in version 3.
 */
#ifndef PTLU_IOMMU_PT_POSTED_H
#define PTLU_IOMMU_PT_POSTED_H

#include <linux/kexec_handover.h>
#include "core_unit.h"
#include "posted_ser.h"

#define PTLU_POSTED_NS(op) CONCATENATE(CONCATENATE(ptlu_posted_, PTPFX), op)

static void posted_unpreserve_until(struct iommu_pages_list *list, struct ioptdesc *end)
{
	struct ioptdesc *iopt;

	list_for_each_entry(iopt, &list->pages, iopt_freelist_elm) {
		if (iopt == end)
			return;
		kho_unpreserve_folio(ioptdesc_folio(iopt));
	}
}

static int __posted_collect_tables(struct pt_range *range, void *arg, unsigned int level,
				   struct pt_table_p *table)
{
	struct pt_state pts = pt_init(range, level, table);
	struct iommu_pages_list *list = arg;
	int ret;

	if (!pt_can_have_table(&pts))
		return 0;

	for_each_pt_level_entry(&pts) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		iommu_pages_list_add(list, pts.table_lower);
		ret = pt_descend(&pts, arg, __posted_collect_tables);
		if (ret)
			return ret;
	}
	return 0;
}

static void posted_collect(struct pt_common *common, struct iommu_pages_list *list)
{
	struct pt_range range = pt_all_range(common);

	iommu_pages_list_add(list, range.top_table);
	pt_walk_range(&range, __posted_collect_tables, list);
}

/**
 * preserve() - Register all pages of a table with KHO, collected on a list
 * @iommu_table: Table to preserve
 * @ser: Filled in
 *
 * Context: As the core's preserve(). The list is linked through the struct pages.
 *
 * Return: -ERRNO on failure, after which nothing is registered; 0 on success.
 */
int PTLU_POSTED_NS(preserve)(struct pt_iommu *iommu_table, struct ptlu_posted_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);
	struct iommu_pages_list list = IOMMU_PAGES_LIST_INIT(list);
	struct ioptdesc *iopt;
	int ret;

	posted_collect(common, &list);
	list_for_each_entry(iopt, &list.pages, iopt_freelist_elm) {
		ret = kho_preserve_folio(ioptdesc_folio(iopt));
		if (ret) {
			posted_unpreserve_until(&list, iopt);
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
 * unpreserve() - Undo preserve(), with another list
 * @iommu_table: Preserved table
 * @ser: What preserve() filled in
 */
void PTLU_POSTED_NS(unpreserve)(struct pt_iommu *iommu_table, struct ptlu_posted_ser *ser)
{
	struct iommu_pages_list list = IOMMU_PAGES_LIST_INIT(list);

	posted_collect(common_from_iommu(iommu_table), &list);
	posted_unpreserve_until(&list, NULL);
	*ser = (struct ptlu_posted_ser){};
}

static void posted_restore_page(phys_addr_t phys)
{
	struct folio *folio = kho_restore_folio(phys);
	unsigned long nr_pages;

	BUG_ON(!folio);
	folio_ioptdesc(folio)->incoherent = false;
	nr_pages = folio_nr_pages(folio);
	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, nr_pages);
	lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, nr_pages);
}

static int __posted_restore_tables(struct pt_range *range, void *arg, unsigned int level,
				   struct pt_table_p *table)
{
	struct pt_state pts = pt_init(range, level, table);
	int ret;

	for_each_pt_level_entry(&pts) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		posted_restore_page(virt_to_phys(pts.table_lower));
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
 * restore() - Become the owner of a table that another kernel preserved, reading all of it
 * @iommu_table: Table to restore into, initialized by the format's init and never mapped
 * @ser: What preserve() filled in
 *
 * Return: 0. A page that KHO does not have is a BUG.
 */
int PTLU_POSTED_NS(restore)(struct pt_iommu *iommu_table, const struct ptlu_posted_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);

	posted_restore_page(ser->top_table_phys);
	iommu_free_pages(range.top_table);
	common->max_vasz_lg2 = ser->vasz;
	common->features = ser->sign_extend ? BIT(PT_FEAT_SIGN_EXTEND) : 0;
	pt_top_set(common, phys_to_virt(ser->top_table_phys), ser->top_level);
	iommu_table->ops = &NS(posted_restored_ops);
	range = pt_all_range(common);
	return pt_walk_range(&range, __posted_restore_tables, NULL);
}

PTLU_MAKE_CORE(posted, posted, PTLU_POSTED_NS(preserve), PTLU_POSTED_NS(unpreserve),
	       PTLU_POSTED_NS(restore))

#define PTLU_POSTED_CORES \
	[PTLU_CORE_POSTED] = { .name = "posted", PTLU_CORE_FUNCTIONS(posted) },

#endif
