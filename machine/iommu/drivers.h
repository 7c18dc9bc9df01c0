/* SPDX-License-Identifier: GPL-2.0-only */
/* The drivers, and how they wait for the hardware. */
#ifndef PTLU_IOMMU_DRIVERS_H
#define PTLU_IOMMU_DRIVERS_H

#include <linux/iopoll.h>
#include "iommu.h"

/* Microseconds that a command may take; none of the manuals has a limit. */
#define PTLU_IOMMU_TIMEOUT	1000000

/* Wait until @condition holds on @value, what read##q or read##l returns for @address. */
#define ptlu_iommu_wait32(address, value, condition) \
	readl_poll_timeout(address, value, condition, 10, PTLU_IOMMU_TIMEOUT)
#define ptlu_iommu_wait64(address, value, condition) \
	readq_poll_timeout(address, value, condition, 10, PTLU_IOMMU_TIMEOUT)

extern const struct ptlu_iommu_driver ptlu_vtd_legacy, ptlu_vtd_scalable, ptlu_amd_v1,
	ptlu_smmu_v3, ptlu_riscv_iommu;

#endif
