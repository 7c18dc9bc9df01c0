// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every bit of leaf entries and table pointers, those too that a walk does not depend on: memory
 * types, snooping, access flags. The manuals are those of conformance/walkers; armv8_reference.c
 * compares the entries of VMSAv8-64 with io-pgtable-arm.c.
 */
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"

#define RD	IOMMU_READ
#define WR	IOMMU_WRITE
#define RW	(RD | WR)

/* VT-d, section 9.8: read, write, page size, snoop */
#define VTD_PS		BIT_ULL(7)
#define VTD_SNP		BIT_ULL(11)
/* Intel SDM volume 3, section 5.5: present, writable, user, accessed, dirty, page size */
#define X86_TABLE	0x27ULL
#define X86_RD		0x25ULL
#define X86_RW		0x67ULL
#define X86_PS		BIT_ULL(7)
/* AMD IOMMU, section 2.2.3: present, next level, FC, read, write */
#define AMD_PR		1ULL
#define AMD_FC		BIT_ULL(60)
#define AMD_IR		BIT_ULL(61)
#define AMD_IW		BIT_ULL(62)
/* RISC-V privileged architecture, section 12.3: V, U, A and of the others what is allowed */
#define RISCV_V		1ULL
#define RISCV_R		0x53ULL
#define RISCV_RW	0xd7ULL
#define RISCV_X		8ULL
/* Svpbmt: memory that is not cached, and I/O */
#define RISCV_NC	BIT_ULL(61)
#define RISCV_IO	BIT_ULL(62)

/**
 * struct entry_case - what a leaf entry is
 * @id: the format
 * @features: features that the target must have or be given
 * @prot: how it is mapped
 * @leaf: its bits, without the address
 * @large: bits more of a leaf of 2M
 */
struct entry_case {
	enum ptlu_format_id id;
	u32 features;
	int prot;
	u64 leaf, large;
};

static const struct entry_case entries[] = {
	{ PTLU_FORMAT_VTDSS, 0, RD, 1, VTD_PS },
	{ PTLU_FORMAT_VTDSS, 0, WR, 2, VTD_PS },
	{ PTLU_FORMAT_VTDSS, 0, RW, 3, VTD_PS },
	{ PTLU_FORMAT_VTDSS, BIT(PT_FEAT_VTDSS_FORCE_COHERENCE), RW, 3 | VTD_SNP, VTD_PS },
	{ PTLU_FORMAT_VTDSS, BIT(PT_FEAT_VTDSS_FORCE_WRITEABLE), RW, 3, VTD_PS },
	{ PTLU_FORMAT_X86_64, 0, RD, X86_RD, X86_PS },
	{ PTLU_FORMAT_X86_64, 0, WR, X86_RW, X86_PS },
	{ PTLU_FORMAT_X86_64, 0, RW, X86_RW, X86_PS },
	{ PTLU_FORMAT_AMDV1, BIT(PT_FEAT_AMDV1_FORCE_COHERENCE), RD, AMD_PR | AMD_FC | AMD_IR, 0 },
	{ PTLU_FORMAT_AMDV1, BIT(PT_FEAT_AMDV1_FORCE_COHERENCE), WR, AMD_PR | AMD_FC | AMD_IW, 0 },
	{ PTLU_FORMAT_AMDV1, BIT(PT_FEAT_AMDV1_FORCE_COHERENCE), RW,
	  AMD_PR | AMD_FC | AMD_IR | AMD_IW, 0 },
	{ PTLU_FORMAT_RISCV_64, 0, RD, RISCV_R | RISCV_X, 0 },
	{ PTLU_FORMAT_RISCV_64, 0, RD | IOMMU_NOEXEC, RISCV_R, 0 },
	{ PTLU_FORMAT_RISCV_64, 0, WR | IOMMU_NOEXEC, RISCV_RW, 0 },
	{ PTLU_FORMAT_RISCV_64, 0, RW, RISCV_RW | RISCV_X, 0 },
	{ PTLU_FORMAT_RISCV_64, BIT(PT_FEAT_RISCV_SVPBMT), RW, RISCV_NC | RISCV_RW | RISCV_X, 0 },
	{ PTLU_FORMAT_RISCV_64, BIT(PT_FEAT_RISCV_SVPBMT), RW | IOMMU_CACHE,
	  RISCV_RW | RISCV_X, 0 },
	{ PTLU_FORMAT_RISCV_64, BIT(PT_FEAT_RISCV_SVPBMT), RW | IOMMU_MMIO,
	  RISCV_IO | RISCV_RW | RISCV_X, 0 },
};

/* The bits of an entry of @level that points to a table. */
static u64 table_bits(const struct ptlu_target *target, unsigned int level)
{
	bool incoherent = target->cfg.features & BIT(PT_FEAT_DMA_INCOHERENT);

	switch (target->format->id) {
	case PTLU_FORMAT_VTDSS:
		/* an ignored bit: the entry was written back */
		return 3 | (incoherent ? BIT_ULL(10) : 0);
	case PTLU_FORMAT_X86_64:
		return X86_TABLE | (incoherent ? BIT_ULL(9) : 0);
	case PTLU_FORMAT_AMDV1:
		return AMD_PR | (u64)level << 9 | AMD_IR | AMD_IW;
	default:
		return RISCV_V;
	}
}

