/* SPDX-License-Identifier: GPL-2.0-only */
/* A device that counts DMA mappings; stands in for include/linux/{device,dma-mapping}.h. */
#ifndef PTLU_LINUX_DEVICE_H
#define PTLU_LINUX_DEVICE_H

#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

struct dev_iommu;

struct device {
	const char *name;
	struct dev_iommu *iommu;
	void *driver_data;
	int nid;
	atomic_long_t dma_mappings; /* number of current mappings, 0 when all tables are freed */
	atomic_long_t dma_syncs;
};

enum dma_data_direction {
	DMA_TO_DEVICE = 1,
};

static inline void set_dev_node(struct device *dev, int nid)
{
	dev->nid = nid;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

#define dev_to_node(dev)	((dev) ? (dev)->nid : NUMA_NO_NODE)
#define dev_name(dev)		((dev)->name)

static inline dma_addr_t dma_map_single(struct device *dev, void *virt, size_t size, int dir)
{
	(void)size;
	(void)dir;
	atomic_long_add(1, &dev->dma_mappings);
	return virt_to_phys(virt);
}

static inline void dma_unmap_single(struct device *dev, dma_addr_t dma, size_t size, int dir)
{
	(void)dma;
	(void)size;
	(void)dir;
	atomic_long_add(-1, &dev->dma_mappings);
}

static inline void dma_sync_single_for_device(struct device *dev, dma_addr_t dma, size_t size,
					      int dir)
{
	(void)dma;
	(void)size;
	(void)dir;
	atomic_long_add(1, &dev->dma_syncs);
}

#define dma_mapping_error(dev, dma)	0
#define dma_max_mapping_size(dev)	SIZE_MAX

/* x86: the reference walkers read through the same caches, so there is nothing to flush. */
static inline void clflush_cache_range(void *addr, unsigned int size)
{
	(void)addr;
	(void)size;
}

#endif
