/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's basic types in user space; stands in for include/linux/types.h. */
#ifndef PTLU_LINUX_TYPES_H
#define PTLU_LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <asm/types.h>
#include <asm/posix_types.h>

/* As in the kernel, where a u64 is an unsigned long long on every architecture. */
typedef __u64 u64;
typedef __s64 s64;
typedef __u32 u32;
typedef __s32 s32;
typedef __u16 u16;
typedef __s16 s16;
typedef __u8 u8;
typedef __s8 s8;
typedef unsigned __int128 u128;

typedef __u64 __aligned_u64 __attribute__((aligned(8)));
typedef __u64 __aligned_le64 __attribute__((aligned(8)));
typedef __u16 __le16;
typedef __u32 __le32;
typedef __u64 __le64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;

typedef u64 phys_addr_t;
typedef u64 dma_addr_t;
typedef u64 resource_size_t;
typedef unsigned long pgoff_t;
typedef unsigned int gfp_t;
typedef unsigned int fmode_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef struct {
	long counter;
} atomic_long_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

/* annotations that tools/include/linux/compiler.h does not define */
#define __bitwise
#define __force
#define __must_check
#define __cold
#ifndef __user
#define __user
#endif

#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]

#endif
