/* SPDX-License-Identifier: GPL-2.0-only */
/* Adapts the templates of a core, compiled for one format, to struct ptlu_core. */
#ifndef PTLU_CORE_UNIT_H
#define PTLU_CORE_UNIT_H

#include "formats/targets.h"

/**
 * PTLU_MAKE_CORE() - Build the adapters of a core
 * @core: Name of the adapters, for PTLU_CORE_FUNCTIONS()
 * @state: Member of union ptlu_any_ser that the core uses
 * @preserve_fn: The core's preserve(), with a pointer to @state
 * @unpreserve_fn: The core's unpreserve()
 * @restore_fn: The core's restore()
 */
#define PTLU_MAKE_CORE(core, state, preserve_fn, unpreserve_fn, restore_fn)                   \
	static int NS(core##_preserve)(struct pt_iommu *iommu_table, union ptlu_any_ser *ser) \
	{                                                                                     \
		return preserve_fn(iommu_table, &ser->state);                                 \
	}                                                                                     \
	static void NS(core##_unpreserve)(struct pt_iommu *iommu_table,                       \
					  union ptlu_any_ser *ser)                            \
	{                                                                                     \
		unpreserve_fn(iommu_table, &ser->state);                                      \
	}                                                                                     \
	static int NS(core##_restore)(struct pt_iommu *iommu_table,                           \
				      const union ptlu_any_ser *ser)                          \
	{                                                                                     \
		return restore_fn(iommu_table, &ser->state);                                  \
	}

/* Initializers of struct ptlu_core for the adapters of PTLU_MAKE_CORE(). */
#define PTLU_CORE_FUNCTIONS(core)                \
	.preserve = NS(core##_preserve),         \
	.unpreserve = NS(core##_unpreserve),     \
	.restore = NS(core##_restore)

#endif
