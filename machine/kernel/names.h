/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of the formats' functions in ptlu, for a kernel that has the formats built in. */
#ifndef PTLU_KERNEL_NAMES_H
#define PTLU_KERNEL_NAMES_H

/*
 * generic_pt builds the names of a format's global functions with CONCATENATE(pt_iommu_, ...),
 * which expands this macro. pt_armv8.h does the same.
 */
#define pt_iommu_	ptlu_pt_iommu_

#endif
