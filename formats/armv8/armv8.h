/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMSAv8-64 page table format, stage 1 and stage 2, as the SMMUv3 walks it.
 *
 * It is described in chapter D8 of the "Arm Architecture Reference Manual for A-profile
 * architecture" (DDI 0487); sections and rules (R_xxxxx) are those of its issue K.a. The use by the
 * SMMU is in the "Arm System Memory Management Unit Architecture Specification" (IHI 0070).
 *
 * pts->level counts in the opposite direction: it is 3 - lookup level.
 *   lookup level  3 - 0: pages
 *   lookup level  2 - 1: blocks of 2M (4K granule), 32M (16K), 512M (64K)
 *   lookup level  1 - 2: blocks of 1G, 64G with LPA2, 4T with LPA
 *   lookup level  0 - 3: 4K granule: blocks of 512G with LPA2
 *   lookup level -1 - 4: 4K granule with LPA2 only
 *
 * The granule is a constant: this header is compiled three times, and iommu_armv8.c chooses at run
 * time. generic_pt needs PT_GRANULE_LG2SZ, PT_TABLEMEM_LG2SZ and PT_MAX_TOP_LEVEL as constants, and
 * unrolls its walkers over the levels so that every shift and mask becomes an immediate. A granule
 * read from struct pt_armv8 would put a load and a variable shift into each.
 *
 * The descriptor's layout does not depend on features where this can be avoided. An address that
 * the table's features do not allow is 0 in the bits in question, so encoding is the same with and
 * without LPA or LPA2, and so is decoding a table pointer. Only the address in a block or page
 * descriptor depends on LPA2, because SH takes the place of OA[51:50] without it.
 */
#ifndef __GENERIC_PT_FMT_ARMV8_H
#define __GENERIC_PT_FMT_ARMV8_H

#include "defs_armv8.h"
#include "../pt_defs.h"

#include <linux/bitfield.h>
#include <linux/container_of.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>

#define ARMV8PT_4K (ARMV8PT_GRANULE_LG2SZ == 12)
#define ARMV8PT_16K (ARMV8PT_GRANULE_LG2SZ == 14)
#define ARMV8PT_64K (ARMV8PT_GRANULE_LG2SZ == 16)

enum {
	PT_MAX_OUTPUT_ADDRESS_LG2 = 52,
	PT_MAX_VA_ADDRESS_LG2 = 52,
	PT_ITEM_WORD_SIZE = sizeof(u64),
	/* D8.2: the walk starts at -1, 0 or 1 at the highest */
	PT_MAX_TOP_LEVEL = ARMV8PT_4K ? 4 : ARMV8PT_16K ? 3 : 2,
	PT_GRANULE_LG2SZ = ARMV8PT_GRANULE_LG2SZ,
	PT_TABLEMEM_LG2SZ = ARMV8PT_GRANULE_LG2SZ,

	/*
	 * The start table is aligned to its size, with 52-bit addresses to at least 64 bytes,
	 * because TTB[5:2] holds bits 51:48 of the address.
	 */
	PT_TOP_PHYS_MASK = GENMASK_ULL(51, 6),
};

/* D8.3 Translation table descriptor formats: all descriptors */
enum {
	ARMV8PT_FMT_VALID = BIT(0),
	/* Table descriptor, and page descriptor at lookup level 3. Blocks have it clear. */
	ARMV8PT_FMT_TABLE = BIT(1),
	ARMV8PT_FMT_PAGE = BIT(1),
	/* Address bits that are not moved */
	ARMV8PT_FMT_OA = ARMV8PT_64K ? GENMASK_ULL(47, 16) :
				       GENMASK_ULL(49, ARMV8PT_GRANULE_LG2SZ),
	/* Place of the upper address bits: OA[51:48] with LPA, OA[51:50] with LPA2 */
	ARMV8PT_FMT_OA_HIGH = ARMV8PT_64K ? GENMASK_ULL(15, 12) : GENMASK_ULL(9, 8),
	ARMV8PT_OA_HIGH_LG2 = ARMV8PT_64K ? 48 : 50,
};

