// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many pages registered with KHO under one lock: what kernel/liveupdate/kexec_handover.c would need for it. Included
 * at its end; written as a change that could be proposed there.
 *
 * kho_preserve_folio() takes a mutex, reads the folio's order from its struct page and goes down the tracker from the
 * root, for each page. A caller with many pages knows their order, so their struct pages need not be touched; and two
 * pages of one size within 128 MiB share a bitmap, within 64 GiB all of the way to it but the last step (4K pages).
 */
#include <linux/sched.h>
#include "kho_batch.h"

/* Others who preserve need not wait longer than it takes to register as many. */
#define KHO_BATCH_PAGES		512

/* Keys that agree above so many bits have the node of this level in common. */
static unsigned int kho_batch_shift(unsigned int level)
{
	return KHO_BITMAP_SIZE_LOG2 + level * KHO_TABLE_SIZE_LOG2;
}

static void kho_batch_forget(struct kho_batch *batch)
{
	batch->path[0] = NULL;
}

/* The bitmap that a key has its bit in, from where its way parts from the last one's; NULL when there is none. */
static unsigned long *kho_batch_bitmap(struct kho_batch *batch, unsigned long key)
{
	unsigned long apart = key ^ batch->key;
	unsigned int level = 0;

	if (!batch->path[0]) {
		level = KHO_TREE_MAX_DEPTH - 1;
		batch->path[level] = batch->tree->root;
	}
	while (level < KHO_TREE_MAX_DEPTH - 1 && apart >> kho_batch_shift(level))
		level++;
	for (; level; level--) {
		phys_addr_t next = batch->path[level]->table[kho_radix_get_table_index(key, level)];

		if (!next) {
			kho_batch_forget(batch);
			return NULL;
		}
		batch->path[level - 1] = phys_to_virt(next);
	}
	batch->key = key;
	return ((struct kho_radix_leaf *)batch->path[0])->bitmap;
}

static void kho_batch_lock(struct kho_batch *batch)
{
	mutex_lock(&batch->tree->lock);
	kho_batch_forget(batch);
	batch->nr = 0;
}

static void kho_batch_count(struct kho_batch *batch)
{
	if (likely(++batch->nr < KHO_BATCH_PAGES))
		return;
	mutex_unlock(&batch->tree->lock);
	cond_resched();
	kho_batch_lock(batch);
}

/**
 * kho_batch_begin() - begin to preserve or unpreserve many pages
 * @batch: state of the batch
 *
 * Context: may sleep. Until kho_batch_end() the caller holds the tracker's lock, so it calls nothing else of KHO.
 */
void kho_batch_begin(struct kho_batch *batch)
{
	batch->tree = &kho_out.radix_tree;
	kho_batch_lock(batch);
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
	int ret;

	if (IS_ENABLED(CONFIG_KEXEC_HANDOVER_DEBUG) &&
	    WARN_ON(kho_scratch_overlap(phys, PAGE_SIZE << order)))
		return -EINVAL;
	bitmap = kho_batch_bitmap(batch, key);
	if (unlikely(!bitmap)) {
		/* the first page of its 128 MiB: nodes are allocated, and taken back on failure, in one place */
		mutex_unlock(&batch->tree->lock);
		ret = kho_radix_add_key(batch->tree, key);
		kho_batch_lock(batch);
		return ret;
	}
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
 * Context: as kho_batch_preserve().
 */
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	unsigned long key = kho_encode_radix_key(phys, order);
	unsigned long *bitmap = kho_batch_bitmap(batch, key);

	if (WARN_ON(!bitmap))
		return;
	__clear_bit(kho_radix_get_bitmap_index(key), bitmap);
	kho_batch_count(batch);
}

/**
 * kho_batch_end() - no more pages
 * @batch: the batch
 */
void kho_batch_end(struct kho_batch *batch)
{
	mutex_unlock(&batch->tree->lock);
}
