/* SPDX-License-Identifier: GPL-2.0-only */
/* Targets, formats and cores: the interface of a page table for benchmarks and tests. */
#ifndef PTLU_TARGETS_H
#define PTLU_TARGETS_H

#include <linux/device.h>
#include <linux/generic_pt/iommu.h>
#include <linux/iommu.h>
#include <linux/spinlock.h>
#include "liveupdate/domain_ser.h"
#include "variants/posted_ser.h"
#include "variants/tree_ser.h"

struct ptlu_domain;

/* Serialized state of any core. */
union ptlu_any_ser {
	struct ptlu_domain_ser ours;
	struct ptlu_posted_ser posted;
	struct ptlu_tree_ser tree;
};

/* A build has the cores that its tree and its options allow: ptlu_core_is_built(). */
enum ptlu_core_id {
	PTLU_CORE_OURS,
	PTLU_CORE_POSTED,
	PTLU_CORE_TREE,			/* the tree's own */
	PTLU_CORE_PARALLEL,		/* ours by several threads */
	PTLU_CORE_KHO_BATCH,		/* ours on a KHO with proposals/kho_batch/ */
	PTLU_CORE_PARALLEL_BATCH,	/* both */
	PTLU_CORE_POOLED,		/* ours on tables from variants/table_pool.c */
	PTLU_NR_CORES,
};

/**
 * struct ptlu_core - a live-update core, compiled for one format
 * @name: as in CORE= and in a sample's variant, NULL for a core that is not built
 * @ours: makes the same promises as ours and uses the same member of union ptlu_any_ser
 * @pooled: tables come from the pool
 * @threaded: several threads visit the tables, in no fixed order
 * @preserve: register all tables with KHO, see ptlu_<fmt>_preserve()
 * @unpreserve: undo @preserve
 * @restore: become the owner of the tables in the next kernel
 */
struct ptlu_core {
	const char *name;
	bool ours, pooled, threaded;
	int (*preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser);
	void (*unpreserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser);
	int (*restore)(struct pt_iommu *iommu_table, const union ptlu_any_ser *ser);
};

/**
 * struct ptlu_cfg - configuration of a table, in the same form for all formats
 * @features: bits of generic_pt's enum pt_features and of the format's own
 * @vasz_lg2: bits of input address that the hardware can translate
 * @oasz_lg2: bits of output address
 * @top_level: generic_pt level of the first top, for a format that has a choice
 * @granule_lg2: log2 of the bytes in a page
 */
struct ptlu_cfg {
	u32 features;
	u8 vasz_lg2;
	u8 oasz_lg2;
	u8 top_level;
	u8 granule_lg2;
};

/* Called for each table of a domain, the top first, then in the order of the core's walk. */
typedef void (*ptlu_table_fn)(phys_addr_t phys, unsigned int level, unsigned int order, void *arg);

/**
 * struct ptlu_format - a page-table format, compiled with the cores
 * @name: as in a sample
 * @id: the format, whatever its variant (armv8 has one for each granule)
 * @supported: features that the format was built with
 * @init: the format's pt_iommu_<fmt>_init() for @cfg
 * @iova_to_phys: the format's, for the domain ops of a driver
 * @read_and_clear_dirty: likewise, for its dirty ops; -EOPNOTSUPP without dirty tracking
 * @for_each_table: call a function for all tables of a domain
 * @features: features of a domain
 * @top_level: current level of a domain's top
 * @cores: indexed by enum ptlu_core_id
 */
struct ptlu_format {
	const char *name;
	enum ptlu_format_id id;
	u32 supported;
	int (*init)(struct ptlu_domain *domain, const struct ptlu_cfg *cfg);
	phys_addr_t (*iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
	int (*read_and_clear_dirty)(struct iommu_domain *domain, unsigned long iova, size_t size,
				    unsigned long flags, struct iommu_dirty_bitmap *dirty);
	void (*for_each_table)(struct ptlu_domain *domain, ptlu_table_fn fn, void *arg);
	u32 (*features)(struct ptlu_domain *domain);
	unsigned int (*top_level)(struct ptlu_domain *domain);
	const struct ptlu_core *cores;
};

/**
 * struct ptlu_format_traits - features of a format by their meaning, 0 where it has none
 * @encrypted_tables: puts AMD's C bit into table pointers
 * @upper_va: the bits above the address are ones (TTBR1)
 * @oa52: either of these gives 52 bits of output address (LPA, LPA2)
 * @coherent: the hardware writes to tables, for which it has to see the processors' caches
 * @oa_shift: an entry holds an address shifted right by as many bits
 */
struct ptlu_format_traits {
	u32 encrypted_tables;
	u32 upper_va;
	u32 oa52;
	u32 coherent;
	unsigned int oa_shift;
};

const struct ptlu_format_traits *ptlu_format_traits(const struct ptlu_format *format);

/* The addresses that a target translates. */
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
 * @cfg: configuration of the format
 * @va: the addresses that it translates
 */
struct ptlu_target {
	const char *name;
	const char *stands_for;
	const struct ptlu_format *format;
	struct ptlu_cfg cfg;
	enum ptlu_va_kind va;
};

/* Upper bound for arrays indexed by target. */
#define PTLU_MAX_TARGETS	64

extern const struct ptlu_target ptlu_targets[];
extern const unsigned int ptlu_nr_targets;

/* Large enough for any format's struct pt_iommu_<fmt>, which each format asserts. */
#define PTLU_TABLE_BYTES	1024

/**
 * struct ptlu_domain - a domain of any target
 * @domain: the IOMMU core's part, the first member of every format's struct
 * @iommu: generic_pt's part
 * @table: the format's struct
 * @target: its target
 * @device: the IOMMU, for DMA_INCOHERENT
 * @ops: the domain ops, as a driver fills them in
 * @top_lock: protects the top of a growing table
 * @top_changes: number of times that the top has grown
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
const struct ptlu_core *ptlu_core(enum ptlu_core_id id);
bool ptlu_core_is_built(enum ptlu_core_id id);
int ptlu_find_core(const char *name, enum ptlu_core_id *id);

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
bool ptlu_target_can_be_incoherent(const struct ptlu_target *target);
bool ptlu_target_has_lower(const struct ptlu_target *target);
bool ptlu_target_has_upper(const struct ptlu_target *target);
struct ptlu_va_range ptlu_target_first_half(const struct ptlu_target *target);

#endif
