// SPDX-License-Identifier: GPL-2.0-only
/* The IOMMU of a domain that no IOMMU translates by: enough of a device for the DMA API. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include "machine/machine.h"

/* It is never registered: nobody but iommu-pages.c, for tables that are not coherent, gets it. */
void ptlu_device_init(struct device *device)
{
	*device = (struct device){
		.dma_mask = &device->coherent_dma_mask,
		.coherent_dma_mask = DMA_BIT_MASK(64),
	};
	set_dev_node(device, NUMA_NO_NODE);
}

bool ptlu_counts_device_mappings(void)
{
	return false;
}

/* The DMA API counts only with CONFIG_DMA_API_DEBUG, and warns then by itself. */
long ptlu_device_mappings(const struct device *device)
{
	return 0;
}
