// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers many pages with KHO under one lock and accounts many restored pages in one call.
 *
 * Written as a change that could be proposed for kernel/liveupdate/kexec_handover.c, and included
 * at its end.
 *
 * For each page kho_preserve_folio() takes a mutex, reads the order from the struct page and walks
 * the radix tree from its root. A caller with many pages knows their order, so their struct pages
 * need not be accessed. Two pages of the same size share a bitmap if they are within 128 MiB, and
 * all nodes above the bitmap if they are within 64 GiB (4K pages).
 *
 * For each page kho_restore_folio() updates the managed pages of the zone and recalculates
 * lowmem_reserve of every zone. The result is the same if this is done once for many pages, and
 * parallel threads do not contend for the counters.
 */
#include <linux/sched.h>
#include "kho_batch.h"

/* After so many pages the lock is released for other callers, unless the batch is shared. */
#define KHO_BATCH_PAGES		512

/* Two keys that differ only below this bit share the node of this level. */
static unsigned int kho_batch_shift(unsigned int level)
{
	return KHO_BITMAP_SIZE_LOG2 + level * KHO_TABLE_SIZE_LOG2;
}

/*
 * Get the node of a slot, allocating it if necessary. The node stays if a later allocation on the
 * same path fails: the radix tree never frees empty nodes.
 */
static struct kho_radix_node *kho_batch_node(u64 *slot)
{
	struct kho_radix_node *node;

	if (*slot)
		return phys_to_virt(*slot);
	node = kho_radix_alloc_node();
	if (node)
		*slot = virt_to_phys(node);
	return node;
}

/* In a shared batch, allocate the nodes of KHO's tree too: kho_batch_leave() must not fail. */
static struct kho_radix_node *kho_batch_grow(struct kho_batch *batch, unsigned long key,
					     unsigned int level, u64 *slot)
{
	struct kho_radix_node *node = batch->first->root;

	mutex_lock(&batch->first->grow);
	for (unsigned int above = KHO_TREE_MAX_DEPTH - 1;
	     node && batch != batch->first && above >= level; above--)
		node = kho_batch_node(&node->table[kho_radix_get_table_index(key, above)]);
	if (node)
		node = kho_batch_node(slot);
	mutex_unlock(&batch->first->grow);
	return node;
}

/* What kho_batch_bitmap() does about a missing node. */
enum kho_batch_missing {
	KHO_BATCH_FAIL,
	KHO_BATCH_ALLOC,
};

/*
 * Find the bitmap of a key, starting at the lowest node that it shares with the last key. Nodes are
 * never freed, so the cached path stays valid after the lock was released. Return NULL if a node is
 * missing.
 */
static unsigned long *kho_batch_bitmap(struct kho_batch *batch, unsigned long key,
				       enum kho_batch_missing missing)
{
	unsigned long apart = key ^ batch->key;
	unsigned int level = 0;

	if (unlikely(!batch->path[0])) {
		level = KHO_TREE_MAX_DEPTH - 1;
		batch->path[level] = batch->root;
		if (!batch->root)
			return NULL;
	}
	while (level < KHO_TREE_MAX_DEPTH - 1 && apart >> kho_batch_shift(level))
		level++;
	for (; level; level--) {
		u64 *slot = &batch->path[level]->table[kho_radix_get_table_index(key, level)];

		batch->path[level - 1] = likely(*slot) ? phys_to_virt(*slot) :
					 missing == KHO_BATCH_ALLOC ?
						 kho_batch_grow(batch, key, level, slot) :
						 NULL;
		if (unlikely(!batch->path[level - 1])) {
			batch->path[0] = NULL;
			return NULL;
		}
	}
	batch->key = key;
	return ((struct kho_radix_leaf *)batch->path[0])->bitmap;
}

/* Only the task that began the batch releases the lock. */
static void kho_batch_count(struct kho_batch *batch)
{
	if (unlikely(++batch->nr >= KHO_BATCH_PAGES) && batch == batch->first)
		kho_batch_relax(batch);
}

