/* SPDX-License-Identifier: GPL-2.0-only */
/* IOMMUs that ptlu programs itself, from their manuals, and that stay on across a kexec. */
#ifndef PTLU_IOMMU_H
#define PTLU_IOMMU_H

#include <linux/types.h>

/**
 * struct ptlu_iommu_table - a page table as an IOMMU's entries describe it
 * @root: physical address of the top table
 * @levels: number of levels of the walk
 * @input_bits: bits of input address
 * @output_bits: bits of output address
 * @granule_lg2: log2 of the bytes in a page (Arm)
 * @upper: the table translates addresses with all upper bits set (Arm TTBR1)
 * @stage2: stage 2 (Arm)
 * @wide: descriptors for 52-bit addresses (Arm LPA and LPA2)
 */
struct ptlu_iommu_table {
	u64 root;
	unsigned int levels, input_bits, output_bits, granule_lg2;
	bool upper, stage2, wide;
};

/* What a fault is about. */
enum ptlu_iommu_fault_kind {
	PTLU_FAULT_ADDRESS,	/* the table has no translation, or not with this access */
	PTLU_FAULT_DEVICE,	/* no table is attached to the device */
	PTLU_FAULT_ENTRY,	/* an entry is reserved, or could not be read */
};

/**
 * struct ptlu_iommu_fault - a fault record of the hardware
 * @kind: what it is about
 * @iova: the address, of which the hardware may report the page alone
 * @device: requester ID
 * @write: the access was a write
 * @code: the hardware's own number of the reason
 */
struct ptlu_iommu_fault {
	enum ptlu_iommu_fault_kind kind;
	u64 iova;
	u16 device;
	bool write;
	unsigned int code;
};

#define PTLU_IOMMU_BLOCKS	16

/**
 * struct ptlu_iommu_memory - memory that the hardware reads, preserved with KHO
 * @phys: physical address of each block, 0 for one that is not allocated
 *
 * Part of what the old kernel hands over.
 */
struct ptlu_iommu_memory {
	u64 phys[PTLU_IOMMU_BLOCKS];
};

/**
 * struct ptlu_iommu - an IOMMU
 * @driver: its driver
 * @registers: mapped by the driver's find()
 * @memory: its memory
 * @tail: the driver's own index of its queue of commands
 * @head: the driver's own index of its log of faults
 */
struct ptlu_iommu {
	const struct ptlu_iommu_driver *driver;
	void __iomem *registers;
	struct ptlu_iommu_memory memory;
	u32 tail, head;
};

/**
 * struct ptlu_iommu_range - a range of addresses
 * @first: first address
 * @last: last address
 */
struct ptlu_iommu_range {
	u64 first, last;
};

/**
 * struct ptlu_iommu_driver - driver of an IOMMU in one of its modes
 * @name: as in conformance/dma/targets
 * @not_translated: addresses that the hardware never translates, one range or none
 * @lacks_leaf_sizes: leaf sizes that the emulated hardware does not have, but the manual
 * @incomplete: QEMU's model writes no fault records, or ones without an address
 * @find: find the hardware and map its registers
 * @enable: allocate its memory and turn it on, with no device attached
 * @adopt: in the next kernel, check that it is still on and uses @memory of the old kernel
 * @attach: let a device translate through a table; it may translate through another one already
 * @detach: block a device
 * @invalidate: drop all that the hardware has cached
 * @next_fault: take the next fault record, false if there is none
 * @disable: turn it off
 *
 * All functions that return an int return 0 or an error, after which the hardware may be in any
 * state. Nothing is locked: one thread uses an IOMMU.
 */
struct ptlu_iommu_driver {
	const char *name;
	struct ptlu_iommu_range not_translated;
	u64 lacks_leaf_sizes;
	bool incomplete;
	int (*find)(struct ptlu_iommu *iommu);
	int (*enable)(struct ptlu_iommu *iommu);
	int (*adopt)(struct ptlu_iommu *iommu);
	int (*attach)(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table);
	int (*detach)(struct ptlu_iommu *iommu, u16 device);
	int (*invalidate)(struct ptlu_iommu *iommu);
	bool (*next_fault)(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault);
	int (*disable)(struct ptlu_iommu *iommu);
};

int ptlu_iommu_find(struct ptlu_iommu *iommu, const char *name);
void ptlu_iommu_close(struct ptlu_iommu *iommu);
void *ptlu_iommu_alloc(struct ptlu_iommu *iommu, unsigned int block, size_t size);
void *ptlu_iommu_block(const struct ptlu_iommu *iommu, unsigned int block);
void ptlu_iommu_free(struct ptlu_iommu *iommu, bool handed_over);

#endif