/* Block and page descriptors, both stages */
enum {
	/* Without LPA2 */
	ARMV8PT_FMT_SH = GENMASK_ULL(9, 8),
	ARMV8PT_FMT_AF = BIT(10),
	ARMV8PT_FMT_DBM = BIT_ULL(51),
	ARMV8PT_FMT_CONTIG = BIT_ULL(52),
	/* UXN and PXN of stage 1, XN[1:0] of stage 2 */
	ARMV8PT_FMT_XN = GENMASK_ULL(54, 53),
};

/* Stage 1 */
enum {
	ARMV8PT_FMT_ATTRINDX = GENMASK_ULL(4, 2),
	ARMV8PT_FMT_NS = BIT(5),
	/* AP[1], unprivileged access, and AP[2], read-only */
	ARMV8PT_FMT_AP_UNPRIV = BIT(6),
	ARMV8PT_FMT_AP_RDONLY = BIT(7),
	ARMV8PT_FMT_NG = BIT(11),
	/* Table descriptors */
	ARMV8PT_FMT_NSTABLE = BIT_ULL(63),
};

/* Stage 2 */
enum {
	ARMV8PT_FMT_MEMATTR = GENMASK_ULL(5, 2),
	ARMV8PT_FMT_S2AP_R = BIT(6),
	ARMV8PT_FMT_S2AP_W = BIT(7),
};

/* D8.6: values of SH */
enum {
	ARMV8PT_SH_OS = 2,
	ARMV8PT_SH_IS = 3,
};

/* Values of ATTRINDX, which go with armv8pt_mair() */
enum {
	ARMV8PT_ATTRINDX_NC = 0,
	ARMV8PT_ATTRINDX_CACHE = 1,
	ARMV8PT_ATTRINDX_DEV = 2,
	ARMV8PT_ATTRINDX_INC_OCACHE = 3,
};

/* D8.6: values of MEMATTR; FEAT_S2FWB has another one for write-back */
enum {
	ARMV8PT_MEMATTR_DEV_NGNRE = 0x1,
	ARMV8PT_MEMATTR_NC = 0x5,
	ARMV8PT_MEMATTR_FWB_WB = 0x6,
	ARMV8PT_MEMATTR_WB = 0xf,
};

static inline u64 armv8pt_oa_to_desc(pt_oaddr_t oa)
{
	/* Other bits of the shifted address are below OA_HIGH, where the mask is 0 */
	return (oa | oalog2_div(oa, ARMV8PT_OA_HIGH_LG2 - __bf_shf(ARMV8PT_FMT_OA_HIGH))) &
	       (ARMV8PT_FMT_OA | ARMV8PT_FMT_OA_HIGH);
}

static inline pt_oaddr_t armv8pt_desc_to_oa(u64 desc)
{
	return (desc & ARMV8PT_FMT_OA) |
	       oalog2_mul(FIELD_GET(ARMV8PT_FMT_OA_HIGH, desc), ARMV8PT_OA_HIGH_LG2);
}

static inline pt_oaddr_t armv8pt_table_pa(const struct pt_state *pts)
{
	return armv8pt_desc_to_oa(pts->entry);
}
#define pt_table_pa armv8pt_table_pa

/* Every item of a contiguous run holds the address of its own page or block */
static inline pt_oaddr_t armv8pt_item_oa(const struct pt_state *pts)
{
	u64 desc = pts->entry;

	if (!ARMV8PT_64K && !pts_feature(pts, PT_FEAT_ARMV8_LPA2))
		desc &= ~(u64)ARMV8PT_FMT_SH;
	return armv8pt_desc_to_oa(desc);
}
#define pt_item_oa armv8pt_item_oa

static inline unsigned int armv8pt_max_oa_lg2(const struct pt_common *common)
{
	if (pt_feature(common, ARMV8PT_64K ? PT_FEAT_ARMV8_LPA : PT_FEAT_ARMV8_LPA2))
		return PT_MAX_OUTPUT_ADDRESS_LG2;
	return 48;
}
#define pt_max_oa_lg2 armv8pt_max_oa_lg2

