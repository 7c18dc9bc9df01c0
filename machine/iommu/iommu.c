// SPDX-License-Identifier: GPL-2.0-only
/* The table of drivers, and the memory that the hardware reads. */
#define pr_fmt(fmt) KBUILD_MODNAME ": iommu: " fmt

#include <linux/io.h>
#include <linux/kexec_handover.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "drivers.h"
#include "iommu.h"

static const struct ptlu_iommu_driver *const drivers[] = {
#ifdef CONFIG_X86_64
	&ptlu_vtd_legacy, &ptlu_vtd_scalable, &ptlu_amd_v1,
#endif
#ifdef CONFIG_ARM64
	&ptlu_smmu_v3,
#endif
#ifdef CONFIG_RISCV
	&ptlu_riscv_iommu,
#endif
};

static const struct ptlu_iommu_driver *find_driver(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (!strcmp(drivers[i]->name, name))
			return drivers[i];
	return NULL;
}

/**
 * ptlu_iommu_find() - find the hardware of a driver
 * @iommu: filled in, but for @memory of the next kernel, which stays
 * @name: the driver's name
 *
 * Context: may sleep. Followed by ptlu_iommu_close().
 * Return: 0, -ENOENT if no driver has that name, or the error of the driver: -ENODEV if there is no
 *	such hardware, -EOPNOTSUPP if it lacks what the driver needs.
 */
int ptlu_iommu_find(struct ptlu_iommu *iommu, const char *name)
{
	iommu->driver = find_driver(name);
	if (!iommu->driver) {
		pr_err("this kernel has no driver '%s'\n", name);
		return -ENOENT;
	}
	return iommu->driver->find(iommu);
}

/* Unmap the registers. The hardware stays as it is. */
void ptlu_iommu_close(struct ptlu_iommu *iommu)
{
	if (iommu->registers)
		iounmap(iommu->registers);
	iommu->registers = NULL;
}

/**
 * ptlu_iommu_alloc() - allocate memory that the hardware reads, or writes
 * @iommu: the IOMMU
 * @block: the driver's number of it, below PTLU_IOMMU_BLOCKS
 * @size: bytes; the block is aligned to its size, a power of two
 *
 * The block is zeroed and preserved with KHO, because the hardware uses it while the next kernel
 * boots.
 *
 * Context: may sleep.
 * Return: the block, or NULL if there is no memory.
 */
void *ptlu_iommu_alloc(struct ptlu_iommu *iommu, unsigned int block, size_t size)
{
	void *memory = kho_alloc_preserve(size);

	if (IS_ERR(memory))
		return NULL;
	iommu->memory.phys[block] = virt_to_phys(memory);
	return memory;
}

/* A block of this kernel or of the old one; it must have been allocated. */
void *ptlu_iommu_block(const struct ptlu_iommu *iommu, unsigned int block)
{
	return phys_to_virt(iommu->memory.phys[block]);
}

/**
 * ptlu_iommu_free() - free all memory of an IOMMU that is off
 * @iommu: the IOMMU
 * @handed_over: the memory is of the old kernel
 */
void ptlu_iommu_free(struct ptlu_iommu *iommu, bool handed_over)
{
	for (unsigned int i = 0; i < PTLU_IOMMU_BLOCKS; i++) {
		if (!iommu->memory.phys[i])
			continue;
		if (handed_over)
			kho_restore_free(ptlu_iommu_block(iommu, i));
		else
			kho_unpreserve_free(ptlu_iommu_block(iommu, i));
		iommu->memory.phys[i] = 0;
	}
}
