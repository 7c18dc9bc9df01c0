/* SPDX-License-Identifier: GPL-2.0-only */
/* A sorted list of ranges for test_random_map; stands in for include/linux/maple_tree.h. */
#ifndef PTLU_LINUX_MAPLE_TREE_H
#define PTLU_LINUX_MAPLE_TREE_H

#include <linux/slab.h>

#define MAPLE_RESERVED_RANGE	4096
#define XA_ZERO_ENTRY		((void *)1030)

struct ptlu_maple_range {
	struct ptlu_maple_range *next;
	unsigned long first, last;
	void *entry;
};

struct maple_tree {
	struct ptlu_maple_range *head;
};

struct ma_state {
	struct maple_tree *tree;
	unsigned long index, last, next;
};

#define MA_STATE(name, mt, first, end) \
	struct ma_state name = { .tree = (mt), .index = (first), .last = (end), .next = (first) }
#define mtree_lock(mt)		((void)(mt))
#define mtree_unlock(mt)	((void)(mt))
#define mas_pause(mas)		((void)(mas))

static inline void mt_init(struct maple_tree *mt)
{
	mt->head = NULL;
}

static inline struct ptlu_maple_range **ptlu_maple_at(struct maple_tree *mt, unsigned long first)
{
	struct ptlu_maple_range **at = &mt->head;

	while (*at && (*at)->last < first)
		at = &(*at)->next;
	return at;
}

static inline int mtree_insert_range(struct maple_tree *mt, unsigned long first, unsigned long last,
				     void *entry, gfp_t gfp)
{
	struct ptlu_maple_range **at = ptlu_maple_at(mt, first);
	struct ptlu_maple_range *range;

	if (*at && (*at)->first <= last)
		return -EEXIST;
	range = kmalloc(sizeof(*range), gfp);
	if (!range)
		return -ENOMEM;
	*range = (struct ptlu_maple_range){ *at, first, last, entry };
	*at = range;
	return 0;
}

static inline void *mas_find(struct ma_state *mas, unsigned long max)
{
	struct ptlu_maple_range *range = *ptlu_maple_at(mas->tree, mas->next);

	if (!range || range->first > max)
		return NULL;
	mas->index = range->first;
	mas->last = range->last;
	mas->next = range->last + 1;
	return range->entry;
}

static inline void mas_erase(struct ma_state *mas)
{
	struct ptlu_maple_range **at = ptlu_maple_at(mas->tree, mas->index);
	struct ptlu_maple_range *range = *at;

	*at = range->next;
	kfree(range);
}

/* next is 0 after a range that ends at the last address */
#define mas_for_each(mas, entry, max)								\
	for ((entry) = mas_find(mas, max); (entry);						\
	     (entry) = (mas)->next ? mas_find(mas, max) : NULL)

static inline void mtree_destroy(struct maple_tree *mt)
{
	while (mt->head) {
		struct ptlu_maple_range *range = mt->head;

		mt->head = range->next;
		kfree(range);
	}
}

#endif
