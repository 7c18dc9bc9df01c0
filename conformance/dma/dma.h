/* SPDX-License-Identifier: GPL-2.0-only */
/* A live update that devices do DMA through: what both kernels share. */
#ifndef PTLU_CONFORMANCE_DMA_H
#define PTLU_CONFORMANCE_DMA_H

#include "conformance/lib/domains.h"
#include "machine/iommu/edu.h"
#include "machine/iommu/iommu.h"

/* What is planted into the domain of a device between its preserve and the kexec. */
enum dma_mistake {
	DMA_NO_MISTAKE,
	DMA_LEAF_TABLE_LOST,	/* a leaf table is not registered with KHO */
	DMA_WRONG_TOP,		/* the serialized state has another address of the top */
	DMA_ENTRY_CHANGED,	/* an address bit of a leaf entry flips */
	DMA_UPPER_HALF_LOST,	/* the upper half of the top table is cleared */
	DMA_DEVICES,		/* a device, and a domain, for each */
};

/**
 * struct dma_mapping - a mapping of one leaf, with a page of memory that devices reach by it
 * @iova: first address
 * @phys: first physical address
 * @size: bytes
 * @page: physical address of the page, in the mapped range
 */
struct dma_mapping {
	u64 iova, phys, size, page;
};

/**
 * struct dma_handover - what the old kernel hands over, a KHO subtree
 * @magic: DMA_MAGIC
 * @nr_mappings: number of mappings
 * @input_bits: bits of input address that the hardware translates at most
 * @target: name of the target
 * @iommu: name of the IOMMU's driver
 * @empty_table: physical address of a table without entries, preserved
 * @memory: memory of the IOMMU
 * @mapping: the mappings of every domain; results are written to the page of the first
 * @ser: serialized state of each domain
 */
struct dma_handover {
	u32 magic, nr_mappings, input_bits;
	char target[32], iommu[32];
	u64 empty_table;
	struct ptlu_iommu_memory memory;
	struct dma_mapping mapping[PTLU_TEST_MAPPINGS];
	union ptlu_any_ser ser[DMA_DEVICES];
};

#define DMA_MAGIC	0x444c5450U	/* "PTLD" */
#define DMA_SUBTREE	"ptlu-dma"

/**
 * struct dma_trip - the live update, as a kernel sees it
 * @handover: what is handed over; NULL before a kernel has begun
 * @target: the target
 * @iommu: the IOMMU
 * @edu: the devices
 * @td: the domain of each device; the next kernel restores the first one only
 * @failed: a test of this kernel failed, after which none of the others can pass
 */
struct dma_trip {
	struct dma_handover *handover;
	const struct ptlu_target *target;
	struct ptlu_iommu iommu;
	struct ptlu_edu edu[DMA_DEVICES];
	struct ptlu_test_domain *td[DMA_DEVICES];
	bool failed;
};

/**
 * struct dma_plan - arguments of the old kernel
 * @target: name of the target
 * @iommu: name of the IOMMU's driver
 * @input_bits: bits of input address that the hardware translates at most, 64 for all of the target
 * @seed: seed of all random choices
 * @in_place: the kexec is a simulated one, ptlu_dma_kexec()
 */
struct dma_plan {
	const char *target, *iommu;
	u32 input_bits;
	u64 seed;
	bool in_place;
};

/* old_kernel.c, next_kernel.c */
int ptlu_dma_old_kernel(const struct dma_plan *plan);
int ptlu_dma_kexec(void);
int ptlu_dma_next_kernel(void);

/* tree_driver.c */
#define PTLU_DMA_TREE_DRIVER	"tree"
int ptlu_dma_driver_old_kernel(const struct dma_plan *plan);
int ptlu_dma_driver_next_kernel(void);

/* trip.c */
int ptlu_dma_find_hardware(struct dma_trip *trip);
void ptlu_dma_forget(struct dma_trip *trip, bool handed_over);
void ptlu_dma_fill_in_mappings(const struct dma_trip *trip, struct ptlu_test_domain *td);
struct ptlu_walker ptlu_dma_walker_of(const struct dma_trip *trip, unsigned int device);
struct ptlu_iommu_table ptlu_dma_table_of(const struct ptlu_walker *walker,
				     const struct ptlu_target *target);
u64 ptlu_dma_iova(const struct dma_mapping *mapping);

/* in_place.c */
void ptlu_dma_kexec_in_place(struct dma_trip *trip);
struct dma_handover *ptlu_dma_handed_over_in_place(void);
void ptlu_dma_forget_in_place(struct dma_trip *trip);

/* mappings.c */
int ptlu_dma_plan_mappings(struct dma_trip *trip, u64 pgsize_bitmap);
bool ptlu_dma_is_hole(const struct dma_trip *trip, u64 iova);

/* transfers.c */
const char *ptlu_dma_read(struct dma_trip *trip, unsigned int device, unsigned int mapping);
const char *ptlu_dma_write(struct dma_trip *trip, unsigned int device, unsigned int mapping);
const char *ptlu_dma_expect_fault(struct dma_trip *trip, unsigned int device, u64 iova,
			     enum ptlu_iommu_fault_kind kind);
const char *ptlu_dma_expect_nothing_read(struct dma_trip *trip, unsigned int device, u64 iova);
void ptlu_dma_expect_all(struct kunit *test, struct dma_trip *trip, unsigned int device);

/* mistakes.c */
extern const char *const ptlu_dma_mistake_names[DMA_DEVICES];
int ptlu_dma_plant(struct dma_trip *trip, enum dma_mistake mistake);
unsigned int ptlu_dma_oracle_finds_wrong(const struct dma_trip *trip,
					 const struct ptlu_walker *walker);

#endif
