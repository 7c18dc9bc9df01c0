/* SPDX-License-Identifier: GPL-2.0-only */
/* Serialized state of the tree's own live update, empty for a tree without one. */
#ifndef PTLU_TREE_SER_H
#define PTLU_TREE_SER_H

#ifdef PTLU_TREE_CORE
#include <linux/kho/abi/iommu.h>

struct ptlu_tree_ser {
	struct iommu_domain_ser ser;
};
#else
struct ptlu_tree_ser {
};
#endif

#endif
