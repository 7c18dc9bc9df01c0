/* SPDX-License-Identifier: GPL-2.0-only */
/* NS(preserve), NS(unpreserve), NS(restore): written from descriptions of the posted series. */
#ifndef __GENERIC_PT_IOMMU_PT_LIVEUPDATE_H
#define __GENERIC_PT_IOMMU_PT_LIVEUPDATE_H

#include <linux/iommu-liveupdate.h>
/* NS(recorded_vasz) and NS(adopt), which differ between versions. */
#include "iommu_pt_version.h"

static void NS(collect_for_liveupdate)(struct pt_common *common,
				       struct pt_iommu_collect_args *tables)
{
	struct pt_range range = pt_all_range(common);

	iommu_pages_list_add(&tables->pending.free_list, range.top_table);
	pt_walk_range(&range, __collect_tables, tables);
}

static int __maybe_unused NS(preserve)(struct pt_iommu *iommu_table, struct iommu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);
	struct pt_iommu_collect_args tables = {
		.pending.free_list = IOMMU_PAGES_LIST_INIT(tables.pending.free_list),
	};
	int ret;

	NS(collect_for_liveupdate)(common, &tables);
	ret = iommu_preserve_pages_list(&tables.pending.free_list);
	if (ret)
		return ret;
	*ser = (struct iommu_domain_ser){
		.top_table_phys = virt_to_phys(range.top_table),
		.top_level = range.top_level,
		.vasz = NS(recorded_vasz)(common, &range),
		.sign_extend = pt_feature(common, PT_FEAT_SIGN_EXTEND),
	};
	return 0;
}

static void __maybe_unused NS(unpreserve)(struct pt_iommu *iommu_table,
					  struct iommu_domain_ser *ser)
{
	struct pt_iommu_collect_args tables = {
		.pending.free_list = IOMMU_PAGES_LIST_INIT(tables.pending.free_list),
	};

	NS(collect_for_liveupdate)(common_from_iommu(iommu_table), &tables);
	iommu_unpreserve_pages_list(&tables.pending.free_list);
	ser->top_table_phys = 0;
}

static int __restore_tables(struct pt_range *range, void *arg, unsigned int level,
			    struct pt_table_p *table)
{
	struct pt_state pts = pt_init(range, level, table);
	int ret;

	for_each_pt_level_entry(&pts) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		iommu_restore_pages(virt_to_phys(pts.table_lower));
		ret = pt_descend(&pts, arg, __restore_tables);
		if (ret)
			return ret;
	}
	return 0;
}

static int __maybe_unused NS(restore)(struct pt_iommu *iommu_table, struct iommu_domain_ser *ser)
{
	struct pt_common *common = common_from_iommu(iommu_table);
	struct pt_range range = pt_top_range(common);
	int ret;

	iommu_restore_pages(ser->top_table_phys);
	iommu_free_pages(range.top_table);
	NS(adopt)(iommu_table, ser);
	pt_top_set(common, phys_to_virt(ser->top_table_phys), ser->top_level);
	range = pt_all_range(common);
	ret = pt_walk_range(&range, __restore_tables, NULL);
	if (!ret)
		ser->restored_domain = &iommu_table->domain;
	return ret;
}

#endif