static inline pt_vaddr_t armv8pt_full_va_prefix(const struct pt_common *common)
{
	if (pt_feature(common, PT_FEAT_ARMV8_TTBR1))
		return PT_VADDR_MAX;
	return 0;
}
#define pt_full_va_prefix armv8pt_full_va_prefix

/*
 * D8.3: blocks exist at lookup levels 1 and 2 (4K) and at 2 (16K, 64K). The 52-bit layouts add the
 * level above.
 */
static inline bool armv8pt_can_have_leaf(const struct pt_state *pts)
{
	unsigned int level = ARMV8PT_4K ? 2 : 1;

	if (pts->level <= level)
		return true;
	return pts->level == level + 1 &&
	       pts_feature(pts, ARMV8PT_64K ? PT_FEAT_ARMV8_LPA : PT_FEAT_ARMV8_LPA2);
}
#define pt_can_have_leaf armv8pt_can_have_leaf

/* Body in pt_fmt_defaults.h */
static inline unsigned int pt_table_item_lg2sz(const struct pt_state *pts);

/*
 * For generic_pt the concatenated start tables of stage 2 (R_SRKBC) are one table with more items.
 * It calls this for the top only to check the table's size; all other calls are for lower levels.
 * pt_state has 16 bits for an index and for the end of a table, which 4 tables of 64K fill.
 */
enum {
	ARMV8PT_MAX_CONCAT_LG2 = ARMV8PT_64K ? ilog2(4) : ilog2(16),
};

static __always_inline unsigned int armv8pt_num_items_lg2(const struct pt_state *pts)
{
	unsigned int num_items_lg2 = PT_TABLEMEM_LG2SZ - ilog2(sizeof(u64));

	if (pts->level == pts->range->top_level && pts_feature(pts, PT_FEAT_ARMV8_S2))
		return min(num_items_lg2 + ARMV8PT_MAX_CONCAT_LG2,
			   pts->range->common->max_vasz_lg2 - pt_table_item_lg2sz(pts));
	return num_items_lg2;
}
#define pt_num_items_lg2 armv8pt_num_items_lg2

/* D8.7, Contiguous bit: log2 of the items of a run, for levels that have it */
static inline unsigned int armv8pt_level_contig_lg2(unsigned int level)
{
	if (ARMV8PT_4K)
		return level <= 2 ? ilog2(16) : ilog2(1);
	if (ARMV8PT_16K && level == 0)
		return ilog2(128);
	if (ARMV8PT_16K)
		return level == 1 ? ilog2(32) : ilog2(1);
	return ilog2(32);
}

static inline unsigned int armv8pt_entry_num_contig_lg2(const struct pt_state *pts)
{
	/* A branch: with a conditional move unmap's next index would wait for the entry */
	if (unlikely(pts->entry & ARMV8PT_FMT_CONTIG))
		return armv8pt_level_contig_lg2(pts->level);
	return ilog2(1);
}
#define pt_entry_num_contig_lg2 armv8pt_entry_num_contig_lg2

/* There are no runs in a start table that is not larger than a run */
static inline unsigned short armv8pt_contig_count_lg2(const struct pt_state *pts)
{
	unsigned int contig_lg2 = armv8pt_level_contig_lg2(pts->level);

	if (pts->level == pts->range->top_level &&
	    pt_table_item_lg2sz(pts) + contig_lg2 >= pts->range->max_vasz_lg2)
		return ilog2(1);
	return contig_lg2;
}
#define pt_contig_count_lg2 armv8pt_contig_count_lg2

static inline enum pt_entry_type armv8pt_load_entry_raw(struct pt_state *pts)
{
	const u64 *tablep = pt_cur_table(pts, u64);
	u64 entry;

	pts->entry = entry = READ_ONCE(tablep[pts->index]);
	/* Bit 1 tells tables from blocks; every page has it set too */
	if (likely(pts->level == 0))
		return entry & ARMV8PT_FMT_VALID ? PT_ENTRY_OA : PT_ENTRY_EMPTY;
	if (!(entry & ARMV8PT_FMT_VALID))
		return PT_ENTRY_EMPTY;
	return entry & ARMV8PT_FMT_TABLE ? PT_ENTRY_TABLE : PT_ENTRY_OA;
}
#define pt_load_entry_raw armv8pt_load_entry_raw

