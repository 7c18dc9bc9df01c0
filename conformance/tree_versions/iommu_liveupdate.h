/* SPDX-License-Identifier: GPL-2.0-only */
/* That the tree can preserve IOMMU domains. */
#ifndef _LINUX_IOMMU_LIVEUPDATE_H
#define _LINUX_IOMMU_LIVEUPDATE_H

#include <linux/kho/abi/iommu.h>

#endif
