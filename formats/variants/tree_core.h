/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core tree: the live update that the tree itself has, called as its version of the interface wants it.
 * PTLU_TREE_CORE_OPS says that it is members of struct pt_iommu_ops, else it is exported functions per format.
 */
#ifndef PTLU_TREE_CORE_H
#define PTLU_TREE_CORE_H

#ifdef PTLU_TREE_CORE_OPS

/* A restored domain may have lost the op. */
static int NS(tree_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	if (!iommu_table->ops->preserve)
		return -EOPNOTSUPP;
	return iommu_table->ops->preserve(iommu_table, &ser->tree);
}

static void NS(tree_unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	iommu_table->ops->unpreserve(iommu_table, &ser->tree);
}

/* The tree may note in its record which domain was restored from it. */
static int NS(tree_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	if (!iommu_table->ops->restore)
		return -EOPNOTSUPP;
	return iommu_table->ops->restore(iommu_table, (struct iommu_domain_ser *)&ser->tree);
}

#else

static int NS(tree_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	return DOMAIN_NS(preserve)(&iommu_table->domain, &ser->tree);
}

static void NS(tree_unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser)
{
	DOMAIN_NS(unpreserve)(&iommu_table->domain, &ser->tree);
}

/* The tree may note in its record which domain was restored from it. */
static int NS(tree_restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser)
{
	return DOMAIN_NS(restore)(&iommu_table->domain, (struct iommu_domain_ser *)&ser->tree);
}

#endif
#endif
