/* SPDX-License-Identifier: GPL-2.0-only */
/* Early boot can use the direct map; stands in for asm/early_ioremap.h. */
#define early_memremap(phys, size)	phys_to_virt(phys)
#define early_memunmap(virt, size)	do { } while (0)
