// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the reference walkers make of single entries and addresses: pages, tables and, above all,
 * what the manuals reserve, which no correct table has. The manuals are named in
 * conformance/walkers.
 */
#include "conformance/lib/suite.h"
#include "conformance/walkers/walker.h"

#define RD	1
#define WR	2
#define DIRTY	4
#define RW	(RD | WR)
#define RWD	(RW | DIRTY)

/* The walkers' configurations, by name. */
#define VTD(n)		&ptlu_walker_vtd_ss, { .levels = n, .granule_lg2 = 12 }
#define X86(n)		&ptlu_walker_x86, { .levels = n, .granule_lg2 = 12, .sign_extended = true }
#define AMDV2(c)	&ptlu_walker_x86, { .levels = 4, .granule_lg2 = 12, .c_bit = c }
#define AMDV1(n, c)	&ptlu_walker_amd_v1, { .levels = n, .granule_lg2 = 12, .c_bit = c }
#define RISCV(n, on)	&ptlu_walker_riscv, { .levels = ((n) - 12) / 9, .granule_lg2 = 12, \
					      .address_bits = n, .svnapot = on }
#define ARM(g, n, bits, ...) \
	&ptlu_walker_armv8, { .levels = n, .granule_lg2 = g, .address_bits = bits, __VA_ARGS__ }
#define S1_4K		ARM(12, 4, 48)
#define S1_4K_52	ARM(12, 5, 52, .oa52 = true)
#define S1_16K		ARM(14, 4, 48)
#define S1_16K_52	ARM(14, 4, 52, .oa52 = true)
#define S1_64K		ARM(16, 3, 48)
#define S1_64K_52	ARM(16, 3, 52, .oa52 = true)
#define S2_4K		ARM(12, 4, 48, .stage2 = true)

#define C_BIT		BIT_ULL(51)
#define AMD_RD		BIT_ULL(61)
#define AMD_WR		BIT_ULL(62)
#define AMD_RW		(AMD_RD | AMD_WR)
/* next level of an entry, 0 for a page and 7 for one whose size is in its address */
#define AMD_NEXT(n)	((u64)(n) << 9)
#define RISCV_N		BIT_ULL(63)
#define RISCV_RWD	0xd7ULL		/* V, R, W, U, A, D */
#define RISCV_PPN(phys)	((u64)(phys) >> 2)
#define ARM_PAGE	0x403ULL	/* valid, page, AF */
#define ARM_BLOCK	0x401ULL
#define ARM_DBM		BIT_ULL(51)
#define ARM_CONTIG	BIT_ULL(52)

#define FAULT			.fault = true
#define TABLE(to, at, may)	.table = true, .next = to, .phys = at, .rights = may
#define PAGE(lg2, at, may)	.page_lg2 = lg2, .phys = at, .rights = may

struct entry_case {
	const struct ptlu_walker_format *format;
	struct ptlu_walker_config config;
	unsigned int level;
	u64 entry, iova;
	bool fault, table;
	unsigned int next, page_lg2, rights;
	u64 phys;
};

