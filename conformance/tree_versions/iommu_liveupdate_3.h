/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface for IOMMU drivers, of version 3: a client of the live update orchestrator. */
#ifndef _LINUX_IOMMU_LIVEUPDATE_H
#define _LINUX_IOMMU_LIVEUPDATE_H

#include <linux/kho/abi/iommu.h>
#include <linux/liveupdate.h>

/**
 * struct iommu_liveupdate - state of the IOMMU core for a live update
 * @handler: handler of the files that domains are preserved with
 */
struct iommu_liveupdate {
	struct liveupdate_file_handler handler;
};

/* Return true during a live update. */
static inline bool iommu_liveupdate_enabled(void)
{
	return liveupdate_enabled();
}

#endif
