/* SPDX-License-Identifier: GPL-2.0-only */
/* Oracles: what hardware makes of a table's bytes, by the architectures' manuals and nothing else. */
#ifndef PTLU_CONFORMANCE_WALKER_H
#define PTLU_CONFORMANCE_WALKER_H

#include <linux/types.h>

/**
 * struct ptlu_walker_config - what a driver tells the hardware of a table: registers and context entries
 * @root: physical address of the top table
 * @levels: how many levels the walk has
 * @address_bits: bits of input address, where the hardware is told (Arm, RISC-V's mode)
 * @granule_lg2: log2 of the bytes in a page (Arm)
 * @sign_extended: bits above the address must repeat its highest bit (x86 first stage, RISC-V)
 * @upper: bits above the address must be ones (Arm TTBR1)
 * @stage2: stage 2 descriptors and concatenation (Arm)
 * @oa52: descriptors for 52-bit addresses (Arm LPA with 64K, LPA2 else)
 * @svnapot: 64K pages by bit N (RISC-V)
 * @c_bit: the bit of an address that says "encrypted", as a mask (AMD)
 */
struct ptlu_walker_config {
	u64 root;
	unsigned int levels;
	unsigned int address_bits;
	unsigned int granule_lg2;
	bool sign_extended, upper, stage2, oa52, svnapot;
	u64 c_bit;
};

/**
 * struct ptlu_walker_result - what a DMA at an address meets
 * @fault: why it is refused, NULL when it is not
 * @phys: where it goes to
 * @page_lg2: log2 of the page that was found, contiguous hints counted in
 * @read: reads are allowed
 * @write: writes are allowed
 */
struct ptlu_walker_result {
	const char *fault;
	u64 phys;
	unsigned int page_lg2;
	bool read, write;
};

struct ptlu_walker_result ptlu_walker_vtd_ss(const struct ptlu_walker_config *config, u64 iova);
struct ptlu_walker_result ptlu_walker_x86(const struct ptlu_walker_config *config, u64 iova);
struct ptlu_walker_result ptlu_walker_amd_v1(const struct ptlu_walker_config *config, u64 iova);
struct ptlu_walker_result ptlu_walker_riscv(const struct ptlu_walker_config *config, u64 iova);
struct ptlu_walker_result ptlu_walker_armv8(const struct ptlu_walker_config *config, u64 iova);

bool ptlu_walker_read(u64 phys, u64 *entry);

static inline struct ptlu_walker_result ptlu_walker_fault(const char *why)
{
	return (struct ptlu_walker_result){ .fault = why };
}

/* Bits @high to @low of @value, where they are. */
static inline u64 ptlu_walker_bits(u64 value, unsigned int high, unsigned int low)
{
	return value & (~0ULL >> (63 - high)) & (~0ULL << low);
}

/* The page found: its address with the offset of @iova in it. */
static inline struct ptlu_walker_result ptlu_walker_page(u64 address, unsigned int page_lg2,
							 u64 iova, bool read, bool write)
{
	return (struct ptlu_walker_result){
		.phys = address | ptlu_walker_bits(iova, page_lg2 - 1, 0),
		.page_lg2 = page_lg2,
		.read = read,
		.write = write,
	};
}

struct ptlu_domain;
struct ptlu_target;

/**
 * struct ptlu_walker - how hardware would walk one domain's table
 * @config: what it would be told
 * @translate: the walker of the format
 */
struct ptlu_walker {
	struct ptlu_walker_config config;
	struct ptlu_walker_result (*translate)(const struct ptlu_walker_config *config, u64 iova);
};

struct ptlu_walker ptlu_walker_of(struct ptlu_domain *domain);
bool ptlu_walker_knows_c_bit(const struct ptlu_target *target);

static inline struct ptlu_walker_result ptlu_walker_translate(const struct ptlu_walker *walker,
							      u64 iova)
{
	return walker->translate(&walker->config, iova);
}

#endif
