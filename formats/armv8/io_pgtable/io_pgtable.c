// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree's io-pgtable-arm.c, unmodified, with the parts of io-pgtable.c and arm-smmu-v3.c that
 * call it.
 */
#include <linux/bitops.h>
#include <linux/slab.h>
#include "io_pgtable.h"
#include "pt_armv8.h"

/* Functions that the file needs and the userland kernel does not have. */
#ifdef PTLU_AUTOCONF_H
#ifndef kmalloc_obj
#define kmalloc_obj(obj, ...) ((typeof(obj) *)kmalloc(sizeof(obj), GFP_KERNEL))
#endif
static inline bool test_and_set_bit(unsigned int nr, unsigned long *addr)
{
	unsigned long mask = BIT(nr % BITS_PER_LONG);

	return __atomic_fetch_or(&addr[nr / BITS_PER_LONG], mask, __ATOMIC_SEQ_CST) & mask;
}
#endif

#include <io-pgtable-arm.c>

static void tlb_flush_all(void *cookie)
{
}

static void tlb_flush_walk(unsigned long iova, size_t size, size_t granule, void *cookie)
{
}

static void tlb_add_page(struct iommu_iotlb_gather *gather, unsigned long iova, size_t granule,
			 void *cookie)
{
	iommu_iotlb_gather_add_page(cookie, gather, iova, granule);
}

static const struct iommu_flush_ops flush_ops = {
	.tlb_flush_all = tlb_flush_all,
	.tlb_flush_walk = tlb_flush_walk,
	.tlb_add_page = tlb_add_page,
};

static void iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
}

static const struct iommu_domain_ops domain_ops = {
	.iotlb_sync = iotlb_sync,
};

static unsigned long iop_quirks(u32 features)
{
	unsigned long quirks = 0;

	if (features & BIT(PT_FEAT_ARMV8_TTBR1))
		quirks |= IO_PGTABLE_QUIRK_ARM_TTBR1;
	if (features & BIT(PT_FEAT_ARMV8_DBM))
		quirks |= IO_PGTABLE_QUIRK_ARM_HD;
	if (features & BIT(PT_FEAT_ARMV8_S2FWB))
		quirks |= IO_PGTABLE_QUIRK_ARM_S2FWB;
	if (features & BIT(PT_FEAT_ARMV8_NS))
		quirks |= IO_PGTABLE_QUIRK_ARM_NS;
	return quirks;
}

/* The sizes that arm-smmu-v3.c offers for one granule */
static unsigned long iop_pgsizes(const struct ptlu_cfg *cfg)
{
	switch (cfg->granule_lg2) {
	case 12:
		return SZ_4K | SZ_2M | SZ_1G;
	case 14:
		return SZ_16K | SZ_32M;
	case 16:
		return SZ_64K | SZ_512M | (cfg->oasz_lg2 > 48 ? 1UL << 42 : 0);
	default:
		return 0;
	}
}

/**
 * ptlu_io_pgtable_init() - initialize an empty table
 * @iop: the table
 * @cfg: the same as for ptlu_domain_init() of an SMMU target
 * @device: the IOMMU
 *
 * Context: may sleep.
 * Return: 0; -EOPNOTSUPP for features that io-pgtable-arm.c does not have (LPA2, dirty state of
 *	stage 2) or another granule; -EINVAL if io-pgtable-arm.c fails, possibly for lack of memory.
 */
int ptlu_io_pgtable_init(struct ptlu_io_pgtable *iop, const struct ptlu_cfg *cfg,
			 struct device *device)
{
	struct io_pgtable_cfg iop_cfg = {
		.quirks = iop_quirks(cfg->features),
		.pgsize_bitmap = iop_pgsizes(cfg),
		.ias = cfg->vasz_lg2,
		.oas = cfg->oasz_lg2,
		.coherent_walk = !(cfg->features & BIT(PT_FEAT_DMA_INCOHERENT)),
		.tlb = &flush_ops,
		.iommu_dev = device,
	};
	const struct io_pgtable_init_fns *fns;

	if (!iop_cfg.pgsize_bitmap || cfg->features & BIT(PT_FEAT_ARMV8_LPA2))
		return -EOPNOTSUPP;
	*iop = (struct ptlu_io_pgtable){ .domain.ops = &domain_ops };
	iop->s2 = cfg->features & BIT(PT_FEAT_ARMV8_S2);
	if (iop->s2 && iop_cfg.quirks & ~IO_PGTABLE_QUIRK_ARM_S2FWB)
		return -EOPNOTSUPP;
	fns = iop->s2 ? &io_pgtable_arm_64_lpae_s2_init_fns : &io_pgtable_arm_64_lpae_s1_init_fns;
	iop->iop = fns->alloc(&iop_cfg, &iop->domain);
	if (!iop->iop)
		return -EINVAL;
	iop->iop->fmt = iop->s2 ? ARM_64_LPAE_S2 : ARM_64_LPAE_S1;
	iop->iop->cookie = &iop->domain;
	iop->iop->cfg = iop_cfg;
	iop->domain.pgsize_bitmap = iop_cfg.pgsize_bitmap;
	return 0;
}

