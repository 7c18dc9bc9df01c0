/* SPDX-License-Identifier: GPL-2.0-only */
/* Page size and direct map, whose address differs in the next kernel; stands in for asm/page.h. */
#ifndef PTLU_ASM_PAGE_H
#define PTLU_ASM_PAGE_H

#include <linux/types.h>
#include <linux/const.h>

#ifndef PTLU_PAGE_SHIFT
#define PTLU_PAGE_SHIFT 12
#endif

#define PAGE_SHIFT	PTLU_PAGE_SHIFT
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x)	(((x) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGN_DOWN(x)	((x) & PAGE_MASK)

/* As on x86 with CONFIG_RANDOMIZE_MEMORY: a variable, virtual = physical + page_offset_base. */
extern unsigned long page_offset_base;

#define __va(phys)	((void *)((unsigned long)(phys) + page_offset_base))
#define __pa(virt)	((phys_addr_t)((unsigned long)(virt) - page_offset_base))
/* There is no kernel image outside of the direct map. */
#define __pa_symbol(virt)	__pa(virt)

static inline phys_addr_t virt_to_phys(const volatile void *virt)
{
	return __pa(virt);
}

static inline void *phys_to_virt(phys_addr_t phys)
{
	return __va(phys);
}

static inline int get_order(unsigned long size)
{
	size = (size - 1) >> PAGE_SHIFT;
	return size ? 64 - __builtin_clzl(size) : 0;
}

#endif
