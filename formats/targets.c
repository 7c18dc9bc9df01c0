// SPDX-License-Identifier: GPL-2.0-only
/* The table of targets and the operations on a domain of any target. */
#include "iommu-pages.h"
#include "armv8/pt_armv8.h"
#include "targets.h"

extern const struct ptlu_format ptlu_format_vtdss, ptlu_format_x86_64, ptlu_format_amdv1,
	ptlu_format_riscv_64, ptlu_format_armv8_4k, ptlu_format_armv8_16k, ptlu_format_armv8_64k;

/* Features that the drivers request: drivers/iommu/{intel,amd,riscv}/iommu.c of the tree. */
#define VTDSS	BIT(PT_FEAT_FLUSH_RANGE)
#define VTDFS	(BIT(PT_FEAT_SIGN_EXTEND) | BIT(PT_FEAT_FLUSH_RANGE))
#define AMDV1	(BIT(PT_FEAT_DYNAMIC_TOP) | BIT(PT_FEAT_FLUSH_RANGE_NO_GAPS) | \
		 BIT(PT_FEAT_AMDV1_ENCRYPT_TABLES) | BIT(PT_FEAT_AMDV1_FORCE_COHERENCE))
#define AMDV2	BIT(PT_FEAT_FLUSH_RANGE_NO_GAPS)
#define AMDV2_SME (AMDV2 | BIT(PT_FEAT_X86_64_AMD_ENCRYPT_TABLES))
#define RISCV	(BIT(PT_FEAT_SIGN_EXTEND) | BIT(PT_FEAT_FLUSH_RANGE) | \
		 BIT(PT_FEAT_DETAILED_GATHER) | BIT(PT_FEAT_RISCV_SVNAPOT_64K))
/* The tree's SMMUv3 driver does not use generic_pt yet. */
#define SMMU_S1	BIT(PT_FEAT_FLUSH_RANGE)
#define SMMU_S2	(BIT(PT_FEAT_FLUSH_RANGE) | BIT(PT_FEAT_ARMV8_S2))

/*
 * One line per target. The arguments of PTLU_ENTRY() are name, what runs with it, format, features,
 * VA bits, OA bits, top level, granule, kind of addresses.
 */
#define PTLU_ENTRY(n, s, f, feat, vasz, oasz, level, granule, kind)                    \
	{                                                                              \
		.name = n, .stands_for = s, .format = &ptlu_format_##f,                \
		.cfg = { feat, vasz, oasz, level, granule }, .va = PTLU_VA_##kind,     \
	}

