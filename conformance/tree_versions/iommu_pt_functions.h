/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree's live update as exported functions per format, with the domain as argument. */
#ifndef __GENERIC_PT_IOMMU_PT_FUNCTIONS_H
#define __GENERIC_PT_IOMMU_PT_FUNCTIONS_H

int DOMAIN_NS(preserve)(struct iommu_domain *domain, struct iommu_domain_ser *ser)
{
	return NS(preserve)(container_of(domain, struct pt_iommu, domain), ser);
}
EXPORT_SYMBOL_NS_GPL(DOMAIN_NS(preserve), "GENERIC_PT_IOMMU");

void DOMAIN_NS(unpreserve)(struct iommu_domain *domain, struct iommu_domain_ser *ser)
{
	NS(unpreserve)(container_of(domain, struct pt_iommu, domain), ser);
}
EXPORT_SYMBOL_NS_GPL(DOMAIN_NS(unpreserve), "GENERIC_PT_IOMMU");

int DOMAIN_NS(restore)(struct iommu_domain *domain, struct iommu_domain_ser *ser)
{
	return NS(restore)(container_of(domain, struct pt_iommu, domain), ser);
}
EXPORT_SYMBOL_NS_GPL(DOMAIN_NS(restore), "GENERIC_PT_IOMMU");

#endif
