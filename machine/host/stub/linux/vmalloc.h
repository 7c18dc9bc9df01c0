/* SPDX-License-Identifier: GPL-2.0-only */
/* There is no vmalloc memory, KHO's calls for it fail; stands in for include/linux/vmalloc.h. */
#ifndef PTLU_LINUX_VMALLOC_H
#define PTLU_LINUX_VMALLOC_H

#include <linux/mm.h>
#include <linux/slab.h>

#define VM_ALLOC		0x2UL
#define VM_UNINITIALIZED	0x20UL
#define VM_ALLOW_HUGE_VMAP	0x400UL
#define VMALLOC_START		0UL
#define VMALLOC_END		0UL
#define PAGE_KERNEL		0
#define KASAN_VMALLOC_PROT_NORMAL	1U
#define KASAN_VMALLOC_VM_ALLOC		2U

typedef unsigned int kasan_vmalloc_flags_t;
typedef unsigned long pgprot_t;

struct vm_struct {
	void *addr;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
};

#define find_vm_area(ptr)			((void)(ptr), (struct vm_struct *)NULL)
#define get_vm_area_page_order(vm)		0U
#define get_vm_area_size(vm)			0UL
#define __get_vm_area_node(...)			((struct vm_struct *)NULL)
#define vmap_pages_range(a, e, p, pages, s)	((void)(e), -ENOMEM)
#define kasan_unpoison_vmalloc(addr, size, f)	((void)(f), (addr))
#define clear_vm_uninitialized_flag(vm)		do { } while (0)
#define free_vm_area(vm)			do { } while (0)
#define kvmalloc_objs(obj, n)			((typeof(obj) *)ptlu_kmalloc((n) * sizeof(obj), 0))
#define kvmalloc_array(n, size, gfp)		ptlu_kmalloc((n) * (size), gfp)
#define kvfree(ptr)				kfree(ptr)
#define __free_page(page)			free_page((unsigned long)page_address(page))

#endif