const struct ptlu_target ptlu_targets[] = {
	PTLU_ENTRY("vtdss-39", "VT-d second stage, 3 levels", vtdss, VTDSS, 39, 52, 2, 12, LOWER),
	PTLU_ENTRY("vtdss-48", "VT-d second stage, 4 levels", vtdss, VTDSS, 48, 52, 3, 12, LOWER),
	PTLU_ENTRY("vtdss-57", "VT-d second stage, 5 levels", vtdss, VTDSS, 57, 52, 4, 12, LOWER),
	PTLU_ENTRY("vtdss-48-nc", "VT-d second stage, page walk not coherent", vtdss,
		   VTDSS | BIT(PT_FEAT_DMA_INCOHERENT), 48, 52, 3, 12, LOWER),
	PTLU_ENTRY("vtdfs-48", "VT-d first stage, 4 levels", x86_64, VTDFS, 48, 52, 3, 12,
		   SIGN_EXTENDED),
	PTLU_ENTRY("vtdfs-57", "VT-d first stage, 5 levels", x86_64, VTDFS, 57, 52, 4, 12,
		   SIGN_EXTENDED),
	PTLU_ENTRY("amdv1", "AMD v1, growing from 3 levels", amdv1, AMDV1, 64, 52, 2, 12, LOWER),
	PTLU_ENTRY("amdv1-full", "AMD v1, 6 levels, all 64 bits", amdv1, AMDV1, 64, 52, 5, 12,
		   LOWER),
	PTLU_ENTRY("amdv2-47", "AMD v2, 4 levels without the top bit", x86_64, AMDV2, 47, 52, 3, 12,
		   LOWER),
	PTLU_ENTRY("amdv2-56", "AMD v2, 5 levels without the top bit", x86_64, AMDV2, 56, 52, 4, 12,
		   LOWER),
	PTLU_ENTRY("amdv2-sme", "AMD v2 with encrypted tables", x86_64, AMDV2_SME, 47, 52, 3, 12,
		   LOWER),
	PTLU_ENTRY("riscv-39", "RISC-V first stage, Sv39", riscv_64, RISCV, 39, 56, 2, 12,
		   SIGN_EXTENDED),
	PTLU_ENTRY("riscv-48", "RISC-V first stage, Sv48", riscv_64, RISCV, 48, 56, 3, 12,
		   SIGN_EXTENDED),
	PTLU_ENTRY("riscv-57", "RISC-V first stage, Sv57", riscv_64, RISCV, 57, 56, 4, 12,
		   SIGN_EXTENDED),
	PTLU_ENTRY("smmu-s1-4k-48", "SMMUv3 stage 1, 4K granule", armv8_4k, SMMU_S1, 48, 48, 0, 12,
		   LOWER),
	PTLU_ENTRY("smmu-s1-16k-48", "SMMUv3 stage 1, 16K granule", armv8_16k, SMMU_S1, 48, 48, 0,
		   14, LOWER),
	PTLU_ENTRY("smmu-s1-64k-48", "SMMUv3 stage 1, 64K granule", armv8_64k, SMMU_S1, 48, 48, 0,
		   16, LOWER),
	PTLU_ENTRY("smmu-s1-4k-52", "SMMUv3 stage 1, 52 bits by LPA2", armv8_4k,
		   SMMU_S1 | BIT(PT_FEAT_ARMV8_LPA2), 52, 52, 0, 12, LOWER),
	PTLU_ENTRY("smmu-s1-16k-52", "SMMUv3 stage 1, 16K granule, 52 bits by LPA2", armv8_16k,
		   SMMU_S1 | BIT(PT_FEAT_ARMV8_LPA2), 52, 52, 0, 14, LOWER),
	PTLU_ENTRY("smmu-s1-64k-52", "SMMUv3 stage 1, 52 bits by LPA", armv8_64k,
		   SMMU_S1 | BIT(PT_FEAT_ARMV8_LPA), 52, 52, 0, 16, LOWER),
	PTLU_ENTRY("smmu-s1-4k-ttbr1", "SMMUv3 stage 1, the upper addresses", armv8_4k,
		   SMMU_S1 | BIT(PT_FEAT_ARMV8_TTBR1), 48, 48, 0, 12, UPPER),
	PTLU_ENTRY("smmu-s2-4k-48", "SMMUv3 stage 2, 4K granule", armv8_4k, SMMU_S2, 48, 48, 0, 12,
		   LOWER),
	PTLU_ENTRY("smmu-s2-4k-dirty", "SMMUv3 stage 2, 4K granule, dirty tracking", armv8_4k,
		   SMMU_S2 | BIT(PT_FEAT_ARMV8_DBM), 48, 48, 0, 12, LOWER),
	PTLU_ENTRY("smmu-s2-16k-48", "SMMUv3 stage 2, 16K granule, 2 top tables", armv8_16k,
		   SMMU_S2, 48, 48, 0, 14, LOWER),
	PTLU_ENTRY("smmu-s2-64k-48", "SMMUv3 stage 2, 64K granule", armv8_64k, SMMU_S2, 48, 48, 0,
		   16, LOWER),
	PTLU_ENTRY("smmu-s2-4k-40", "SMMUv3 stage 2, 4K granule, 2 top tables", armv8_4k, SMMU_S2,
		   40, 40, 0, 12, LOWER),
	PTLU_ENTRY("smmu-s2-16k-40", "SMMUv3 stage 2, 16K granule, 16 top tables", armv8_16k,
		   SMMU_S2, 40, 40, 0, 14, LOWER),
};

