/* SPDX-License-Identifier: GPL-2.0-only */
/* Many pages registered with KHO, or restored, at once: what include/linux/kexec_handover.h would declare. */
#ifndef PTLU_KHO_BATCH_H
#define PTLU_KHO_BATCH_H

#include <linux/kho/abi/kexec_handover.h>
#include <linux/kho_radix_tree.h>
#include <linux/mutex.h>

/**
 * struct kho_batch - a caller that registers many pages, and where the last one was put
 * @tree: the tracker, locked between kho_batch_begin() and kho_batch_end()
 * @root: what pages are put into: the tracker's, or one of its own for who shares the batch of another
 * @key: of the last page
 * @path: the nodes on its way, by level: path[0] is its bitmap; NULL when there is no last page
 * @nr: pages since the lock was taken
 * @first: what kho_batch_share() was given, the batch itself otherwise
 * @grow: of the first: held by who adds nodes, or puts what is its own into the tracker
 */
struct kho_batch {
	struct kho_radix_tree *tree;
	struct kho_radix_node *root;
	unsigned long key;
	struct kho_radix_node *path[KHO_TREE_MAX_DEPTH];
	unsigned int nr;
	struct kho_batch *first;
	struct mutex grow;
};

void kho_batch_begin(struct kho_batch *batch);
void kho_batch_share(struct kho_batch *batch, struct kho_batch *first);
void kho_batch_leave(struct kho_batch *batch);
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_relax(struct kho_batch *batch);
void kho_batch_end(struct kho_batch *batch);

/**
 * struct kho_restored - pages of one zone that were restored and that the zone does not know of yet
 * @page: one of them
 * @nr: base pages
 */
struct kho_restored {
	struct page *page;
	long nr;
};

struct folio *kho_batch_restore(struct kho_restored *restored, phys_addr_t phys);
void kho_batch_restored(struct kho_restored *restored);

#endif
