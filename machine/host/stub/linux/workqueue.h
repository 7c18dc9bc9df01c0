/* SPDX-License-Identifier: GPL-2.0-only */
/* Types in structs of iommu.h; stands in for include/linux/{workqueue,refcount,scatterlist}.h. */
#ifndef PTLU_LINUX_WORKQUEUE_H
#define PTLU_LINUX_WORKQUEUE_H

#include <linux/types.h>

struct work_struct {
	int unused;
};

typedef struct {
	atomic_t refs;
} refcount_t;

struct scatterlist;

struct sg_table {
	struct scatterlist *sgl;
	unsigned int orig_nents;
};

#endif
