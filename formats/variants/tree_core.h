/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core tree: the live update of the tree itself, where it has one.
 *
 * With PTLU_TREE_CORE_OPS its functions are members of struct pt_iommu_ops, otherwise each format
 * exports them.
 */
#ifndef PTLU_TREE_CORE_UNIT_H
#define PTLU_TREE_CORE_UNIT_H

#include "core_unit.h"

#ifdef PTLU_TREE_CORE

#ifdef PTLU_TREE_CORE_OPS

/* A restored domain may have lost the op. */
static int NS(tree_op_preserve)(struct pt_iommu *iommu_table, struct ptlu_tree_ser *ser)
{
	if (!iommu_table->ops->preserve)
		return -EOPNOTSUPP;
	return iommu_table->ops->preserve(iommu_table, &ser->ser);
}

static void NS(tree_op_unpreserve)(struct pt_iommu *iommu_table, struct ptlu_tree_ser *ser)
{
	iommu_table->ops->unpreserve(iommu_table, &ser->ser);
}

/*
 * The tree may record in its serialized state which domain was restored from it. A domain with
 * deinit alone was restored before.
 */
static int NS(tree_op_restore)(struct pt_iommu *iommu_table, const struct ptlu_tree_ser *ser)
{
	if (!iommu_table->ops->restore)
		return iommu_table->ops->map_range ? -EOPNOTSUPP : -EBUSY;
	return iommu_table->ops->restore(iommu_table, (struct iommu_domain_ser *)&ser->ser);
}

#else

static int NS(tree_op_preserve)(struct pt_iommu *iommu_table, struct ptlu_tree_ser *ser)
{
	return DOMAIN_NS(preserve)(&iommu_table->domain, &ser->ser);
}

static void NS(tree_op_unpreserve)(struct pt_iommu *iommu_table, struct ptlu_tree_ser *ser)
{
	DOMAIN_NS(unpreserve)(&iommu_table->domain, &ser->ser);
}

/* The tree may record in its serialized state which domain was restored from it. */
static int NS(tree_op_restore)(struct pt_iommu *iommu_table, const struct ptlu_tree_ser *ser)
{
	return DOMAIN_NS(restore)(&iommu_table->domain, (struct iommu_domain_ser *)&ser->ser);
}

#endif

PTLU_MAKE_CORE(tree, tree, NS(tree_op_preserve), NS(tree_op_unpreserve), NS(tree_op_restore))

/* With the patch live-update of proposals/series/ it is ours, under other names. */
#ifdef PTLU_TREE_CORE_OURS
static_assert(sizeof(struct iommu_domain_ser) == sizeof(struct ptlu_domain_ser));
static_assert(offsetof(struct iommu_domain_ser, flags) ==
	      offsetof(struct ptlu_domain_ser, flags));
static_assert(offsetof(struct iommu_domain_ser, nr_tables) ==
	      offsetof(struct ptlu_domain_ser, nr_tables));
#define PTLU_TREE_CORE_IS_OURS	true
#else
#define PTLU_TREE_CORE_IS_OURS	false
#endif

#define PTLU_TREE_CORES \
	[PTLU_CORE_TREE] = { .name = "tree", .ours = PTLU_TREE_CORE_IS_OURS, \
			     PTLU_CORE_FUNCTIONS(tree) },

#else
#define PTLU_TREE_CORES
#endif

#endif
