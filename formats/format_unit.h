/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of every format's translation unit: the tree's template is in, now the cores and the struct
 * ptlu_format. The unit has defined PTLU_FORMAT_ID, ptlu_fmt_flags[] and ptlu_fmt_init().
 */
#include "liveupdate/iommu_pt_liveupdate.h"
#include "variants/iommu_pt_parallel.h"
#include "variants/iommu_pt_posted.h"
#ifdef PTLU_KHO_BATCH
#include "variants/iommu_pt_kho_batch.h"
#endif
#ifdef PTLU_TABLE_POOL
#include "variants/table_pool.h"
#endif
#include "targets.h"
#ifdef PTLU_TREE_CORE
#include "variants/tree_core.h"
#endif

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

	visit.order = get_order(log2_to_int_t(unsigned long, ptlu_table_lg2(&range)));
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

static int NS(ours_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return PTLU_NS(preserve)(iommu_table, &ser->ours);
}

static void NS(ours_unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	PTLU_NS(unpreserve)(iommu_table, &ser->ours);
}

static int NS(ours_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return PTLU_NS(restore)(iommu_table, &ser->ours);
}

static int NS(parallel_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return PTLU_PARALLEL_NS(preserve)(iommu_table, &ser->ours);
}

static int NS(parallel_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return PTLU_PARALLEL_NS(restore)(iommu_table, &ser->ours);
}

static int NS(posted_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return PTLU_POSTED_NS(preserve)(iommu_table, &ser->posted);
}

static void NS(posted_unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	PTLU_POSTED_NS(unpreserve)(iommu_table, &ser->posted);
}

static int NS(posted_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return PTLU_POSTED_NS(restore)(iommu_table, &ser->posted);
}

#ifdef PTLU_KHO_BATCH
static int NS(kho_batch_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return PTLU_KHO_BATCH_NS(preserve)(iommu_table, &ser->ours);
}

static void NS(kho_batch_unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	PTLU_KHO_BATCH_NS(unpreserve)(iommu_table, &ser->ours);
}

static int NS(kho_batch_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return PTLU_KHO_BATCH_NS(restore)(iommu_table, &ser->ours);
}

static int NS(parallel_batch_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return PTLU_PARALLEL_BATCH_NS(preserve)(iommu_table, &ser->ours);
}

static int NS(parallel_batch_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return PTLU_PARALLEL_BATCH_NS(restore)(iommu_table, &ser->ours);
}
#endif

#ifdef PTLU_TABLE_POOL
/* What no table has got is of no use from here on: no domain that is preserved gets another table. */
static int NS(pooled_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	ptlu_pool_drain();
	return PTLU_NS(preserve)(iommu_table, &ser->ours);
}

/* The pool is for tables of one's own: a restored domain gets none. */
static int NS(pooled_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	ptlu_pool_drain();
	return PTLU_NS(restore)(iommu_table, &ser->ours);
}
#endif

static const struct ptlu_core NS(cores)[PTLU_NR_CORES] = {
	[PTLU_CORE_OURS] = {
		.name = "ours",
		.ours = true,
		.preserve = NS(ours_preserve),
		.unpreserve = NS(ours_unpreserve),
		.restore = NS(ours_restore),
	},
	[PTLU_CORE_POSTED] = {
		.name = "posted",
		.preserve = NS(posted_preserve),
		.unpreserve = NS(posted_unpreserve),
		.restore = NS(posted_restore),
	},
#ifdef PTLU_TREE_CORE
	[PTLU_CORE_TREE] = {
		.name = "tree",
		.preserve = NS(tree_preserve),
		.unpreserve = NS(tree_unpreserve),
		.restore = NS(tree_restore),
	},
#endif
	[PTLU_CORE_PARALLEL] = {
		.name = "parallel",
		.ours = true,
		.side_by_side = true,
		.preserve = NS(parallel_preserve),
		.unpreserve = NS(ours_unpreserve),
		.restore = NS(parallel_restore),
	},
#ifdef PTLU_KHO_BATCH
	[PTLU_CORE_KHO_BATCH] = {
		.name = "kho-batch",
		.ours = true,
		.preserve = NS(kho_batch_preserve),
		.unpreserve = NS(kho_batch_unpreserve),
		.restore = NS(kho_batch_restore),
	},
	[PTLU_CORE_PARALLEL_BATCH] = {
		.name = "parallel-batch",
		.ours = true,
		.side_by_side = true,
		.preserve = NS(parallel_batch_preserve),
		.unpreserve = NS(kho_batch_unpreserve),
		.restore = NS(parallel_batch_restore),
	},
#endif
#ifdef PTLU_TABLE_POOL
	[PTLU_CORE_POOLED] = {
		.name = "pooled",
		.ours = true,
		.pooled = true,
		.preserve = NS(pooled_preserve),
		.unpreserve = NS(ours_unpreserve),
		.restore = NS(pooled_restore),
	},
#endif
};

const struct ptlu_format PTLU_FORMAT = {
	.name = __stringify(PT_FMT),
	.supported = (u32)PT_SUPPORTED_FEATURES,
	.init = NS(ptlu_init),
	.iova_to_phys = DOMAIN_NS(iova_to_phys),
	.for_each_table = NS(ptlu_for_each_table),
	.features = NS(ptlu_features),
	.top_level = NS(ptlu_top_level),
	.cores = NS(cores),
};