/* Out of line, because it would take registers from the loop over pages */
static noinline void armv8pt_install_items(u64 *tablep, u64 entry, unsigned int num_contig_lg2,
					   unsigned int isz_lg2)
{
	u64 *end = tablep + log2_to_int(num_contig_lg2);

	/* A run is aligned, so the address does not carry out of ARMV8PT_FMT_OA */
	for (; tablep != end; tablep++, entry += log2_to_int(isz_lg2))
		WRITE_ONCE(*tablep, entry);
}

static inline void armv8pt_install_leaf_entry(struct pt_state *pts, pt_oaddr_t oa,
					      unsigned int oasz_lg2,
					      const struct pt_write_attrs *attrs)
{
	u64 *tablep = pt_cur_table(pts, u64) + pts->index;
	u64 entry;

	if (!pt_check_install_leaf_args(pts, oa, oasz_lg2))
		return;

	/*
	 * The attributes are those of a page. Most addresses are encoded unchanged: the test saves
	 * a 64-bit mask, and its register, in the loop over pages.
	 */
	if (likely(!oalog2_div(oa, ARMV8PT_OA_HIGH_LG2)))
		entry = oa | attrs->descriptor_bits;
	else
		entry = armv8pt_oa_to_desc(oa) | attrs->descriptor_bits;
	if (likely(oasz_lg2 == PT_GRANULE_LG2SZ)) {
		WRITE_ONCE(*tablep, entry);
	} else {
		unsigned int isz_lg2 = pt_table_item_lg2sz(pts);

		if (pts->level != 0)
			entry &= ~(u64)ARMV8PT_FMT_PAGE;
		if (oasz_lg2 != isz_lg2)
			entry |= ARMV8PT_FMT_CONTIG;
		armv8pt_install_items(tablep, entry, oasz_lg2 - isz_lg2, isz_lg2);
	}
	pts->entry = entry;
}
#define pt_install_leaf_entry armv8pt_install_leaf_entry

static inline bool armv8pt_install_table(struct pt_state *pts, pt_oaddr_t table_pa,
					 const struct pt_write_attrs *attrs)
{
	u64 entry = ARMV8PT_FMT_VALID | ARMV8PT_FMT_TABLE | armv8pt_oa_to_desc(table_pa);

	/*
	 * The hierarchical permissions (APTable, XNTable, PXNTable) stay 0: permissions are
	 * controlled from the leaf.
	 */
	if (pts_feature(pts, PT_FEAT_ARMV8_NS))
		entry |= ARMV8PT_FMT_NSTABLE;
	return pt_table_install64(pts, entry);
}
#define pt_install_table armv8pt_install_table

static inline void armv8pt_clear_entries(struct pt_state *pts, unsigned int num_contig_lg2)
{
	u64 *tablep = pt_cur_table(pts, u64) + pts->index;
	u64 *end = tablep + log2_to_int(num_contig_lg2);

	PT_WARN_ON(log2_mod(pts->index, num_contig_lg2));
	if (likely(num_contig_lg2 == ilog2(1))) {
		WRITE_ONCE(*tablep, 0);
		return;
	}
	for (; tablep != end; tablep++)
		WRITE_ONCE(*tablep, 0);
}
#define pt_clear_entries armv8pt_clear_entries

static inline void armv8pt_attr_from_entry(const struct pt_state *pts,
					   struct pt_write_attrs *attrs)
{
	/* Stage 2 has MEMATTR and S2AP in the place of the first four, and bit 11 clear */
	u64 mask = ARMV8PT_FMT_ATTRINDX | ARMV8PT_FMT_NS | ARMV8PT_FMT_AP_UNPRIV |
		   ARMV8PT_FMT_AP_RDONLY | ARMV8PT_FMT_NG | ARMV8PT_FMT_AF | ARMV8PT_FMT_DBM |
		   ARMV8PT_FMT_XN;

	if (!pts_feature(pts, PT_FEAT_ARMV8_LPA2))
		mask |= ARMV8PT_FMT_SH;
	attrs->descriptor_bits = (pts->entry & mask) | ARMV8PT_FMT_PAGE | ARMV8PT_FMT_VALID;
}
#define pt_attr_from_entry armv8pt_attr_from_entry

