/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's device edu, which does DMA on command. */
#ifndef PTLU_IOMMU_EDU_H
#define PTLU_IOMMU_EDU_H

#include <linux/types.h>

struct pci_dev;

/**
 * struct ptlu_edu - a device
 * @pci: the device
 * @registers: its registers
 */
struct ptlu_edu {
	struct pci_dev *pci;
	void __iomem *registers;
};

int ptlu_edu_open(struct ptlu_edu *edu, struct pci_dev *after);
void ptlu_edu_close(struct ptlu_edu *edu);
u16 ptlu_edu_requester(const struct ptlu_edu *edu);
bool ptlu_edu_is_bus_master(const struct ptlu_edu *edu);
int ptlu_edu_fetch(struct ptlu_edu *edu, u64 iova, unsigned int size);
int ptlu_edu_store(struct ptlu_edu *edu, u64 iova, unsigned int size);

#endif
