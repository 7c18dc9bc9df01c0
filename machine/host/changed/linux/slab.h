/* SPDX-License-Identifier: GPL-2.0-only */
/* malloc(), for the sanitizers; stands in for include/linux/slab.h. */
#ifndef PTLU_LINUX_SLAB_H
#define PTLU_LINUX_SLAB_H

#include <linux/kernel.h>
#include <linux/mm.h>

/* Counts like an allocation of a page: see ptlu_fail_nth_alloc(). */
void *ptlu_kmalloc(size_t size, gfp_t gfp);
void ptlu_kfree(const void *ptr);

#define kmalloc(size, gfp)	ptlu_kmalloc(size, gfp)
#define kzalloc(size, gfp)	ptlu_kmalloc(size, (gfp) | __GFP_ZERO)
#define kzalloc_obj(obj, ...)	((typeof(obj) *)ptlu_kmalloc(sizeof(obj), GFP_KERNEL | __GFP_ZERO))
#define kfree(ptr)		ptlu_kfree(ptr)

/* Arrays of tests and benchmarks, which never fail on purpose. */
#define kvcalloc(n, size, gfp)		calloc(n, size)
#define kvrealloc(ptr, size, gfp)	realloc(ptr, size)
#define kvfree(ptr)			free((void *)(ptr))

#endif
