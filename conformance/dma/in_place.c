// SPDX-License-Identifier: GPL-2.0-only
/* A simulated kexec between the tests of both kernels, for an architecture without KHO. */
#include <linux/pci.h>
#include <linux/slab.h>
#include "dma.h"

/* What the old kernel hands over; NULL if a real kexec did, or will. */
static struct dma_handover *handed_over;

/**
 * ptlu_dma_kexec_in_place() - do what a kexec does to domains and devices, in the same kernel
 * @trip: the live update of the old kernel; its hardware is closed, and stays on
 *
 * A table that is registered with KHO is handed over, any other is freed: ptlu_kexec(). The memory
 * of kho_alloc_preserve() stays allocated. Bus mastering is cleared, as pci_device_shutdown() does.
 *
 * Context: may sleep. The tables are watched since before the domains were built.
 */
void ptlu_dma_kexec_in_place(struct dma_trip *trip)
{
	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		pci_clear_master(trip->edu[i].pci);
		ptlu_edu_close(&trip->edu[i]);
		kvfree(trip->td[i]);
		trip->td[i] = NULL;
	}
	ptlu_iommu_close(&trip->iommu);
	ptlu_kexec();
	handed_over = trip->handover;
}

/* What a simulated kexec has handed over, NULL if there was none. */
struct dma_handover *ptlu_dma_handed_over_in_place(void)
{
	return handed_over;
}

/**
 * ptlu_dma_forget_in_place() - give back everything after a simulated kexec
 * @trip: the live update of the next kernel
 */
void ptlu_dma_forget_in_place(struct dma_trip *trip)
{
	ptlu_dma_forget(trip, false);
	/* frees the tables that a mistake was planted into */
	ptlu_watch_end();
	handed_over = NULL;
}
