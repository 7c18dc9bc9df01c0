/* SPDX-License-Identifier: GPL-2.0-only */
/* Version 3: records and restores the size that the present top spans, and SIGN_EXTEND. */
#ifndef __GENERIC_PT_IOMMU_PT_VERSION_H
#define __GENERIC_PT_IOMMU_PT_VERSION_H

static unsigned int NS(recorded_vasz)(struct pt_common *common, struct pt_range *range)
{
	return range->max_vasz_lg2;
}

#include "iommu_pt_restored.h"
#endif
