/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last include of each format's translation unit: the cores and the struct ptlu_format.
 *
 * The unit has included the tree's template and defined PTLU_FORMAT_ID, ptlu_fmt_flags[] and
 * ptlu_fmt_cfg().
 */
#include "liveupdate/iommu_pt_liveupdate.h"
#include "variants/iommu_pt_kho_batch.h"
#include "variants/iommu_pt_parallel.h"
#include "variants/iommu_pt_posted.h"
#include "variants/pooled_core.h"
#include "variants/tree_core.h"
#include "targets.h"

#define PTLU_FORMAT CONCATENATE(ptlu_format_, PTPFX_RAW)

static_assert(sizeof(struct pt_iommu_table) <= PTLU_TABLE_BYTES);
static_assert(offsetof(struct pt_iommu_table, iommu) == 0);

static struct pt_common *ptlu_common(struct ptlu_domain *domain)
{
	return common_from_iommu(&domain->iommu);
}

struct ptlu_table_visit {
	ptlu_table_fn fn;
	void *arg;
	unsigned int order;
};

static int __ptlu_each_table(struct pt_range *range, void *arg, unsigned int level,
			     struct pt_table_p *table)
{
	struct pt_state pts = pt_init(range, level, table);
	const struct ptlu_table_visit *visit = arg;

	if (!pt_can_have_table(&pts))
		return 0;
	for_each_pt_level_entry(&pts) {
		if (pts.type != PT_ENTRY_TABLE)
			continue;
		visit->fn(pt_table_pa(&pts), level - 1, visit->order, visit->arg);
		pt_descend(&pts, arg, __ptlu_each_table);
	}
	return 0;
}

static void NS(ptlu_for_each_table)(struct ptlu_domain *domain, ptlu_table_fn fn, void *arg)
{
	struct pt_range range = pt_all_range(ptlu_common(domain));
	struct ptlu_table_visit visit = { .fn = fn, .arg = arg };

	visit.order = ptlu_order_of_lg2(ptlu_table_lg2(&range));
	fn(virt_to_phys(range.top_table), range.top_level,
	   folio_order(virt_to_folio(range.top_table)), arg);
	pt_walk_range(&range, __ptlu_each_table, &visit);
}

static u32 NS(ptlu_features)(struct ptlu_domain *domain)
{
	return ptlu_common(domain)->features;
}

static unsigned int NS(ptlu_top_level)(struct ptlu_domain *domain)
{
	return pt_top_get_level(ptlu_common(domain));
}

static int NS(ptlu_init)(struct ptlu_domain *domain, const struct ptlu_cfg *cfg)
{
	const struct pt_iommu_table_cfg fmt_cfg = ptlu_fmt_cfg(cfg);

	return pt_iommu_init((struct pt_iommu_table *)domain->table, &fmt_cfg, GFP_KERNEL);
}

PTLU_MAKE_CORE(ours, ours, PTLU_NS(preserve), PTLU_NS(unpreserve), PTLU_NS(restore))

/* Each variant's header defines its entries, none for a core that this build does not have. */
static const struct ptlu_core NS(cores)[PTLU_NR_CORES] = {
	[PTLU_CORE_OURS] = { .name = "ours", .ours = true, PTLU_CORE_FUNCTIONS(ours) },
	PTLU_POSTED_CORES
	PTLU_TREE_CORES
	PTLU_PARALLEL_CORES
	PTLU_KHO_BATCH_CORES
	PTLU_POOLED_CORES
};

const struct ptlu_format PTLU_FORMAT = {
	.name = __stringify(PT_FMT),
	.id = PTLU_FORMAT_ID,
	.supported = (u32)PT_SUPPORTED_FEATURES,
	.init = NS(ptlu_init),
	.iova_to_phys = DOMAIN_NS(iova_to_phys),
	.read_and_clear_dirty = DOMAIN_NS(read_and_clear_dirty),
	.for_each_table = NS(ptlu_for_each_table),
	.features = NS(ptlu_features),
	.top_level = NS(ptlu_top_level),
	.cores = NS(cores),
};