/*
 * D8.5 Hardware updates to the translation tables: with DBM set, AP[2] set (stage 1) or S2AP[1]
 * clear (stage 2) means writable and clean. The hardware inverts the bit at the first write.
 */
static inline bool armv8pt_dirty_supported(struct pt_common *common)
{
	return pt_feature(common, PT_FEAT_ARMV8_DBM);
}
#define pt_dirty_supported armv8pt_dirty_supported

static inline u64 armv8pt_make_clean(const struct pt_state *pts, u64 entry)
{
	if (pts_feature(pts, PT_FEAT_ARMV8_S2))
		return entry & ~(u64)ARMV8PT_FMT_S2AP_W;
	return entry | ARMV8PT_FMT_AP_RDONLY;
}

static inline u64 armv8pt_make_dirty(const struct pt_state *pts, u64 entry)
{
	if (pts_feature(pts, PT_FEAT_ARMV8_S2))
		return entry | ARMV8PT_FMT_S2AP_W;
	return entry & ~(u64)ARMV8PT_FMT_AP_RDONLY;
}

static inline bool armv8pt_item_is_dirty(const struct pt_state *pts, u64 entry)
{
	return (entry & ARMV8PT_FMT_DBM) && armv8pt_make_dirty(pts, entry) == entry;
}

/* The hardware marks only the item of a run that it walked through */
static inline bool armv8pt_entry_is_write_dirty(const struct pt_state *pts)
{
	unsigned int num_contig_lg2 = armv8pt_entry_num_contig_lg2(pts);
	u64 *tablep = pt_cur_table(pts, u64) + log2_set_mod(pts->index, 0, num_contig_lg2);
	u64 *end = tablep + log2_to_int(num_contig_lg2);

	for (; tablep != end; tablep++)
		if (armv8pt_item_is_dirty(pts, READ_ONCE(*tablep)))
			return true;
	return false;
}
#define pt_entry_is_write_dirty armv8pt_entry_is_write_dirty

static inline void armv8pt_entry_make_write_clean(struct pt_state *pts)
{
	unsigned int num_contig_lg2 = armv8pt_entry_num_contig_lg2(pts);
	u64 *tablep = pt_cur_table(pts, u64) + log2_set_mod(pts->index, 0, num_contig_lg2);
	u64 *end = tablep + log2_to_int(num_contig_lg2);
	u64 item;

	/*
	 * No atomic is needed: the hardware does not change a dirty item (AF is always set), and
	 * this function does not change a clean one.
	 */
	for (; tablep != end; tablep++) {
		item = READ_ONCE(*tablep);
		if (armv8pt_item_is_dirty(pts, item))
			WRITE_ONCE(*tablep, armv8pt_make_clean(pts, item));
	}
}
#define pt_entry_make_write_clean armv8pt_entry_make_write_clean

static inline bool armv8pt_entry_make_write_dirty(struct pt_state *pts)
{
	u64 *tablep = pt_cur_table(pts, u64) + pts->index;

	if (!(pts->entry & ARMV8PT_FMT_DBM))
		return false;
	return try_cmpxchg64(tablep, &pts->entry, armv8pt_make_dirty(pts, pts->entry));
}
#define pt_entry_make_write_dirty armv8pt_entry_make_write_dirty

static inline unsigned int armv8pt_max_sw_bit(struct pt_common *common)
{
	return 2;
}
#define pt_max_sw_bit armv8pt_max_sw_bit

/*
 * D8.3: 58:56 are reserved for software in all descriptors of both stages. 55 is too, but at
 * stage 2 it is NS in the Secure and Realm states.
 */
static inline u64 armv8pt_sw_bit(unsigned int bitnr)
{
	if (__builtin_constant_p(bitnr) && bitnr > 2)
		BUILD_BUG();

	switch (bitnr) {
	case 0 ... 2:
		return BIT_ULL(56 + bitnr);
	default:
		PT_WARN_ON(true);
		return 0;
	}
}
#define pt_sw_bit armv8pt_sw_bit

#include "armv8_iommu.h"

#endif
