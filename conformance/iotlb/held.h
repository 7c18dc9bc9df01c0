/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of what an IOMMU may hold. */
#ifndef PTLU_CONFORMANCE_HELD_H
#define PTLU_CONFORMANCE_HELD_H

#include <linux/types.h>

/**
 * struct ptlu_held - one leaf, one table pointer, or one entry that translates nothing
 * @first: first address
 * @last: last address
 * @level: level of the table that the entry is in, as in struct ptlu_walker_format
 * @phys: output address of @first, or the table
 * @write: writes are allowed
 * @dirty: the IOMMU does not record a write any more
 */
struct ptlu_held {
	u64 first, last;
	unsigned int level;
	u64 phys;
	bool write, dirty;
};

/**
 * struct ptlu_held_set - a set, in the order of insertion
 * @held: the members
 * @nr: number of members
 * @room: size of @held
 * @slots: hash of all fields, which holds 1 + the index of a member, 0 for a free slot
 * @nr_slots: a power of two
 */
struct ptlu_held_set {
	struct ptlu_held *held;
	unsigned int nr, room;
	unsigned int *slots, nr_slots;
};

bool ptlu_held_add(struct ptlu_held_set *set, const struct ptlu_held *held);
bool ptlu_held_has(const struct ptlu_held_set *set, const struct ptlu_held *held);
void ptlu_held_drop(struct ptlu_held_set *set, u64 first, u64 last);
void ptlu_held_cut(struct ptlu_held_set *set, u64 first, u64 last);
void ptlu_held_free(struct ptlu_held_set *set);

#endif
