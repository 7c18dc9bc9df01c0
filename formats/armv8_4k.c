// SPDX-License-Identifier: GPL-2.0-only
/* SMMUv3 with the 4K granule: VMSAv8-64, ours or the tree's, with the live-update cores. */
#include "iommu_armv8_4k.c"
#include "pt_armv8.h"

#define PTLU_ARMV8_OA52 PT_FEAT_ARMV8_LPA2

#include "armv8_unit.h"
