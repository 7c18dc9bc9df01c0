// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMSAv8-64 format with the 64K granule.
 */
#if __has_include(<generic_pt/fmt/armv8.h>)
/* The tree has the format: use it unmodified. */
#include <generic_pt/fmt/iommu_armv8_64k.c>
#else
#define PT_FMT armv8
#define PT_FMT_VARIANT 64k
#define ARMV8PT_GRANULE_LG2SZ 16
#define PT_SUPPORTED_FEATURES (ARMV8PT_FEATURES | BIT(PT_FEAT_ARMV8_LPA))

/* For a tree with the patch live-update of proposals/series/. */
#define LUPT_FORMAT_ID LUPT_FORMAT_ARMV8
#define LUPT_FEAT_UPPER_VA PT_FEAT_ARMV8_TTBR1
#define LUPT_FEAT_OA52 PT_FEAT_ARMV8_LPA

#include "iommu_template.h"
#endif
