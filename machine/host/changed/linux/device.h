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

/*
 * In builds with fault injection an observer sees what is written back, and a scheduler may let
 * another thread go on before that: machine/host/observe.c, schedule.c
 */
#ifdef PTLU_FAULTS
void host_note_flush(const void *addr, size_t size);
#else
#define host_note_flush(addr, size)	((void)(addr), (void)(size))
#endif

static inline dma_addr_t dma_map_single(struct device *dev, void *virt, size_t size, int dir)
{
	(void)dir;
	host_note_flush(virt, size);
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
	(void)dir;
	host_note_flush(phys_to_virt(dma), size);
	atomic_long_add(1, &dev->dma_syncs);
}

#define dma_mapping_error(dev, dma)	0
#define dma_max_mapping_size(dev)	SIZE_MAX

/* x86. All memory is coherent here; an observer models a device without coherence. */
static inline void clflush_cache_range(void *addr, unsigned int size)
{
	host_note_flush(addr, size);
}

#endif