/**
 * kho_batch_begin() - begin to preserve or unpreserve many pages
 * @batch: the batch, initialized here
 *
 * Context: may sleep. Takes the lock of the radix tree until kho_batch_end(). The caller must not
 * call any other function of KHO in between.
 */
void kho_batch_begin(struct kho_batch *batch)
{
	*batch = (struct kho_batch){
		.tree = &kho_out.radix_tree,
		.root = kho_out.radix_tree.root,
		.first = batch,
	};
	mutex_init(&batch->grow);
	mutex_lock(&batch->tree->lock);
}
EXPORT_SYMBOL_GPL(kho_batch_begin);

/**
 * kho_batch_share() - preserve pages in a batch that another task has begun
 * @batch: the caller's batch, initialized here
 * @first: the batch of the other task
 *
 * The caller fills bitmaps of its own until kho_batch_leave(). Two tasks with scattered pages would
 * contend for the cache lines of common bitmaps.
 *
 * Context: may sleep. @first must not be used until all tasks that share it have left.
 */
void kho_batch_share(struct kho_batch *batch, struct kho_batch *first)
{
	mutex_lock(&first->grow);
	*batch = (struct kho_batch){
		.tree = first->tree,
		.root = kho_radix_alloc_node(),
		.first = first,
	};
	mutex_unlock(&first->grow);
}
EXPORT_SYMBOL_GPL(kho_batch_share);

/* The recursion is bounded by the depth of the radix tree. */
static void kho_batch_merge(struct kho_radix_node *to, struct kho_radix_node *from,
			    unsigned int level)
{
	struct kho_radix_leaf *into = (struct kho_radix_leaf *)to,
			      *leaf = (struct kho_radix_leaf *)from;

	for (unsigned int i = 0; !level && i < ARRAY_SIZE(leaf->bitmap); i++)
		into->bitmap[i] |= leaf->bitmap[i];
	for (unsigned int i = 0; level && i < 1U << KHO_TABLE_SIZE_LOG2; i++)
		if (from->table[i])
			kho_batch_merge(phys_to_virt(to->table[i]), phys_to_virt(from->table[i]),
					level - 1);
	free_page((unsigned long)from);
}

/**
 * kho_batch_leave() - merge the caller's bitmaps into those of KHO
 * @batch: the batch of kho_batch_share()
 *
 * Afterwards all pages are preserved for which kho_batch_preserve() returned 0.
 *
 * Context: may sleep.
 */
void kho_batch_leave(struct kho_batch *batch)
{
	mutex_lock(&batch->first->grow);
	if (batch->root)
		kho_batch_merge(batch->first->root, batch->root, KHO_TREE_MAX_DEPTH - 1);
	mutex_unlock(&batch->first->grow);
}
EXPORT_SYMBOL_GPL(kho_batch_leave);

/**
 * kho_batch_preserve() - kho_preserve_folio() for a folio of known order
 * @batch: the batch
 * @phys: physical address of the folio
 * @order: its order
 *
 * Does not access the struct page.
 *
 * Context: between kho_batch_begin() and kho_batch_end(). May sleep.
 * Return: 0 or an error of kho_preserve_folio(). The batch can be used after an error.
 */
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	unsigned long key = kho_encode_radix_key(phys, order);
	unsigned long *bitmap;

	if (IS_ENABLED(CONFIG_KEXEC_HANDOVER_DEBUG) &&
	    WARN_ON(kho_scratch_overlap(phys, PAGE_SIZE << order)))
		return -EINVAL;
	bitmap = kho_batch_bitmap(batch, key, KHO_BATCH_ALLOC);
	if (unlikely(!bitmap))
		return -ENOMEM;
	__set_bit(kho_radix_get_bitmap_index(key), bitmap);
	kho_batch_count(batch);
	return 0;
}
EXPORT_SYMBOL_GPL(kho_batch_preserve);

