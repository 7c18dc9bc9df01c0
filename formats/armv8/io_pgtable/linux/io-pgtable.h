/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree's include/linux/io-pgtable.h, relative to its drivers/iommu, which -I has. */
#include <../../include/linux/io-pgtable.h>
