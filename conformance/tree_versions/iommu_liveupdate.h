/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface for IOMMU drivers, of versions 1 and 2. */
#ifndef _LINUX_IOMMU_LIVEUPDATE_H
#define _LINUX_IOMMU_LIVEUPDATE_H

#include <linux/kho/abi/iommu.h>

#endif
