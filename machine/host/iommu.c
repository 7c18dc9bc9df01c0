// SPDX-License-Identifier: GPL-2.0-only
/* iommu_map() and iommu_unmap(); stands in for drivers/iommu/iommu.c. */
#include <linux/generic_pt/iommu.h>
#include <linux/iommu.h>
#include "machine/machine.h"

static struct pt_iommu *to_pt_iommu(struct iommu_domain *domain)
{
	return container_of(domain, struct pt_iommu, domain);
}

int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	      int prot, gfp_t gfp)
{
	struct pt_iommu *table = to_pt_iommu(domain);
	size_t mapped = 0;
	int ret;

	ret = table->ops->map_range(table, iova, paddr, size, prot, gfp, &mapped);
	if (ret && mapped)
		iommu_unmap(domain, iova, mapped);
	return ret;
}

size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	struct pt_iommu *table = to_pt_iommu(domain);
	struct iommu_iotlb_gather gather;
	size_t unmapped = 0;

	iommu_iotlb_gather_init(&gather);
	/* unmap_range() removes whole entries, which can be larger than the rest */
	while (unmapped < size) {
		size_t one =
			table->ops->unmap_range(table, iova + unmapped, size - unmapped, &gather);

		if (!one)
			break;
		unmapped += one;
	}
	iommu_iotlb_sync(domain, &gather);
	return unmapped;
}

phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	return domain->ops->iova_to_phys(domain, iova);
}

/* The caller receives the range; stands in for the user's bitmap of drivers/iommu/iommufd. */
void iova_bitmap_set(struct iova_bitmap *bitmap, unsigned long iova, size_t length)
{
	bitmap->set(bitmap, iova, length);
}

void ptlu_device_init(struct device *device)
{
	*device = (struct device){ .name = "iommu", .nid = NUMA_NO_NODE };
}

/* A running kernel does not count them. */
bool ptlu_counts_device_mappings(void)
{
	return true;
}

long ptlu_device_mappings(const struct device *device)
{
	return atomic_long_read(&device->dma_mappings);
}