static const struct entry_case entries[] = {
	/* VT-d second stage */
	{ VTD(4), 1, 0, 0, FAULT },
	{ VTD(4), 1, 0x1003, 0, PAGE(12, 0x1000, RW) },
	{ VTD(4), 1, 0x1001, 0, PAGE(12, 0x1000, RD) },
	{ VTD(4), 1, 0x1002, 0, PAGE(12, 0x1000, WR) },
	{ VTD(4), 1, 0x1203, 0, PAGE(12, 0x1000, RWD) },
	{ VTD(4), 1, 0x1083, 0, PAGE(12, 0x1000, RW) },
	{ VTD(4), 1, 0xfffffffffffff003, 0, PAGE(12, 0xffffffffff000, RW) },
	{ VTD(4), 2, 0x200083, 0, PAGE(21, 0x200000, RW) },
	{ VTD(4), 2, 0x201083, 0, FAULT },
	{ VTD(4), 2, 0x300083, 0, FAULT },
	{ VTD(4), 3, 0x40000083, 0, PAGE(30, 0x40000000, RW) },
	{ VTD(4), 3, 0x60000083, 0, FAULT },
	{ VTD(4), 4, 0x8000000083, 0, FAULT },
	{ VTD(4), 4, 0x12345003, 0, TABLE(3, 0x12345000, RW) },
	{ VTD(4), 2, 0xffffffffff001, 0, TABLE(1, 0xffffffffff000, RD) },

	/* paging of processors; bit 12 of a large page is PAT */
	{ X86(4), 1, 0, 0, FAULT },
	{ X86(4), 1, 0x1002, 0, FAULT },
	{ X86(4), 1, 0x1001, 0, PAGE(12, 0x1000, RD) },
	{ X86(4), 1, 0x1083, 0, PAGE(12, 0x1000, RW) },
	{ X86(4), 1, 0xfffffffffffff003, 0, PAGE(12, 0xffffffffff000, RW) },
	{ X86(4), 2, 0x200083, 0, PAGE(21, 0x200000, RW) },
	{ X86(4), 2, 0x201083, 0, PAGE(21, 0x200000, RW) },
	{ X86(4), 2, 0x202083, 0, FAULT },
	{ X86(4), 2, 0x300083, 0, FAULT },
	{ X86(4), 3, 0x40000083, 0, PAGE(30, 0x40000000, RW) },
	{ X86(4), 3, 0x60000083, 0, FAULT },
	{ X86(4), 4, 0x8000000083, 0, FAULT },
	{ X86(4), 4, 0x1003, 0, TABLE(3, 0x1000, RW) },
	{ X86(4), 2, 0xffffffffff001, 0, TABLE(1, 0xffffffffff000, RD) },
	{ AMDV2(C_BIT), 2, C_BIT | 0x1003, 0, TABLE(1, 0x1000, RW) },
	{ AMDV2(C_BIT), 2, 0x1003, 0, FAULT },
	{ AMDV2(C_BIT), 1, 0x1003, 0, PAGE(12, 0x1000, RW) },
	{ AMDV2(C_BIT), 1, C_BIT | 0x1003, 0, PAGE(12, 0x1000, RW) },
	{ AMDV2(C_BIT), 2, C_BIT | 0x200083, 0, PAGE(21, 0x200000, RW) },

	/* AMD v1: a page of the default size, one of a size in its address, tables */
	{ AMDV1(6, 0), 1, AMD_RW | 0x1000, 0, FAULT },
	{ AMDV1(6, 0), 1, AMD_RW | 0x1001, 0, PAGE(12, 0x1000, RW) },
	{ AMDV1(6, 0), 1, AMD_RD | 0x1001, 0, PAGE(12, 0x1000, RD) },
	{ AMDV1(6, 0), 1, AMD_WR | 0x1041, 0, PAGE(12, 0x1000, WR | DIRTY) },
	{ AMDV1(6, 0), 1, 0x9ffffffffffff001, 0, PAGE(12, 0xffffffffff000, 0) },
	{ AMDV1(6, 0), 2, AMD_RW | 0x200001, 0, PAGE(21, 0x200000, RW) },
	{ AMDV1(6, 0), 5, AMD_RW | BIT_ULL(48) | 1, 0, PAGE(48, BIT_ULL(48), RW) },
	{ AMDV1(6, 0), 6, AMD_RW | 1, 0, FAULT },
	{ AMDV1(6, 0), 1, AMD_RW | 0x2001 | AMD_NEXT(7), 0, PAGE(13, 0x2000, RW) },
	{ AMDV1(6, 0), 1, AMD_RW | 0x5001 | AMD_NEXT(7), 0, PAGE(14, 0x4000, RW) },
	{ AMDV1(6, 0), 1, AMD_RW | 0x2ff001 | AMD_NEXT(7), 0, PAGE(21, 0x200000, RW) },
	{ AMDV1(6, 0), 1, AMD_RW | 0x5ff001 | AMD_NEXT(7), 0, FAULT },
	{ AMDV1(6, 0), 2, AMD_RW | 0x5ff001 | AMD_NEXT(7), 0, PAGE(22, 0x400000, RW) },
	{ AMDV1(6, 0), 2, AMD_RW | 0x2ff001 | AMD_NEXT(7), 0, FAULT },
	{ AMDV1(6, 0), 2, AMD_RW | 0x2001 | AMD_NEXT(7), 0, FAULT },
	{ AMDV1(6, 0), 3, AMD_RW | 0x1001 | AMD_NEXT(2), 0, TABLE(2, 0x1000, RW) },
	{ AMDV1(6, 0), 2, AMD_RD | 0x1001 | AMD_NEXT(1), ~0ULL, TABLE(1, 0x1000, RD) },
	{ AMDV1(6, 0), 2, AMD_RW | 0x1001 | AMD_NEXT(2), 0, FAULT },
	{ AMDV1(6, 0), 2, AMD_RW | 0x1001 | AMD_NEXT(3), 0, FAULT },
	/* a skipped level's bits of the address are 0, here 29 to 21 */
	{ AMDV1(6, 0), 3, AMD_RW | 0x1001 | AMD_NEXT(1), BIT_ULL(20) | BIT_ULL(30),
	  TABLE(1, 0x1000, RW) },
	{ AMDV1(6, 0), 3, AMD_RW | 0x1001 | AMD_NEXT(1), BIT_ULL(21), FAULT },
	{ AMDV1(6, 0), 3, AMD_RW | 0x1001 | AMD_NEXT(1), BIT_ULL(29), FAULT },
	{ AMDV1(6, C_BIT), 2, AMD_RW | C_BIT | 0x1001 | AMD_NEXT(1), 0, TABLE(1, 0x1000, RW) },
	{ AMDV1(6, C_BIT), 2, AMD_RW | 0x1001 | AMD_NEXT(1), 0, FAULT },
	{ AMDV1(6, C_BIT), 1, AMD_RW | C_BIT | 0x1001, 0, PAGE(12, 0x1000, RW) },

	/* RISC-V: hardware that updates neither A nor D */
	{ RISCV(48, true), 1, 0, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | RISCV_RWD, 0, PAGE(12, 0x1000, RWD) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0xd6, 0, FAULT },
	{ RISCV(48, true), 1, 0x3ffffffffffcd7, 0, PAGE(12, 0xfffffffffff000, RWD) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0x43, 0, PAGE(12, 0x1000, RD) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0x47, 0, PAGE(12, 0x1000, RD) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0xc3, 0, PAGE(12, 0x1000, RD | DIRTY) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0x49, 0, PAGE(12, 0x1000, 0) },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0x87, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0xc5, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0xcd, 0, FAULT },
	{ RISCV(48, true), 1, BIT_ULL(54) | RISCV_PPN(0x1000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 1, BIT_ULL(62) | RISCV_PPN(0x1000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_N | RISCV_PPN(0x18000) | RISCV_RWD, 0,
	  PAGE(16, 0x10000, RWD) },
	{ RISCV(48, true), 1, RISCV_N | RISCV_PPN(0x80000000028000) | RISCV_RWD, 0,
	  PAGE(16, 0x80000000020000, RWD) },
	{ RISCV(48, false), 1, RISCV_N | RISCV_PPN(0x18000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_N | RISCV_PPN(0x14000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_N | RISCV_PPN(0x19000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_N | RISCV_PPN(0x8000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_PPN(0x200000) | RISCV_RWD, 0, PAGE(21, 0x200000, RWD) },
	{ RISCV(48, true), 2, RISCV_PPN(0x201000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_PPN(0x300000) | RISCV_RWD, 0, FAULT },
	{ RISCV(48, true), 4, RISCV_PPN(BIT_ULL(39)) | RISCV_RWD, 0, PAGE(39, BIT_ULL(39), RWD) },
	{ RISCV(48, true), 2, RISCV_PPN(0x1000) | 0x01, 0, TABLE(1, 0x1000, RW) },
	{ RISCV(48, true), 3, 0x3ffffffffffc01, 0, TABLE(2, 0xfffffffffff000, RW) },
	{ RISCV(48, true), 2, RISCV_PPN(0x1000) | 0x41, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_PPN(0x1000) | 0x81, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_PPN(0x1000) | 0x11, 0, FAULT },
	{ RISCV(48, true), 2, RISCV_N | RISCV_PPN(0x1000) | 0x01, 0, FAULT },
	{ RISCV(48, true), 1, RISCV_PPN(0x1000) | 0x01, 0, FAULT },

	/* VMSAv8-64, stage 1: AF, AP[2], DBM; levels count down to 1, lookup level 3 */
	{ S1_4K, 1, 0x1402, 0, FAULT },
	{ S1_4K, 1, 0x1000 | ARM_PAGE, 0, PAGE(12, 0x1000, RWD) },
	{ S1_4K, 1, 0x1080 | ARM_PAGE, 0, PAGE(12, 0x1000, RD) },
	{ S1_4K, 1, ARM_DBM | 0x1080 | ARM_PAGE, 0, PAGE(12, 0x1000, RW) },
	{ S1_4K, 1, 0x1003, 0, FAULT },
	{ S1_4K, 1, 0x1000 | ARM_BLOCK, 0, FAULT },
	{ S1_4K, 1, 0x7fffffffff000 | ARM_PAGE, 0, PAGE(12, 0xfffffffff000, RWD) },
	{ S1_4K, 2, 0x200000 | ARM_BLOCK, 0, PAGE(21, 0x200000, RWD) },
	{ S1_4K, 2, 0x210000 | ARM_BLOCK, 0, PAGE(21, 0x200000, RWD) },
	{ S1_4K, 3, 0x40000000 | ARM_BLOCK, 0, PAGE(30, 0x40000000, RWD) },
	{ S1_4K, 4, 0x8000000000 | ARM_BLOCK, 0, FAULT },
	{ S1_4K, 2, 0x1003, 0, TABLE(1, 0x1000, RW) },
	{ S1_4K, 4, BIT_ULL(62) | 0x1003, 0, TABLE(3, 0x1000, RD) },
	{ S1_16K, 1, 0x4000 | ARM_PAGE, 0, PAGE(14, 0x4000, RWD) },
	{ S1_16K, 2, 0x2000000 | ARM_BLOCK, 0, PAGE(25, 0x2000000, RWD) },
	{ S1_16K, 3, 0x1000000000 | ARM_BLOCK, 0, FAULT },
	{ S1_64K, 1, 0x10000 | ARM_PAGE, 0, PAGE(16, 0x10000, RWD) },
	{ S1_64K, 2, 0x20000000 | ARM_BLOCK, 0, PAGE(29, 0x20000000, RWD) },
	{ S1_64K, 3, 0x40000000000 | ARM_BLOCK, 0, FAULT },

	/* runs of contiguous entries, which map a block that is aligned */
	{ S1_4K, 1, ARM_CONTIG | 0x10000 | ARM_PAGE, 0, PAGE(16, 0x10000, RWD) },
	{ S1_4K, 1, ARM_CONTIG | 0x11000 | ARM_PAGE, 0x21000, PAGE(16, 0x10000, RWD) },
	{ S1_4K, 1, ARM_CONTIG | 0x11000 | ARM_PAGE, 0, FAULT },
	{ S1_4K, 1, ARM_CONTIG | 0x18000 | ARM_PAGE, 0, FAULT },
	{ S1_4K, 2, ARM_CONTIG | 0x2000000 | ARM_BLOCK, 0, PAGE(25, 0x2000000, RWD) },
	{ S1_4K, 3, ARM_CONTIG | 0x400000000 | ARM_BLOCK, 0, PAGE(34, 0x400000000, RWD) },
	{ S1_4K_52, 4, ARM_CONTIG | ARM_BLOCK, 0, FAULT },
	{ S1_16K, 1, ARM_CONTIG | 0x200000 | ARM_PAGE, 0, PAGE(21, 0x200000, RWD) },
	{ S1_16K, 2, ARM_CONTIG | 0x40000000 | ARM_BLOCK, 0, PAGE(30, 0x40000000, RWD) },
	{ S1_16K_52, 3, ARM_CONTIG | ARM_BLOCK, 0, FAULT },
	{ S1_64K, 1, ARM_CONTIG | 0x200000 | ARM_PAGE, 0, PAGE(21, 0x200000, RWD) },
	{ S1_64K, 2, ARM_CONTIG | 0x400000000 | ARM_BLOCK, 0, PAGE(34, 0x400000000, RWD) },

	/* 52 bits of address: LPA2 has the upper two in SH, LPA the upper four in bits 15 to 12 */
	{ S1_4K_52, 1, 0x4000000001000 | ARM_PAGE, 0, PAGE(12, 0x1000, RWD) },
	{ S1_4K_52, 1, 0x3000000001100 | ARM_PAGE, 0, PAGE(12, 0x7000000001000, RWD) },
	{ S1_4K_52, 1, 0x1200 | ARM_PAGE, 0, PAGE(12, 0x8000000001000, RWD) },
	{ S1_4K_52, 2, 0x1703, 0, TABLE(1, 0xc000000001000, RW) },
	{ S1_4K_52, 4, 0x8000000000 | ARM_BLOCK, 0, PAGE(39, 0x8000000000, RWD) },
	{ S1_4K_52, 5, ARM_BLOCK, 0, FAULT },
	{ S1_4K_52, 5, 0x1003, 0, TABLE(4, 0x1000, RW) },
	{ S1_16K_52, 3, 0x1000000000 | ARM_BLOCK, 0, PAGE(36, 0x1000000000, RWD) },
	{ S1_16K_52, 4, ARM_BLOCK, 0, FAULT },
	{ S1_64K_52, 1, 0x1000000010000 | ARM_PAGE, 0, PAGE(16, 0x10000, RWD) },
	{ S1_64K_52, 1, 0x1f000 | ARM_PAGE, 0, PAGE(16, 0xf000000010000, RWD) },
	{ S1_64K_52, 2, 0x11003, 0, TABLE(1, 0x1000000010000, RW) },
	{ S1_64K_52, 3, 0x40000000000 | ARM_BLOCK, 0, PAGE(42, 0x40000000000, RWD) },
	{ S1_64K_52, 3, ARM_CONTIG | 0x800000000000 | ARM_BLOCK, 0,
	  PAGE(47, 0x800000000000, RWD) },

	/* stage 2: S2AP has a bit for each of reading and writing */
	{ S2_4K, 1, 0x10c0 | ARM_PAGE, 0, PAGE(12, 0x1000, RWD) },
	{ S2_4K, 1, 0x1040 | ARM_PAGE, 0, PAGE(12, 0x1000, RD) },
	{ S2_4K, 1, 0x1080 | ARM_PAGE, 0, PAGE(12, 0x1000, WR | DIRTY) },
	{ S2_4K, 1, ARM_DBM | 0x1040 | ARM_PAGE, 0, PAGE(12, 0x1000, RW) },
	{ S2_4K, 2, BIT_ULL(62) | 0x1003, 0, TABLE(1, 0x1000, RW) },
};

static unsigned int rights_of(const struct ptlu_walker_step *step)
{
	return (step->read ? RD : 0) | (step->write ? WR : 0) |
	       (step->dirty && !step->table ? DIRTY : 0);
}

static void test_entries(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(entries); i++) {
		const struct entry_case *one = &entries[i];
		struct ptlu_walker_step step =
			one->format->step(&one->config, one->level, one->entry, one->iova);

		if (!!step.fault == one->fault &&
		    (one->fault ||
		     (step.table == one->table && step.phys == one->phys &&
		      rights_of(&step) == one->rights &&
		      (one->table ? step.next == one->next : step.page_lg2 == one->page_lg2))))
			continue;
		KUNIT_FAIL(test, "entry %u, %#llx at level %u: %s next %u 2^%u at %#llx rights %u", i,
			   (unsigned long long)one->entry, one->level,
			   step.fault ?: step.table ? "a table," : "a page,", step.next,
			   step.page_lg2, (unsigned long long)step.phys, rights_of(&step));
	}
}

static const struct {
	const struct ptlu_walker_format *format;
	struct ptlu_walker_config config;
	u64 iova;
	bool rejected;
} addresses[] = {
	{ VTD(3), BIT_ULL(39) - 1, false },
	{ VTD(3), BIT_ULL(39), true },
	{ VTD(4), BIT_ULL(48) - 1, false },
	{ VTD(4), BIT_ULL(48), true },
	/* canonical addresses */
	{ X86(4), 0, false },
	{ X86(4), BIT_ULL(47) - 1, false },
	{ X86(4), BIT_ULL(47), true },
	{ X86(4), -BIT_ULL(47) - 1, true },
	{ X86(4), -BIT_ULL(47), false },
	{ X86(4), BIT_ULL(63), true },
	{ X86(5), BIT_ULL(56) - 1, false },
	{ X86(5), BIT_ULL(56), true },
	{ X86(5), -BIT_ULL(56), false },
	{ AMDV2(0), BIT_ULL(47) - 1, false },
	{ AMDV2(0), BIT_ULL(48), true },
	{ AMDV2(0), ~0ULL, true },
	{ AMDV1(3, 0), BIT_ULL(39) - 1, false },
	{ AMDV1(3, 0), BIT_ULL(39), true },
	{ AMDV1(5, 0), BIT_ULL(57), true },
	{ AMDV1(6, 0), ~0ULL, false },
	{ RISCV(39, true), BIT_ULL(38) - 1, false },
	{ RISCV(39, true), BIT_ULL(38), true },
	{ RISCV(39, true), -BIT_ULL(38) - 1, true },
	{ RISCV(39, true), -BIT_ULL(38), false },
	{ S1_4K, BIT_ULL(48) - 1, false },
	{ S1_4K, BIT_ULL(48), true },
	{ ARM(12, 4, 48, .upper = true), -BIT_ULL(48), false },
	{ ARM(12, 4, 48, .upper = true), -BIT_ULL(48) - 1, true },
	{ ARM(12, 4, 48, .upper = true), ~0ULL, false },
	{ ARM(12, 4, 48, .upper = true), 0, true },
	/* stage 1 derives the first level from the size */
	{ ARM(12, 3, 48), 0, true },
	{ ARM(12, 3, 39), 0, false },
	{ ARM(12, 3, 40), 0, true },
	{ ARM(12, 4, 40), 0, false },
	{ ARM(14, 3, 47), 0, false },
	{ ARM(14, 3, 48), 0, true },
	{ ARM(16, 2, 42), 0, false },
	{ ARM(16, 2, 43), 0, true },
	/* stage 2 begins with up to 16 tables */
	{ ARM(12, 3, 39, .stage2 = true), 0, false },
	{ ARM(12, 3, 43, .stage2 = true), 0, false },
	{ ARM(12, 3, 44, .stage2 = true), 0, true },
};

static void test_addresses(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(addresses); i++)
		if (!addresses[i].format->rejects(&addresses[i].config, addresses[i].iova) ==
		    addresses[i].rejected)
			KUNIT_FAIL(test, "address %u, %#llx of %u levels", i,
				   (unsigned long long)addresses[i].iova,
				   addresses[i].config.levels);
}

static const struct ptlu_case entry_cases[] = {
	PLAIN_CASE(test_entries),
	PLAIN_CASE(test_addresses),
};

PTLU_SUITE(entry_suite, "ptlu-walker-entries", entry_cases);