/**
 * kho_batch_unpreserve() - kho_unpreserve_folio() for a folio of known order
 * @batch: the batch
 * @phys: physical address of the folio
 * @order: its order when it was preserved
 *
 * Context: as kho_batch_preserve(), but not in a batch of kho_batch_share().
 */
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	unsigned long key = kho_encode_radix_key(phys, order);
	unsigned long *bitmap = kho_batch_bitmap(batch, key, KHO_BATCH_FAIL);

	if (WARN_ON(!bitmap))
		return;
	__clear_bit(kho_radix_get_bitmap_index(key), bitmap);
	kho_batch_count(batch);
}
EXPORT_SYMBOL_GPL(kho_batch_unpreserve);

/**
 * kho_batch_relax() - release the lock and take it again
 * @batch: the batch of kho_batch_begin(), not shared at the moment
 *
 * Context: may sleep.
 */
void kho_batch_relax(struct kho_batch *batch)
{
	mutex_unlock(&batch->tree->lock);
	cond_resched();
	mutex_lock(&batch->tree->lock);
	batch->nr = 0;
}
EXPORT_SYMBOL_GPL(kho_batch_relax);

/**
 * kho_batch_end() - end the batch and release the lock
 * @batch: the batch of kho_batch_begin(), not shared at the moment
 */
void kho_batch_end(struct kho_batch *batch)
{
	mutex_unlock(&batch->tree->lock);
}
EXPORT_SYMBOL_GPL(kho_batch_end);

/**
 * kho_batch_restored() - account restored pages to their zones
 * @restored: the pages, none afterwards
 *
 * Must be called after the last page.
 */
void kho_batch_restored(struct kho_restored *restored)
{
	struct kho_restored_zone *in = restored->zone;

	for (; in != &restored->zone[KHO_RESTORED_ZONES] && in->nr; in++) {
		adjust_managed_page_count(in->page, in->nr);
		in->nr = 0;
	}
	restored->last = 0;
}
EXPORT_SYMBOL_GPL(kho_batch_restored);

/* Out of line, as the next page is mostly in the zone of the last one. */
static noinline struct kho_restored_zone *kho_batch_zone(struct kho_restored *restored,
							 struct page *page)
{
	unsigned int i;

	for (i = 0; i < KHO_RESTORED_ZONES && restored->zone[i].nr; i++)
		if (page_zone(restored->zone[i].page) == page_zone(page))
			break;
	if (i == KHO_RESTORED_ZONES) {
		kho_batch_restored(restored);
		i = 0;
	}
	restored->last = i;
	restored->zone[i].page = page;
	return &restored->zone[i];
}

/* Inlined, so that nothing is computed for a constant order. */
static __always_inline struct folio *kho_batch_own(struct kho_restored *restored, struct page *page,
						   unsigned int order)
{
	struct kho_restored_zone *in = &restored->zone[restored->last];

	kho_init_folio(page, order);
	if (unlikely(!in->nr || page_zone(in->page) != page_zone(page)))
		in = kho_batch_zone(restored, page);
	in->nr += 1L << order;
	return page_folio(page);
}

/**
 * kho_batch_restore() - kho_restore_folio() without accounting
 * @restored: pages to account, all zero before the first call
 * @phys: physical address of the folio
 *
 * Context: any. Each thread has its own @restored. Of several that restore one page, one gets it.
 * Return: the folio, or NULL like kho_restore_folio().
 */
struct folio *kho_batch_restore(struct kho_restored *restored, phys_addr_t phys)
{
	struct page *page = pfn_to_online_page(PHYS_PFN(phys));
	union kho_page_info info;

	if (!page)
		return NULL;
	info.page_private = READ_ONCE(page->private);
	if (WARN_ON_ONCE(info.magic != KHO_PAGE_MAGIC))
		return NULL;
	/* of several callers one gets the page */
	if (WARN_ON_ONCE(cmpxchg(&page->private, info.page_private, 0) != info.page_private))
		return NULL;
	if (likely(!info.order))
		return kho_batch_own(restored, page, 0);
	return kho_batch_own(restored, page, info.order);
}
EXPORT_SYMBOL_GPL(kho_batch_restore);
