/* SPDX-License-Identifier: GPL-2.0-only */
/* That the tree can preserve IOMMU domains; of version 3, which is a client of the live update orchestrator. */
#ifndef _LINUX_IOMMU_LIVEUPDATE_H
#define _LINUX_IOMMU_LIVEUPDATE_H

#include <linux/kho/abi/iommu.h>
#include <linux/liveupdate.h>

/**
 * struct iommu_liveupdate - what the IOMMU core keeps for a live update
 * @handler: of the files that domains are preserved with
 */
struct iommu_liveupdate {
	struct liveupdate_file_handler handler;
};

/* Is a live update under way? */
static inline bool iommu_liveupdate_enabled(void)
{
	return liveupdate_enabled();
}

#endif
