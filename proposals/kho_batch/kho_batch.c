// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many pages registered with KHO under one lock, or restored and counted together: what
 * kernel/liveupdate/kexec_handover.c would need for it. Included at its end; written as a change that could be
 * proposed there.
 *
 * kho_preserve_folio() takes a mutex, reads the folio's order from its struct page and goes down the tracker from the
 * root, for each page. A caller with many pages knows their order, so their struct pages need not be touched; and two
 * pages of one size within 128 MiB share a bitmap, within 64 GiB all of the way to it but the last step (4K pages).
 *
 * kho_restore_folio() tells the zone of each page, and all zones reckon their reserves anew each time. Told once for
 * many pages the zone comes to the same numbers, and workers side by side do not write the same counters all the time.
 */
#include <linux/sched.h>
#include "kho_batch.h"

/* Others who preserve need not wait longer than it takes to register as many, unless the batch is shared. */
#define KHO_BATCH_PAGES		512

/* Keys that agree above so many bits have the node of this level in common. */
static unsigned int kho_batch_shift(unsigned int level)
{
	return KHO_BITMAP_SIZE_LOG2 + level * KHO_TABLE_SIZE_LOG2;
}

/*
 * The node that a slot points to, made where there is none. One that was not needed after all, for want of memory
 * further down, stays: an empty one means nothing, and the tracker keeps those that became empty too.
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

/* Where pages are put into nodes of one's own, the tracker gets the same now, so that kho_batch_leave() cannot fail. */
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

/*
 * The bitmap that a key has its bit in, from where its way parts from the last one's; NULL when there is none. A node
 * stays where it is as long as the tracker lives, so the last page's way is good although the lock was let go since.
 */
static unsigned long *kho_batch_bitmap(struct kho_batch *batch, unsigned long key, bool grow)
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
					 grow ? kho_batch_grow(batch, key, level, slot) : NULL;
		if (unlikely(!batch->path[level - 1])) {
			batch->path[0] = NULL;
			return NULL;
		}
	}
	batch->key = key;
	return ((struct kho_radix_leaf *)batch->path[0])->bitmap;
}

/* Those who share a batch leave the lock to whoever began. */
static void kho_batch_count(struct kho_batch *batch)
{
	if (unlikely(++batch->nr >= KHO_BATCH_PAGES) && batch == batch->first)
		kho_batch_relax(batch);
}

/**
 * kho_batch_begin() - begin to preserve or unpreserve many pages
 * @batch: state of the batch
 *
 * Context: may sleep. Until kho_batch_end() the caller holds the tracker's lock, so it calls nothing else of KHO.
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

/**
 * kho_batch_share() - preserve pages in a batch that another task has begun
 * @batch: state of the caller
 * @first: what was begun
 *
 * The caller's pages go into bitmaps of its own until kho_batch_leave(): where pages lie all over memory, two tasks in one
 * set of bitmaps would take its cache lines from each other with every other page.
 *
 * Context: may sleep. Who began does nothing with @first until all who share it have left.
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

/* Bounded by the tracker's depth. */
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
 * kho_batch_leave() - all pages of the caller's are preserved
 * @batch: what kho_batch_share() filled
 *
 * Context: may sleep. Those whose kho_batch_preserve() gave an error are not.
 */
void kho_batch_leave(struct kho_batch *batch)
{
	mutex_lock(&batch->first->grow);
	if (batch->root)
		kho_batch_merge(batch->first->root, batch->root, KHO_TREE_MAX_DEPTH - 1);
	mutex_unlock(&batch->first->grow);
}

/**
 * kho_batch_preserve() - as kho_preserve_folio(), of a folio that the caller knows the order of
 * @batch: the batch
 * @phys: physical address of the folio
 * @order: its order
 *
 * Does not touch the struct page.
 *
 * Context: between kho_batch_begin() and kho_batch_end(). May sleep.
 * Return: 0, or the error that kho_preserve_folio() gives; the batch goes on either way.
 */
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	unsigned long key = kho_encode_radix_key(phys, order);
	unsigned long *bitmap;

	if (IS_ENABLED(CONFIG_KEXEC_HANDOVER_DEBUG) &&
	    WARN_ON(kho_scratch_overlap(phys, PAGE_SIZE << order)))
		return -EINVAL;
	bitmap = kho_batch_bitmap(batch, key, true);
	if (unlikely(!bitmap))
		return -ENOMEM;
	__set_bit(kho_radix_get_bitmap_index(key), bitmap);
	kho_batch_count(batch);
	return 0;
}

/**
 * kho_batch_unpreserve() - as kho_unpreserve_folio()
 * @batch: the batch
 * @phys: physical address of the folio
 * @order: its order when it was preserved
 *
 * Context: as kho_batch_preserve(), but not for who shares a batch.
 */
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	unsigned long key = kho_encode_radix_key(phys, order);
	unsigned long *bitmap = kho_batch_bitmap(batch, key, false);

	if (WARN_ON(!bitmap))
		return;
	__clear_bit(kho_radix_get_bitmap_index(key), bitmap);
	kho_batch_count(batch);
}

/**
 * kho_batch_relax() - let others have the tracker for a moment
 * @batch: the batch that was begun, which nobody shares now
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

/**
 * kho_batch_end() - no more pages
 * @batch: the batch that was begun, which nobody shares now
 */
void kho_batch_end(struct kho_batch *batch)
{
	mutex_unlock(&batch->tree->lock);
}

/**
 * kho_batch_restored() - tell the zone of the pages that were restored
 * @restored: which, none afterwards
 *
 * Needed once more after the last page.
 */
void kho_batch_restored(struct kho_restored *restored)
{
	if (restored->nr)
		adjust_managed_page_count(restored->page, restored->nr);
	restored->nr = 0;
}

/**
 * kho_batch_restore() - as kho_restore_folio(), of one page of many
 * @restored: where the page is counted, all zero before the first one
 * @phys: physical address of the folio
 *
 * Context: any; each caller has a @restored of its own.
 * Return: the folio, or NULL as kho_restore_folio().
 */
struct folio *kho_batch_restore(struct kho_restored *restored, phys_addr_t phys)
{
	struct page *page = pfn_to_online_page(PHYS_PFN(phys));
	union kho_page_info info;

	if (!page)
		return NULL;
	info.page_private = page->private;
	if (WARN_ON_ONCE(info.magic != KHO_PAGE_MAGIC))
		return NULL;
	page->private = 0;
	kho_init_folio(page, info.order);
	if (unlikely(restored->nr && page_zone(restored->page) != page_zone(page)))
		kho_batch_restored(restored);
	restored->page = page;
	restored->nr += 1L << info.order;
	return page_folio(page);
}