/* Entries from the top to the leaf at @level; there is one table of each level above. */
static void expect_entries(struct kunit *test, struct ptlu_test_domain *td, u64 iova, u64 phys,
			   unsigned int level, u64 leaf, u64 c_bit)
{
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	const struct ptlu_target *target = td->domain.target;
	unsigned int shift = ptlu_format_traits(target->format)->oa_shift;

	for (unsigned int i = 0; i < tables->nr; i++) {
		const struct ptlu_test_table *table = &tables->table[i];
		u64 index = iova >> (12 + 9 * table->level) & 511;
		u64 entry = ((const u64 *)phys_to_virt(table->phys))[index];
		u64 want = leaf | phys >> shift;

		if (table->level != level)
			want = table_bits(target, table->level) | c_bit |
			       tables->table[i + 1].phys >> shift;
		if (entry != want)
			KUNIT_FAIL(test, "entry %llu of the level-%u table: 0x%llx, not 0x%llx",
				   (unsigned long long)index, table->level,
				   (unsigned long long)entry, (unsigned long long)want);
	}
	KUNIT_EXPECT_EQ(test, tables->table[tables->nr - 1].level, level);
}

static void map_and_expect(struct kunit *test, const struct ptlu_target *target, int prot,
			   u64 small, u64 large, u64 c_bit)
{
	u64 iova = 3ULL << 30 | 5ULL << 21 | 7ULL << 12;

	for (unsigned int level = 0; level < 2; level++) {
		struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
		u64 size = 1ULL << (12 + 9 * level), phys = 1ULL << (target->cfg.oasz_lg2 - 1);

		iova &= ~(size - 1);
		phys |= size;
		KUNIT_ASSERT_EQ(test, iommu_map(&td->domain.domain, iova, phys, size, prot,
						GFP_KERNEL), 0);
		expect_entries(test, td, iova, phys, level, level ? large : small, c_bit);
		ptlu_test_teardown(test, td);
	}
}

static void test_entries(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_target *own = kunit_kzalloc(test, sizeof(*own), GFP_KERNEL);

	if (target->format->id == PTLU_FORMAT_ARMV8)
		kunit_skip(test, "ptlu-armv8-reference compares those of VMSAv8-64");
	for (unsigned int i = 0; i < ARRAY_SIZE(entries); i++) {
		const struct entry_case *one = &entries[i];

		if (one->id != target->format->id || one->features & ~target->format->supported)
			continue;
		*own = *target;
		own->cfg.features |= one->features;
		map_and_expect(test, own, one->prot, one->leaf, one->leaf | one->large, 0);
		if (!ptlu_target_can_be_incoherent(own))
			continue;
		own->cfg.features |= BIT(PT_FEAT_DMA_INCOHERENT);
		map_and_expect(test, own, one->prot, one->leaf, one->leaf | one->large, 0);
	}
}

/* What is mapped for I/O is not encrypted, the tables and all else are. */
static void test_encrypted(struct kunit *test)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	u64 c_bit = BIT_ULL(47), leaf = AMD_PR | AMD_FC | AMD_IR | AMD_IW, large = 0;

	*target = *ptlu_test_case(test)->target;
	if (!ptlu_walker_knows_c_bit(target))
		kunit_skip(test, "no table of this target is encrypted");
	if (target->format->id == PTLU_FORMAT_X86_64) {
		leaf = X86_RW;
		large = X86_PS;
	}
	target->cfg.oasz_lg2 = 47;
	KUNIT_ASSERT_TRUE(test, ptlu_set_c_bit(c_bit));
	map_and_expect(test, target, RW, leaf | c_bit, leaf | large | c_bit, c_bit);
	map_and_expect(test, target, RW | IOMMU_MMIO, leaf, leaf | large, c_bit);
}

/* The second stage of an IOMMU that has an erratum is never read-only. */
static void test_forced_writable(struct kunit *test)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	struct ptlu_test_domain *td;

	*target = *ptlu_test_case(test)->target;
	if (target->format->id != PTLU_FORMAT_VTDSS)
		kunit_skip(test, "only VT-d second stage has this");
	target->cfg.features |= BIT(PT_FEAT_VTDSS_FORCE_WRITEABLE);
	td = ptlu_test_domain_new(test, target);
	KUNIT_EXPECT_EQ(test, iommu_map(&td->domain.domain, SZ_2M, 0, SZ_4K, RD, GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, iommu_map(&td->domain.domain, SZ_2M, 0, SZ_4K, WR, GFP_KERNEL), 0);
	ptlu_test_teardown(test, td);
}

static void forget_c_bit(struct kunit *test)
{
	(void)test;
	ptlu_set_c_bit(0);
}

static const struct ptlu_case entry_bit_cases[] = {
	PLAIN_CASE_PARAM(test_entries, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_encrypted, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_forced_writable, ptlu_test_gen_targets),
};

PTLU_SUITE(entry_bit_suite, "ptlu-entry-bits", entry_bit_cases, .exit = forget_c_bit);
