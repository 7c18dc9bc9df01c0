/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The serialized state of a preserved domain, the ABI between two kernels.
 */
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

/* A number is never reused for another format. */
enum ptlu_format_id {
	PTLU_FORMAT_VTDSS = 1,
	PTLU_FORMAT_X86_64 = 2,
	PTLU_FORMAT_AMDV1 = 3,
	PTLU_FORMAT_RISCV_64 = 4,
	PTLU_FORMAT_ARMV8 = 5,
};

/*
 * Features of the old kernel's domain that decide how its table is read. The
 * walk that frees a restored table decodes table pointers, for which it needs
 * PTLU_SER_ENCRYPTED_TABLES. iova_to_phys() on a restored domain needs the
 * others too: the range check depends on PTLU_SER_SIGN_EXTEND and
 * PTLU_SER_UPPER_VA, the address in a leaf entry on PTLU_SER_OA52.
 *
 * The flags are part of the ABI. The bits of enum pt_features are not, their
 * numbers change from kernel to kernel. A kernel returns -EOPNOTSUPP for a flag
 * that it does not know.
 */
enum ptlu_domain_ser_flags {
	/* The top half of the table translates sign-extended addresses */
	PTLU_SER_SIGN_EXTEND = BIT(0),
	/* Table pointers carry AMD's C bit, its number is in enc_bit */
	PTLU_SER_ENCRYPTED_TABLES = BIT(1),
	/* The bits above the address are all ones (Arm TTBR1) */
	PTLU_SER_UPPER_VA = BIT(2),
	/*
	 * Output addresses have 52 bits (Arm LPA and LPA2). A leaf entry of
	 * LPA2 has OA[51:50] in place of SH; table pointers and the entries of
	 * LPA decode the same without the feature.
	 */
	PTLU_SER_OA52 = BIT(3),

	PTLU_SER_KNOWN_FLAGS = PTLU_SER_SIGN_EXTEND |
			       PTLU_SER_ENCRYPTED_TABLES | PTLU_SER_UPPER_VA |
			       PTLU_SER_OA52,
};

/**
 * struct ptlu_domain_ser - Serialized state of a preserved domain
 * @magic: PTLU_DOMAIN_SER_MAGIC
 * @version: PTLU_DOMAIN_SER_VERSION, changes with the layout
 * @format: enum ptlu_format_id
 * @vasz_lg2: Bits of input address the table at @top_phys translates, the sign
 *            bit included
 * @top_level: generic_pt level of the top table
 * @table_lg2: lg2 of the bytes in a table below the top, the granule of Arm
 * @top_lg2: lg2 of the bytes at @top_phys, more than a table if tables are
 *           concatenated
 * @enc_bit: Number of AMD's C bit, 0 without PTLU_SER_ENCRYPTED_TABLES or if
 *           memory encryption is off
 * @flags: enum ptlu_domain_ser_flags
 * @top_phys: Physical address of the top table
 * @nr_tables: Number of preserved tables, the top included. restore() fails if
 *             it finds another number.
 *
 * The layout is little endian, as all architectures with KHO are.
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
 * ptlu_domain_ser_check() - Check what does not depend on the format
 * @ser: Serialized state of another kernel, untrusted
 * @format: Format of the domain to restore into
 *
 * Context: Any.
 *
 * Return: 0, or -EPROTO for another magic or version, -EOPNOTSUPP for an
 * unknown flag, -EMEDIUMTYPE for another format, -EINVAL for sizes and
 * addresses that no table can have.
 */
static inline int ptlu_domain_ser_check(const struct ptlu_domain_ser *ser,
					enum ptlu_format_id format)
{
	if (ser->magic != PTLU_DOMAIN_SER_MAGIC ||
	    ser->version != PTLU_DOMAIN_SER_VERSION)
		return -EPROTO;
	if (ser->flags & ~(u32)PTLU_SER_KNOWN_FLAGS)
		return -EOPNOTSUPP;
	if (ser->format != format)
		return -EMEDIUMTYPE;
	if (ser->top_lg2 >= 64 || !ser->vasz_lg2 || ser->vasz_lg2 > 64)
		return -EINVAL;
	if (!ser->nr_tables || !ser->top_phys ||
	    ser->top_phys & (BIT_ULL(ser->top_lg2) - 1))
		return -EINVAL;
	return 0;
}

#endif
