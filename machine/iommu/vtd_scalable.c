// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scalable mode of VT-d with first-stage tables, for requests without PASID: sections 3.4.3
 * (Scalable Mode Address Translation) and 9.2 to 9.6 (entries of the scalable mode) of "Intel
 * Virtualization Technology for Directed I/O".
 */
#include <linux/sizes.h>
#include "vtd.h"

/* The lower context table has devices 0 to 15 of a bus, each entry 32 bytes. */
enum {
	DIRECTORY = VTD_MODE_BLOCKS,
	PASIDS,		/* a PASID table, and a block, for each device that was attached */
};

#define FUNCTIONS	128

/* Section 11.4.3: scalable mode and first-stage translation; 11.4.2: five levels of it */
#define SCALABLE_MODE	BIT_ULL(43)
#define FIRST_STAGE	BIT_ULL(47)
#define FIVE_LEVELS	BIT_ULL(60)

/* Section 9.6, the first and the third word of a PASID table entry */
#define FIRST_STAGE_ONLY	(1ULL << 6)
#define WIDTH_OF(levels)	((u64)((levels) - 2) << 2)
#define MODE_OF(levels)		((u64)((levels) - 4) << 2)

/* Section 6.5.2.2: global PASID cache invalidation */
#define INVALIDATE_PASIDS	(7ULL | 3ULL << 4)

static int find(struct ptlu_iommu *iommu)
{
	const u64 needed = SCALABLE_MODE | FIRST_STAGE;
	int ret = ptlu_vtd_find(iommu);

	if (!ret && (ptlu_vtd_extended_capabilities(iommu) & needed) != needed)
		ret = -EOPNOTSUPP;
	return ret;
}

/*
 * Each function has a PASID directory in block DIRECTORY, a page, with one entry. It points to a
 * PASID table, of which the hardware reads the first entry: PASID 0.
 */
static u64 *directory_of(struct ptlu_iommu *iommu, u16 device)
{
	return ptlu_iommu_block(iommu, DIRECTORY) + VTD_FUNCTION(device) * SZ_4K;
}

static int enable(struct ptlu_iommu *iommu)
{
	void *directory = ptlu_iommu_alloc(iommu, DIRECTORY, FUNCTIONS * SZ_4K);

	if (!directory)
		return -ENOMEM;
	ptlu_vtd_write_back(directory, FUNCTIONS * SZ_4K);
	return ptlu_vtd_enable(iommu, VTD_SCALABLE);
}

static int adopt(struct ptlu_iommu *iommu)
{
	return ptlu_vtd_adopt(iommu, VTD_SCALABLE);
}

static int invalidate(struct ptlu_iommu *iommu)
{
	return vtd_invalidate(iommu, VTD_INVALIDATE_CONTEXTS, VTD_SCALABLE) ?:
	       vtd_invalidate(iommu, INVALIDATE_PASIDS, VTD_SCALABLE) ?:
	       vtd_invalidate(iommu, VTD_INVALIDATE_TRANSLATIONS, VTD_SCALABLE) ?:
	       ptlu_vtd_wait(iommu, VTD_SCALABLE);
}

/* The PASID table of a device, which is a block: its address is in the device's directory. */
static u64 *pasid_table(struct ptlu_iommu *iommu, u16 device)
{
	u64 *directory = directory_of(iommu, device);
	unsigned int block = PASIDS;
	u64 *table;

	if (*directory & VTD_PRESENT)
		return phys_to_virt(*directory & ~0xfffULL);
	while (block < PTLU_IOMMU_BLOCKS && iommu->memory.phys[block])
		block++;
	table = block < PTLU_IOMMU_BLOCKS ? ptlu_iommu_alloc(iommu, block, SZ_4K) : NULL;
	if (!table)
		return NULL;
	ptlu_vtd_write_back(table, SZ_4K);
	*directory = virt_to_phys(table) | VTD_PRESENT;
	ptlu_vtd_write_back(directory, sizeof(*directory));
	return table;
}

static int detach(struct ptlu_iommu *iommu, u16 device)
{
	u64 *table;

	if (VTD_BUS(device) || VTD_FUNCTION(device) >= FUNCTIONS)
		return -EINVAL;
	table = pasid_table(iommu, device);
	if (!table)
		return -ENOMEM;
	WRITE_ONCE(table[0], 0);
	ptlu_vtd_write_back(table, SZ_64);
	return invalidate(iommu);
}

/*
 * Context entry: bits 63:12 the PASID directory, the smallest there is (bits 11:9 zero), requests
 * without PASID have PASID 0 (bits 83:64). PASID table entry: bits 8:6 first stage only, bits 79:64
 * the domain ID, bits 131:130 the levels, bits 191:140 the top table. The width in bits 4:2 is that
 * of a second stage, but QEMU 10.0.2 compares addresses of the first stage with it, too.
 */
static int attach(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	u64 *context, *entry;
	int ret = detach(iommu, device);

	if (ret)
		return ret;
	if (table->levels == 5 && !(ptlu_vtd_capabilities(iommu) & FIVE_LEVELS))
		return -EOPNOTSUPP;
	entry = pasid_table(iommu, device);
	entry[1] = VTD_FUNCTION(device) + 1;
	entry[2] = table->root | MODE_OF(table->levels);
	WRITE_ONCE(entry[0], FIRST_STAGE_ONLY | WIDTH_OF(table->levels) | VTD_PRESENT);
	ptlu_vtd_write_back(entry, SZ_64);
	context = (u64 *)ptlu_iommu_block(iommu, VTD_CONTEXTS) + 4 * VTD_FUNCTION(device);
	WRITE_ONCE(context[0], virt_to_phys(directory_of(iommu, device)) | VTD_PRESENT);
	ptlu_vtd_write_back(context, SZ_32);
	return invalidate(iommu);
}

const struct ptlu_iommu_driver ptlu_vtd_scalable = {
	.name = "vtd-scalable",
	.not_translated = VTD_NOT_TRANSLATED,
	.find = find,
	.enable = enable,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.invalidate = invalidate,
	.next_fault = ptlu_vtd_next_fault,
	.disable = ptlu_vtd_disable,
};
