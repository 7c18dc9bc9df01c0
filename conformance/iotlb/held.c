// SPDX-License-Identifier: GPL-2.0-only
/* Sets of what an IOMMU may hold. */
#include <linux/kernel.h>
#include <stdlib.h>
#include "held.h"

static bool is_same(const struct ptlu_held *a, const struct ptlu_held *b)
{
	return a->first == b->first && a->last == b->last && a->level == b->level &&
	       a->phys == b->phys && a->write == b->write && a->dirty == b->dirty;
}

/* A place that either has the member or is free. */
static unsigned int slot_of(const struct ptlu_held_set *set, const struct ptlu_held *held)
{
	u64 hash = (held->first ^ held->phys * 3 ^ held->level ^ (u64)held->dirty << 4) *
		   0x9e3779b97f4a7c15ULL;
	unsigned int slot = hash >> 32;

	for (;; slot++) {
		slot &= set->nr_slots - 1;
		if (!set->slots[slot] || is_same(&set->held[set->slots[slot] - 1], held))
			return slot;
	}
}

static void rehash(struct ptlu_held_set *set)
{
	memset(set->slots, 0, set->nr_slots * sizeof(*set->slots));
	for (unsigned int i = 0; i < set->nr; i++)
		set->slots[slot_of(set, &set->held[i])] = i + 1;
}

static void grow(struct ptlu_held_set *set)
{
	set->room = set->room ? 2 * set->room : 256;
	set->nr_slots = 4 * set->room;
	set->held = realloc(set->held, set->room * sizeof(*set->held));
	set->slots = realloc(set->slots, set->nr_slots * sizeof(*set->slots));
	if (!set->held || !set->slots)
		abort();
	rehash(set);
}

/* Returns false if the set has it already. */
bool ptlu_held_add(struct ptlu_held_set *set, const struct ptlu_held *held)
{
	unsigned int slot;

	if (set->nr == set->room)
		grow(set);
	slot = slot_of(set, held);
	if (set->slots[slot])
		return false;
	set->held[set->nr++] = *held;
	set->slots[slot] = set->nr;
	return true;
}

bool ptlu_held_has(const struct ptlu_held_set *set, const struct ptlu_held *held)
{
	return set->nr && set->slots[slot_of(set, held)];
}

/* Drop all that translates an address of a range. */
void ptlu_held_drop(struct ptlu_held_set *set, u64 first, u64 last)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < set->nr; i++)
		if (set->held[i].first > last || set->held[i].last < first)
			set->held[kept++] = set->held[i];
	if (kept == set->nr)
		return;
	set->nr = kept;
	rehash(set);
}

/* Drop a range; of a leaf that is partly in it the rest stays. */
void ptlu_held_cut(struct ptlu_held_set *set, u64 first, u64 last)
{
	unsigned int nr = set->nr;

	for (unsigned int i = 0; i < nr; i++) {
		struct ptlu_held before = set->held[i], after = before;

		if (before.first > last || before.last < first)
			continue;
		before.last = first - 1;
		if (before.first < first)
			ptlu_held_add(set, &before);
		after.phys += last + 1 - after.first;
		after.first = last + 1;
		if (after.last > last)
			ptlu_held_add(set, &after);
	}
	ptlu_held_drop(set, first, last);
}

void ptlu_held_free(struct ptlu_held_set *set)
{
	free(set->held);
	free(set->slots);
	*set = (struct ptlu_held_set){};
}
