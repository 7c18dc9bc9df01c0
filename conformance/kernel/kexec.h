/* SPDX-License-Identifier: GPL-2.0-only */
/* A handover by a real kexec: the old kernel's part and the next kernel's. */
#ifndef PTLU_KERNEL_KEXEC_H
#define PTLU_KERNEL_KEXEC_H

#include <linux/types.h>

/**
 * struct kexec_plan - what the old kernel does
 * @seed: seed of all random choices in both kernels
 * @tables: number of level 0 tables of each domain, full of small pages; 0 for random mappings
 * @damage: number of the serialized state that is damaged, from 1; 0 for none
 * @unpreserve: unpreserve everything again, so that nothing is handed over
 */
struct kexec_plan {
	u64 seed, tables;
	unsigned int damage;
	bool unpreserve;
};

/* What the next kernel finds. */
enum kexec_expect {
	KEXEC_EXPECT_DOMAINS,
	KEXEC_EXPECT_NOTHING,	/* the old kernel unpreserved everything */
};

int ptlu_kexec_old_kernel(const struct kexec_plan *plan);
int ptlu_kexec_next_kernel(enum kexec_expect expect);
void ptlu_kexec_forget(void);

#endif
