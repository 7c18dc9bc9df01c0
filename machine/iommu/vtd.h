/* SPDX-License-Identifier: GPL-2.0-only */
/* What the modes of VT-d have in common: registers, invalidation queue, fault records. */
#ifndef PTLU_IOMMU_VTD_H
#define PTLU_IOMMU_VTD_H

#include "drivers.h"

/* Blocks of memory of both modes; a mode's own begin at VTD_MODE_BLOCKS. */
enum {
	VTD_ROOT,
	VTD_CONTEXTS,
	VTD_QUEUE,
	VTD_STATUS,
	VTD_MODE_BLOCKS,
};

/* Bit 0 of root, context, PASID directory and PASID table entries, sections 9.1 to 9.6. */
#define VTD_PRESENT		1ULL

/* Only functions of bus 0 are attached. */
#define VTD_BUS(device)		((device) >> 8)
#define VTD_FUNCTION(device)	((device) & 0xff)

/* Interrupt requests, section 3.14 (Handling Requests to Interrupt Address Range). */
#define VTD_NOT_TRANSLATED	{ 0xfee00000, 0xfeefffff }

/* Section 11.4.8.1 (Root Table Address Register): translation table mode */
enum vtd_mode {
	VTD_LEGACY = 0,
	VTD_SCALABLE = 1,
};

int ptlu_vtd_find(struct ptlu_iommu *iommu);
u64 ptlu_vtd_capabilities(struct ptlu_iommu *iommu);
u64 ptlu_vtd_extended_capabilities(struct ptlu_iommu *iommu);
int ptlu_vtd_enable(struct ptlu_iommu *iommu, enum vtd_mode mode);
int ptlu_vtd_adopt(struct ptlu_iommu *iommu, enum vtd_mode mode);
int ptlu_vtd_queue(struct ptlu_iommu *iommu, const u64 *descriptor, enum vtd_mode mode);
int ptlu_vtd_wait(struct ptlu_iommu *iommu, enum vtd_mode mode);
void ptlu_vtd_write_back(const void *entries, size_t size);
bool ptlu_vtd_next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault);
int ptlu_vtd_disable(struct ptlu_iommu *iommu);

/* Section 6.5.2 (Queued Invalidation Interface): a descriptor without more than its first word. */
static inline int vtd_invalidate(struct ptlu_iommu *iommu, u64 descriptor, enum vtd_mode mode)
{
	const u64 words[2] = { descriptor };

	return ptlu_vtd_queue(iommu, words, mode);
}

/* Sections 6.5.2.1 and 6.5.2.3: the global ones, of all contexts and of all translations */
#define VTD_INVALIDATE_CONTEXTS		(1ULL | 1ULL << 4)
#define VTD_INVALIDATE_TRANSLATIONS	(2ULL | 1ULL << 4)

#endif
