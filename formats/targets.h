/* SPDX-License-Identifier: GPL-2.0-only */
/* Targets, formats and cores: all that benchmarks and tests know of a page table. */
#ifndef PTLU_TARGETS_H
#define PTLU_TARGETS_H

#include <linux/device.h>
#include <linux/generic_pt/iommu.h>
#include <linux/iommu.h>
#include <linux/spinlock.h>
#include "liveupdate/domain_ser.h"
#include "variants/posted_ser.h"
#ifdef PTLU_TREE_CORE
#include <linux/kho/abi/iommu.h>
#endif

struct ptlu_domain;

/* A record of whichever core. */
union ptlu_any_ser {
	struct ptlu_domain_ser ours;
	struct ptlu_posted_ser posted;
#ifdef PTLU_TREE_CORE
	struct iommu_domain_ser tree;
#endif
};

enum ptlu_core_id {
	PTLU_CORE_OURS,
	PTLU_CORE_POSTED,
#ifdef PTLU_TREE_CORE
	PTLU_CORE_TREE,		/* the tree's own */
#endif
	PTLU_CORE_PARALLEL,
#ifdef PTLU_KHO_BATCH
	PTLU_CORE_KHO_BATCH,	/* ours on a KHO with proposals/kho_batch/ */
	PTLU_CORE_PARALLEL_BATCH,	/* by several workers there */
#endif
#ifdef PTLU_TABLE_POOL
	PTLU_CORE_POOLED,	/* ours, on tables that liveupdate/table_pool.c has placed */
#endif
	PTLU_NR_CORES,
};

/**
 * struct ptlu_core - a live-update core, compiled for one format
 * @name: as in CORE= and in a sample's variant
 * @ours: it promises all that ours does, its record among it: union ptlu_any_ser's @ours
 * @pooled: for tables from the pool
 * @side_by_side: several workers visit tables, in no order
 * @preserve: register all tables with KHO, see ptlu_<fmt>_preserve()
 * @unpreserve: the reverse
 * @restore: take over the tables in the next kernel
 */
struct ptlu_core {
	const char *name;
	bool ours, pooled, side_by_side;
	int (*preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser);
	void (*unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser);
	int (*restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser);
};

/**
 * struct ptlu_cfg - what a format's init is told, in one form for all formats
 * @features: generic_pt's enum pt_features and the format's own, as bits
 * @vasz_lg2: bits of input address that the hardware can translate
 * @oasz_lg2: bits of output address
 * @top_level: generic_pt level that the table starts at, where the format asks for it
 * @granule_lg2: log2 of the bytes in a page, where the format has more than one
 */
struct ptlu_cfg {
	u32 features;
	u8 vasz_lg2;
	u8 oasz_lg2;
	u8 top_level;
	u8 granule_lg2;
};

/* Called for each table of a domain, the top first, then as the core's walk goes. */
typedef void (*ptlu_table_fn)(phys_addr_t phys, unsigned int level, unsigned int order, void *arg);

/**
 * struct ptlu_format - a page-table format, compiled with the cores
 * @name: as in a sample
 * @supported: features that the tree's format was built with
 * @init: the format's pt_iommu_<fmt>_init() for @cfg
 * @iova_to_phys: the format's, which a driver puts in its domain ops
 * @for_each_table: all tables of a domain
 * @features: features that are on in a domain
 * @top_level: level of a domain's top now
 * @cores: by enum ptlu_core_id
 */
struct ptlu_format {
	const char *name;
	u32 supported;
	int (*init)(struct ptlu_domain *domain, const struct ptlu_cfg *cfg);
	phys_addr_t (*iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
	void (*for_each_table)(struct ptlu_domain *domain, ptlu_table_fn fn, void *arg);
	u32 (*features)(struct ptlu_domain *domain);
	unsigned int (*top_level)(struct ptlu_domain *domain);
	const struct ptlu_core *cores;
};

/* Which addresses a target translates. */
enum ptlu_va_kind {
	PTLU_VA_LOWER,		/* from 0 up */
	PTLU_VA_SIGN_EXTENDED,	/* a lower half from 0 up, an upper half to the last address */
	PTLU_VA_UPPER,		/* up to the last address */
};

/**
 * struct ptlu_target - a named, runnable configuration of a format
 * @name: as in TARGETS= and in a sample
 * @stands_for: what runs with it
 * @format: its format
 * @cfg: how the format is set up
 * @va: which addresses it translates
 */
struct ptlu_target {
	const char *name;
	const char *stands_for;
	const struct ptlu_format *format;
	struct ptlu_cfg cfg;
	enum ptlu_va_kind va;
};

/* Room for as many is made where targets are numbered. */
#define PTLU_MAX_TARGETS	64

extern const struct ptlu_target ptlu_targets[];
extern const unsigned int ptlu_nr_targets;

/* Room for any format's struct pt_iommu_<fmt>; each format asserts that its own fits. */
#define PTLU_TABLE_BYTES	1024

/**
 * struct ptlu_domain - a domain of any target
 * @domain: the IOMMU core's part, the first member of every format's struct
 * @iommu: generic_pt's part
 * @table: the format's struct
 * @target: whose domain it is
 * @device: the IOMMU, for DMA_INCOHERENT
 * @ops: the domain ops as a driver fills them in
 * @top_lock: what protects the top of a growing table
 * @top_changes: how often the top has grown
 */
struct ptlu_domain {
	union {
		struct iommu_domain domain;
		struct pt_iommu iommu;
		u8 table[PTLU_TABLE_BYTES];
	};
	const struct ptlu_target *target;
	struct device *device;
	struct iommu_domain_ops ops;
	spinlock_t top_lock;
	unsigned int top_changes;
};

const struct ptlu_target *ptlu_find_target(const char *name);
int ptlu_domain_init(struct ptlu_domain *domain, const struct ptlu_target *target,
		     struct device *device);
int ptlu_domain_map(struct ptlu_domain *domain, u64 iova, phys_addr_t phys, u64 size);
u64 ptlu_domain_unmap(struct ptlu_domain *domain, u64 iova, u64 size);
phys_addr_t ptlu_domain_iova_to_phys(struct ptlu_domain *domain, u64 iova);
void ptlu_domain_deinit(struct ptlu_domain *domain);
u64 ptlu_domain_count_tables(struct ptlu_domain *domain);
const struct ptlu_core *ptlu_domain_core(const struct ptlu_domain *domain, enum ptlu_core_id id);

/**
 * struct ptlu_va_range - a range of addresses that a target translates
 * @first: first address
 * @last: last address
 */
struct ptlu_va_range {
	u64 first, last;
};

struct ptlu_va_range ptlu_target_lower(const struct ptlu_target *target);
struct ptlu_va_range ptlu_target_upper(const struct ptlu_target *target);
bool ptlu_target_has_lower(const struct ptlu_target *target);
bool ptlu_target_has_upper(const struct ptlu_target *target);

#endif
