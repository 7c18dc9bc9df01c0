/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree's include/linux/io-pgtable.h, found from the tree's drivers/iommu, which is an include folder. */
#include <../../include/linux/io-pgtable.h>