static_assert(ARRAY_SIZE(ptlu_targets) <= PTLU_MAX_TARGETS);
const unsigned int ptlu_nr_targets = ARRAY_SIZE(ptlu_targets);

static const struct ptlu_format_traits traits_of[] = {
	[PTLU_FORMAT_VTDSS] = {},
	[PTLU_FORMAT_X86_64] = { .encrypted_tables = BIT(PT_FEAT_X86_64_AMD_ENCRYPT_TABLES) },
	[PTLU_FORMAT_AMDV1] = { .encrypted_tables = BIT(PT_FEAT_AMDV1_ENCRYPT_TABLES) },
	/* the page number of an entry starts at bit 10 */
	[PTLU_FORMAT_RISCV_64] = { .oa_shift = 2 },
	[PTLU_FORMAT_ARMV8] = {
		.upper_va = BIT(PT_FEAT_ARMV8_TTBR1),
		.oa52 = BIT(PT_FEAT_ARMV8_LPA) | BIT(PT_FEAT_ARMV8_LPA2),
		.coherent = BIT(PT_FEAT_ARMV8_DBM),
	},
};

const struct ptlu_format_traits *ptlu_format_traits(const struct ptlu_format *format)
{
	return &traits_of[format->id];
}

/**
 * ptlu_find_target() - find a target by its name
 * @name: as in the table
 *
 * Return: the target or NULL.
 */
const struct ptlu_target *ptlu_find_target(const char *name)
{
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (!strcmp(ptlu_targets[i].name, name))
			return &ptlu_targets[i];
	return NULL;
}

static void change_top(struct pt_iommu *iommu_table, phys_addr_t top_phys, unsigned int top_level)
{
	(void)top_phys;
	(void)top_level;
	container_of(iommu_table, struct ptlu_domain, iommu)->top_changes++;
}

static spinlock_t *get_top_lock(struct pt_iommu *iommu_table)
{
	return &container_of(iommu_table, struct ptlu_domain, iommu)->top_lock;
}

static const struct pt_iommu_driver_ops driver_ops = {
	.change_top = change_top,
	.get_top_lock = get_top_lock,
};

/* There is no IOTLB, so the pages of removed tables are freed at once. */
static void iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	(void)domain;
	iommu_put_pages_list(&gather->freelist);
}

/**
 * ptlu_domain_init() - initialize an empty domain
 * @domain: the domain
 * @target: its target
 * @device: the IOMMU, used by a target that is not coherent only
 *
 * Context: may sleep.
 * Return: 0 or the error of the format's init.
 */
int ptlu_domain_init(struct ptlu_domain *domain, const struct ptlu_target *target,
		     struct device *device)
{
	memset(domain, 0, sizeof(*domain));
	domain->target = target;
	domain->device = device;
	domain->ops.iova_to_phys = target->format->iova_to_phys;
	domain->ops.iotlb_sync = iotlb_sync;
	spin_lock_init(&domain->top_lock);
	domain->domain.type = IOMMU_DOMAIN_UNMANAGED;
	domain->domain.ops = &domain->ops;
	domain->iommu.driver_ops = &driver_ops;
	domain->iommu.iommu_device = device;
	domain->iommu.nid = NUMA_NO_NODE;
	return target->format->init(domain, &target->cfg);
}

/**
 * ptlu_domain_map() - map a range, readable and writable
 * @domain: the domain
 * @iova: first address, in bytes
 * @phys: first physical address
 * @size: bytes, mapped by the largest pages that fit and that pgsize_bitmap of the domain allows
 *
 * Return: 0 or the error of the format's map_range, after which nothing of the range is mapped.
 */
int ptlu_domain_map(struct ptlu_domain *domain, u64 iova, phys_addr_t phys, u64 size)
{
	return iommu_map(&domain->domain, iova, phys, size, IOMMU_READ | IOMMU_WRITE, GFP_KERNEL);
}

