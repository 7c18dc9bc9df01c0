/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a preserved domain: what one kernel tells the next, byte for byte. */
#ifndef PTLU_DOMAIN_SER_H
#define PTLU_DOMAIN_SER_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#define PTLU_DOMAIN_SER_MAGIC	0x554c5450U	/* "PTLU" */
#define PTLU_DOMAIN_SER_VERSION	1

/* Formats by number; a number is never used again for another. */
enum ptlu_format_id {
	PTLU_FORMAT_VTDSS = 1,
	PTLU_FORMAT_X86_64 = 2,
	PTLU_FORMAT_AMDV1 = 3,
	PTLU_FORMAT_RISCV_64 = 4,
	PTLU_FORMAT_ARMV8 = 5,
};

/*
 * What the walk that frees a table depends on, beyond the numbers in the record. Bits of our own, for
 * the kernel's enum pt_features is renumbered at will. A kernel refuses a record with a flag that it
 * does not know.
 */
enum ptlu_domain_ser_flags {
	/* the upper half of the table belongs to sign-extended addresses */
	PTLU_SER_SIGN_EXTEND = BIT(0),
	/* table pointers carry AMD's C bit, which bit is in enc_bit */
	PTLU_SER_ENCRYPTED_TABLES = BIT(1),
	/* the table translates addresses whose upper bits are all ones (Arm TTBR1) */
	PTLU_SER_UPPER_VA = BIT(2),
	/* table pointers are laid out for 52-bit addresses (Arm LPA, LPA2) */
	PTLU_SER_OA52 = BIT(3),

	PTLU_SER_KNOWN_FLAGS = PTLU_SER_SIGN_EXTEND | PTLU_SER_ENCRYPTED_TABLES |
			       PTLU_SER_UPPER_VA | PTLU_SER_OA52,
};

/**
 * struct ptlu_domain_ser - a preserved domain
 * @magic: PTLU_DOMAIN_SER_MAGIC; anything else is not a record
 * @version: PTLU_DOMAIN_SER_VERSION; the layout below is that version's and changes with it
 * @format: enum ptlu_format_id
 * @vasz_lg2: bits of input address that the table at @top_phys translates, sign bit included
 * @top_level: generic_pt level of the top table: 0 holds leaves only
 * @table_lg2: log2 of the bytes in a table below the top, Arm's granule
 * @top_lg2: log2 of the bytes at @top_phys, more than a table where tables are concatenated
 * @enc_bit: number of AMD's C bit, 0 without PTLU_SER_ENCRYPTED_TABLES or where memory encryption is off
 * @flags: enum ptlu_domain_ser_flags
 * @top_phys: physical address of the top table
 * @nr_tables: tables preserved, the top included; a restore that finds another number fails
 *
 * Little endian, as both architectures that have KHO are.
 */
struct ptlu_domain_ser {
	u32 magic;
	u16 version;
	u8 format;
	u8 vasz_lg2;
	u8 top_level;
	u8 table_lg2;
	u8 top_lg2;
	u8 enc_bit;
	u32 flags;
	u64 top_phys;
	u64 nr_tables;
} __packed;

static_assert(offsetof(struct ptlu_domain_ser, magic) == 0);
static_assert(offsetof(struct ptlu_domain_ser, version) == 4);
static_assert(offsetof(struct ptlu_domain_ser, format) == 6);
static_assert(offsetof(struct ptlu_domain_ser, vasz_lg2) == 7);
static_assert(offsetof(struct ptlu_domain_ser, top_level) == 8);
static_assert(offsetof(struct ptlu_domain_ser, table_lg2) == 9);
static_assert(offsetof(struct ptlu_domain_ser, top_lg2) == 10);
static_assert(offsetof(struct ptlu_domain_ser, enc_bit) == 11);
static_assert(offsetof(struct ptlu_domain_ser, flags) == 12);
static_assert(offsetof(struct ptlu_domain_ser, top_phys) == 16);
static_assert(offsetof(struct ptlu_domain_ser, nr_tables) == 24);
static_assert(sizeof(struct ptlu_domain_ser) == 32);

/**
 * ptlu_domain_ser_check() - what can be said of a record without knowing its format
 * @ser: the record, from another kernel and not to be trusted
 * @format: the format that the domain to restore into has
 *
 * Context: any.
 * Return: 0; -EPROTO when it is no record of this version; -EOPNOTSUPP for flags of a later kernel;
 *	-EMEDIUMTYPE when it is another format's; -EINVAL when its numbers cannot be a table's.
 */
static inline int ptlu_domain_ser_check(const struct ptlu_domain_ser *ser,
					enum ptlu_format_id format)
{
	if (ser->magic != PTLU_DOMAIN_SER_MAGIC || ser->version != PTLU_DOMAIN_SER_VERSION)
		return -EPROTO;
	if (ser->flags & ~(u32)PTLU_SER_KNOWN_FLAGS)
		return -EOPNOTSUPP;
	if (ser->format != format)
		return -EMEDIUMTYPE;
	if (ser->top_lg2 >= 64 || !ser->vasz_lg2 || ser->vasz_lg2 > 64 || !ser->nr_tables ||
	    !ser->top_phys || ser->top_phys & (BIT_ULL(ser->top_lg2) - 1))
		return -EINVAL;
	return 0;
}

#endif
