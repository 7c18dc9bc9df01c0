/* SPDX-License-Identifier: GPL-2.0-only */
/* Preserve and restore many pages with KHO: what include/linux/kexec_handover.h would declare. */
#ifndef PTLU_KHO_BATCH_H
#define PTLU_KHO_BATCH_H

/* A tree with the patch kho-batch of proposals/series/ has it. */
#if __has_include("linux/kho_batch.h")
#include <linux/kho_batch.h>
#else
#include <linux/kho/abi/kexec_handover.h>
#include <linux/kho_radix_tree.h>
#include <linux/mutex.h>

/**
 * struct kho_batch - pages that one task preserves or unpreserves
 * @tree: KHO's radix tree, locked between kho_batch_begin() and kho_batch_end()
 * @root: root of @tree, or of the task's own bitmaps in a shared batch
 * @key: radix key of the last page
 * @path: nodes of the last page by level, path[0] is its bitmap or NULL without a last page
 * @nr: pages since the lock was taken
 * @first: argument of kho_batch_share(), otherwise the batch itself
 * @grow: taken by a task that adds nodes to @tree or merges its bitmaps; only the one of @first
 */
struct kho_batch {
	struct kho_radix_tree *tree;
	struct kho_radix_node *root;
	unsigned long key;
	struct kho_radix_node *path[KHO_TREE_MAX_DEPTH];
	unsigned int nr;
	struct kho_batch *first;
	struct mutex grow; /* new nodes of @tree, and merges */
};

void kho_batch_begin(struct kho_batch *batch);
void kho_batch_share(struct kho_batch *batch, struct kho_batch *first);
void kho_batch_leave(struct kho_batch *batch);
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_relax(struct kho_batch *batch);
void kho_batch_end(struct kho_batch *batch);

/* Zones that have a counter each. A page of one more accounts all counted pages first. */
#define KHO_RESTORED_ZONES	8

/**
 * struct kho_restored - restored pages that are not accounted to their zones yet
 * @last: slot of the last page
 * @zone: restored pages by zone, of which those at the beginning are in use
 * @zone.page: one of the pages
 * @zone.nr: number of base pages, 0 if the slot is free
 */
struct kho_restored {
	unsigned int last;
	struct kho_restored_zone {
		struct page *page;
		long nr;
	} zone[KHO_RESTORED_ZONES];
};

struct folio *kho_batch_restore(struct kho_restored *restored, phys_addr_t phys);
void kho_batch_restored(struct kho_restored *restored);
#endif

#endif