/**
 * ptlu_domain_unmap() - unmap a range and free the tables that held nothing else
 * @domain: the domain
 * @iova: first address, in bytes
 * @size: bytes
 *
 * Return: bytes unmapped.
 */
u64 ptlu_domain_unmap(struct ptlu_domain *domain, u64 iova, u64 size)
{
	return iommu_unmap(&domain->domain, iova, size);
}

/* Translate an address, to 0 if it is not mapped. Works on a restored domain too. */
phys_addr_t ptlu_domain_iova_to_phys(struct ptlu_domain *domain, u64 iova)
{
	return domain->target->format->iova_to_phys(&domain->domain, iova);
}

/* Free all tables. Allowed for a domain whose init failed. */
void ptlu_domain_deinit(struct ptlu_domain *domain)
{
	pt_iommu_deinit(&domain->iommu);
}

static void count_table(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	(void)phys;
	(void)level;
	(void)order;
	++*(u64 *)arg;
}

/* Count the tables of a domain, the top included. */
u64 ptlu_domain_count_tables(struct ptlu_domain *domain)
{
	u64 count = 0;

	domain->target->format->for_each_table(domain, count_table, &count);
	return count;
}

const struct ptlu_core *ptlu_domain_core(const struct ptlu_domain *domain, enum ptlu_core_id id)
{
	return &domain->target->format->cores[id];
}

/* A core, as compiled for the first target's format: its name and its properties. */
const struct ptlu_core *ptlu_core(enum ptlu_core_id id)
{
	return &ptlu_targets[0].format->cores[id];
}

bool ptlu_core_is_built(enum ptlu_core_id id)
{
	return ptlu_core(id)->name;
}

/**
 * ptlu_find_core() - find a core by its name
 * @name: as in CORE=
 * @id: set to the core
 *
 * Return: 0, or -ENOENT if this build has no such core.
 */
int ptlu_find_core(const char *name, enum ptlu_core_id *id)
{
	for (unsigned int i = 0; i < PTLU_NR_CORES; i++)
		if (ptlu_core_is_built(i) && !strcmp(ptlu_core(i)->name, name)) {
			*id = i;
			return 0;
		}
	return -ENOENT;
}

/* With the features of its own, the format also takes PT_FEAT_DMA_INCOHERENT. */
bool ptlu_target_can_be_incoherent(const struct ptlu_target *target)
{
	return target->format->supported & BIT(PT_FEAT_DMA_INCOHERENT) &&
	       !(target->cfg.features & ptlu_format_traits(target->format)->coherent);
}

bool ptlu_target_has_lower(const struct ptlu_target *target)
{
	return target->va != PTLU_VA_UPPER;
}

bool ptlu_target_has_upper(const struct ptlu_target *target)
{
	return target->va != PTLU_VA_LOWER;
}

/* The sign bit is not part of a half's own addresses. */
static unsigned int half_lg2(const struct ptlu_target *target)
{
	return target->cfg.vasz_lg2 - (target->va == PTLU_VA_SIGN_EXTENDED);
}

/* Addresses from 0 up; only where ptlu_target_has_lower(). */
struct ptlu_va_range ptlu_target_lower(const struct ptlu_target *target)
{
	unsigned int bits = half_lg2(target);

	return (struct ptlu_va_range){ 0, bits == 64 ? U64_MAX : (1ULL << bits) - 1 };
}

/* Addresses up to the last one; only where ptlu_target_has_upper(). */
struct ptlu_va_range ptlu_target_upper(const struct ptlu_target *target)
{
	return (struct ptlu_va_range){ -(1ULL << half_lg2(target)), U64_MAX };
}

/* The lower half of the addresses, or the upper half of a target that has no other. */
struct ptlu_va_range ptlu_target_first_half(const struct ptlu_target *target)
{
	return ptlu_target_has_lower(target) ? ptlu_target_lower(target) :
					       ptlu_target_upper(target);
}
