/* SPDX-License-Identifier: GPL-2.0-only */
/* A handover by a real kexec: what the old kernel does, and what the next one finds. */
#ifndef PTLU_KERNEL_KEXEC_H
#define PTLU_KERNEL_KEXEC_H

#include <linux/types.h>

/**
 * struct kexec_plan - what the old kernel is to do
 * @seed: of every random choice in both kernels
 * @tables: lowest tables of each domain, full of the smallest pages; 0 for random mappings
 * @damage: number of the record that is damaged, from 1; 0 for none
 * @take_back: unpreserve everything again: nothing is handed over
 */
struct kexec_plan {
	u64 seed, tables;
	unsigned int damage;
	bool take_back;
};

int ptlu_kexec_old_kernel(const struct kexec_plan *plan);
int ptlu_kexec_next_kernel(bool expect_nothing);
void ptlu_kexec_forget(void);

#endif
