/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tree's io-pgtable-arm.c, a second implementation of the same tables: the reference
 * implementation of conformance/, and the variant io-pgtable of bench/.
 */
#ifndef PTLU_IO_PGTABLE_H
#define PTLU_IO_PGTABLE_H

#include <linux/iommu.h>
#include "formats/targets.h"

struct io_pgtable;

/**
 * struct ptlu_io_pgtable - an io-pgtable of format ARM_64_LPAE_S1 or ARM_64_LPAE_S2
 * @iop: the table
 * @domain: domain of the invalidations; @domain.pgsize_bitmap has the table's page sizes
 * @s2: stage 2 table
 */
struct ptlu_io_pgtable {
	struct io_pgtable *iop;
	struct iommu_domain domain;
	bool s2;
};

/**
 * struct ptlu_io_pgtable_regs - register values of io-pgtable-arm.c, named as in
 *                               struct pt_iommu_armv8_hw_info
 */
struct ptlu_io_pgtable_regs {
	u64 ttb;
	u64 mair;
	u8 tsz;
	u8 tg;
	u8 sh;
	u8 irgn;
	u8 orgn;
	u8 ps;
	u8 sl0;
};

int ptlu_io_pgtable_init(struct ptlu_io_pgtable *iop, const struct ptlu_cfg *cfg,
			 struct device *device);
int ptlu_io_pgtable_map(struct ptlu_io_pgtable *iop, u64 iova, phys_addr_t phys, size_t pgsize,
			size_t count, int prot);
size_t ptlu_io_pgtable_unmap(struct ptlu_io_pgtable *iop, u64 iova, size_t pgsize, size_t count,
			     struct iommu_iotlb_gather *gather);
phys_addr_t ptlu_io_pgtable_iova_to_phys(struct ptlu_io_pgtable *iop, u64 iova);
int ptlu_io_pgtable_read_and_clear_dirty(struct ptlu_io_pgtable *iop, u64 iova, size_t size,
					 struct iommu_dirty_bitmap *dirty);
struct ptlu_io_pgtable_regs ptlu_io_pgtable_regs(const struct ptlu_io_pgtable *iop);
void ptlu_io_pgtable_free(struct ptlu_io_pgtable *iop);

#endif
