/* SPDX-License-Identifier: GPL-2.0-only */
/* Reference walkers: translate an address as the hardware does, written from the manuals alone. */
#ifndef PTLU_CONFORMANCE_WALKER_H
#define PTLU_CONFORMANCE_WALKER_H

#include <linux/types.h>

/**
 * struct ptlu_walker_config - a table as programmed in registers and context entries
 * @root: physical address of the top table
 * @levels: number of levels of the walk
 * @address_bits: number of input address bits, if they are programmed (Arm, RISC-V's mode)
 * @granule_lg2: log2 of the bytes in a page
 * @sign_extended: bits above the address must repeat its highest bit (x86 first stage, RISC-V)
 * @upper: bits above the address must be ones (Arm TTBR1)
 * @stage2: stage 2 descriptors and concatenation (Arm)
 * @oa52: descriptors for 52-bit addresses (Arm LPA with 64K, otherwise LPA2)
 * @svnapot: 64K pages by bit N (RISC-V)
 * @c_bit: mask of the address bit that marks encrypted memory (AMD)
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
 * struct ptlu_walker_result - translation of an address
 * @fault: reason of a fault, NULL without one
 * @phys: physical address
 * @page_lg2: log2 of the page's size, with contiguous hints
 * @read: reads are allowed
 * @write: writes are allowed
 */
struct ptlu_walker_result {
	const char *fault;
	u64 phys;
	unsigned int page_lg2;
	bool read, write;
};

/**
 * struct ptlu_walker_step - what an entry says to a walk that reads it
 * @fault: reason of a fault, NULL without one
 * @table: the walk goes on in a table
 * @next: level of that table
 * @phys: the table, or the first byte of the page
 * @page_lg2: log2 of the page's size, with contiguous hints
 * @read: the entry allows reads
 * @write: the entry allows writes
 * @dirty: hardware has recorded a write in a page's entry, which it does not do again
 */
struct ptlu_walker_step {
	const char *fault;
	bool table;
	unsigned int next;
	u64 phys;
	unsigned int page_lg2;
	bool read, write, dirty;
};

/**
 * struct ptlu_walker_format - a format, as its manual describes it
 * @rejects: reason why the hardware does not even begin to translate an address, or NULL
 * @step: what the entry for @iova in a table of @level says; the tables of level 1 have pages alone
 * @top_lg2: log2 of the number of entries of the top table, NULL if it is as large as the others
 */
struct ptlu_walker_format {
	const char *(*rejects)(const struct ptlu_walker_config *config, u64 iova);
	struct ptlu_walker_step (*step)(const struct ptlu_walker_config *config,
					unsigned int level, u64 entry, u64 iova);
	unsigned int (*top_lg2)(const struct ptlu_walker_config *config);
};

extern const struct ptlu_walker_format ptlu_walker_vtd_ss, ptlu_walker_x86, ptlu_walker_amd_v1,
	ptlu_walker_riscv, ptlu_walker_armv8;

bool ptlu_walker_read(u64 phys, u64 *entry);

static inline struct ptlu_walker_step ptlu_walker_fault(const char *why)
{
	return (struct ptlu_walker_step){ .fault = why };
}

/* Bits @high to @low of @value, not shifted. */
static inline u64 ptlu_walker_bits(u64 value, unsigned int high, unsigned int low)
{
	return value & (~0ULL >> (63 - high)) & (~0ULL << low);
}

/* log2 of the bytes that an entry of a table of @level translates */
static inline unsigned int ptlu_walker_shift(const struct ptlu_walker_config *config,
					     unsigned int level)
{
	return config->granule_lg2 + (config->granule_lg2 - 3) * (level - 1);
}

struct ptlu_domain;
struct ptlu_target;

/**
 * struct ptlu_walker - reference walker of a domain's table
 * @config: the table as programmed
 * @format: its format
 */
struct ptlu_walker {
	struct ptlu_walker_config config;
	const struct ptlu_walker_format *format;
};

struct ptlu_walker ptlu_walker_of(struct ptlu_domain *domain);
bool ptlu_walker_knows_c_bit(const struct ptlu_target *target);
unsigned int ptlu_walker_entries_lg2(const struct ptlu_walker *walker, unsigned int level);
struct ptlu_walker_result ptlu_walker_translate(const struct ptlu_walker *walker, u64 iova);

#endif
