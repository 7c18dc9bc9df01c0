/* SPDX-License-Identifier: GPL-2.0-only */
/* Many pages registered with KHO under one lock: what include/linux/kexec_handover.h would declare. */
#ifndef PTLU_KHO_BATCH_H
#define PTLU_KHO_BATCH_H

#include <linux/kho/abi/kexec_handover.h>
#include <linux/kho_radix_tree.h>

/**
 * struct kho_batch - a caller that registers many pages, and where the last one was put
 * @tree: the tracker, locked between kho_batch_begin() and kho_batch_end()
 * @key: of the last page
 * @path: the nodes on its way, by level: path[0] is its bitmap; NULL when there is no last page
 * @nr: pages since the lock was taken
 */
struct kho_batch {
	struct kho_radix_tree *tree;
	unsigned long key;
	struct kho_radix_node *path[KHO_TREE_MAX_DEPTH];
	unsigned int nr;
};

void kho_batch_begin(struct kho_batch *batch);
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order);
void kho_batch_end(struct kho_batch *batch);

#endif
