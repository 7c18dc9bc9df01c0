/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration of the userland kernel; stands in for include/generated/autoconf.h. */
#ifndef PTLU_AUTOCONF_H
#define PTLU_AUTOCONF_H

#define CONFIG_64BIT 1
#define CONFIG_MMU 1
#define CONFIG_SMP 1
#define CONFIG_PHYS_ADDR_T_64BIT 1
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#define CONFIG_MEMCG 1
#define CONFIG_SPARSEMEM_VMEMMAP 1

#define CONFIG_IOMMU_API 1
#define CONFIG_IOMMU_SUPPORT 1
#define CONFIG_GENERIC_PT 1
#define CONFIG_IOMMU_PT 1
#define CONFIG_IOMMUFD_DRIVER 1
#define CONFIG_IOMMUFD_TEST 1

#define CONFIG_KUNIT 1

#define CONFIG_KEXEC_HANDOVER 1
#define CONFIG_KEXEC_HANDOVER_ENABLE_DEFAULT 1
#define CONFIG_MEMBLOCK_KHO_SCRATCH 1
#define CONFIG_CMA 1

/* KHO's own checks, in the builds of tests. What is measured is what a machine runs. */
#ifdef PTLU_DEBUG_KHO
#define CONFIG_KEXEC_HANDOVER_DEBUG 1
#endif

/* If the tree has it. */
#ifdef PTLU_TREE_CORE
#define CONFIG_IOMMU_LIVEUPDATE 1
#endif

/* AMD's C bit is a part of table pointers: sme_me_mask is a variable of the userland kernel. */
#define CONFIG_ARCH_HAS_MEM_ENCRYPT 1
#define CONFIG_AMD_MEM_ENCRYPT 1

/*
 * iommu-pages.h flushes incoherent tables by cache line on x86 and through the DMA API elsewhere.
 * A build with PTLU_DMA_API takes the second form on any machine.
 */
#if defined(__x86_64__) && !defined(PTLU_DMA_API)
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#endif

/* generic_pt's own invariants and every feature in every format: make DEBUG_GENERIC_PT=1 */
#ifdef PTLU_DEBUG_GENERIC_PT
#define CONFIG_DEBUG_GENERIC_PT 1
#endif

#endif