/**
 * ptlu_io_pgtable_map() - map pages of one size
 * @iop: the table
 * @iova: first address, bytes
 * @phys: first physical address
 * @pgsize: bytes in a page, one of the table's page sizes
 * @count: number of pages
 * @prot: IOMMU_READ and so on
 *
 * Return: 0 or the error of io-pgtable-arm.c.
 */
int ptlu_io_pgtable_map(struct ptlu_io_pgtable *iop, u64 iova, phys_addr_t phys, size_t pgsize,
			size_t count, int prot)
{
	struct io_pgtable_ops *ops = &iop->iop->ops;

	/* A call ends at the end of a table, as in drivers/iommu/iommu.c. */
	while (count) {
		size_t mapped = 0;
		int ret = ops->map_pages(ops, iova, phys, pgsize, count, prot, GFP_KERNEL, &mapped);

		if (ret)
			return ret;
		iova += mapped;
		phys += mapped;
		count -= mapped / pgsize;
	}
	return 0;
}

/**
 * ptlu_io_pgtable_unmap() - unmap pages of one size
 * @iop: the table
 * @iova: first address, bytes
 * @pgsize: bytes in a page; a larger one than was mapped frees the table below
 * @count: number of pages
 * @gather: collects the invalidations
 *
 * Return: bytes unmapped.
 */
size_t ptlu_io_pgtable_unmap(struct ptlu_io_pgtable *iop, u64 iova, size_t pgsize, size_t count,
			     struct iommu_iotlb_gather *gather)
{
	struct io_pgtable_ops *ops = &iop->iop->ops;
	size_t unmapped = 0;

	while (unmapped != pgsize * count) {
		size_t one = ops->unmap_pages(ops, iova + unmapped, pgsize,
					      count - unmapped / pgsize, gather);

		if (!one)
			break;
		unmapped += one;
	}
	return unmapped;
}

phys_addr_t ptlu_io_pgtable_iova_to_phys(struct ptlu_io_pgtable *iop, u64 iova)
{
	return iop->iop->ops.iova_to_phys(&iop->iop->ops, iova);
}

/* read_and_clear_dirty() of iommu_dirty_ops, for stage 1 and lower addresses only. */
int ptlu_io_pgtable_read_and_clear_dirty(struct ptlu_io_pgtable *iop, u64 iova, size_t size,
					 struct iommu_dirty_bitmap *dirty)
{
	return iop->iop->ops.read_and_clear_dirty(&iop->iop->ops, iova, size, 0, dirty);
}

/* Register values of the table. */
struct ptlu_io_pgtable_regs ptlu_io_pgtable_regs(const struct ptlu_io_pgtable *iop)
{
	const struct io_pgtable_cfg *cfg = &iop->iop->cfg;

	if (iop->s2)
		return (struct ptlu_io_pgtable_regs){
			.ttb = cfg->arm_lpae_s2_cfg.vttbr,
			.tsz = cfg->arm_lpae_s2_cfg.vtcr.tsz,
			.tg = cfg->arm_lpae_s2_cfg.vtcr.tg,
			.sh = cfg->arm_lpae_s2_cfg.vtcr.sh,
			.irgn = cfg->arm_lpae_s2_cfg.vtcr.irgn,
			.orgn = cfg->arm_lpae_s2_cfg.vtcr.orgn,
			.ps = cfg->arm_lpae_s2_cfg.vtcr.ps,
			.sl0 = cfg->arm_lpae_s2_cfg.vtcr.sl,
		};
	return (struct ptlu_io_pgtable_regs){
		.ttb = cfg->arm_lpae_s1_cfg.ttbr,
		.mair = cfg->arm_lpae_s1_cfg.mair,
		.tsz = cfg->arm_lpae_s1_cfg.tcr.tsz,
		.tg = cfg->arm_lpae_s1_cfg.tcr.tg,
		.sh = cfg->arm_lpae_s1_cfg.tcr.sh,
		.irgn = cfg->arm_lpae_s1_cfg.tcr.irgn,
		.orgn = cfg->arm_lpae_s1_cfg.tcr.orgn,
		.ps = cfg->arm_lpae_s1_cfg.tcr.ips,
	};
}

/* Free all tables. Allowed if init failed. */
void ptlu_io_pgtable_free(struct ptlu_io_pgtable *iop)
{
	if (!iop->iop)
		return;
	if (iop->s2)
		io_pgtable_arm_64_lpae_s2_init_fns.free(iop->iop);
	else
		io_pgtable_arm_64_lpae_s1_init_fns.free(iop->iop);
	iop->iop = NULL;
}
