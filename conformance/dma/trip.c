// SPDX-License-Identifier: GPL-2.0-only
/* Hardware and memory of a live update: found in both kernels, given back at the end. */
#include <linux/kexec_handover.h>
#include <linux/pci.h>
#include "dma.h"

/**
 * ptlu_dma_find_hardware() - find the IOMMU and the devices
 * @trip: its @handover has the name of the IOMMU's driver
 *
 * Changes neither.
 *
 * Return: 0, or an error, after which ptlu_dma_forget() is allowed.
 */
int ptlu_dma_find_hardware(struct dma_trip *trip)
{
	int ret = ptlu_iommu_find(&trip->iommu, trip->handover->iommu);

	for (unsigned int i = 0; !ret && i < DMA_DEVICES; i++)
		ret = ptlu_edu_open(&trip->edu[i], i ? trip->edu[i - 1].pci : NULL);
	return ret;
}

static void free_preserved(u64 phys, bool handed_over)
{
	if (!phys)
		return;
	if (handed_over)
		kho_restore_free(phys_to_virt(phys));
	else
		kho_unpreserve_free(phys_to_virt(phys));
}

/**
 * ptlu_dma_forget() - stop DMA, turn the IOMMU off and free everything but the domains' tables
 * @trip: the live update
 * @handed_over: this is the next kernel
 */
void ptlu_dma_forget(struct dma_trip *trip, bool handed_over)
{
	struct dma_handover *handover = trip->handover;

	for (unsigned int i = 0; i < DMA_DEVICES; i++) {
		if (trip->edu[i].pci)
			pci_clear_master(trip->edu[i].pci);
		ptlu_edu_close(&trip->edu[i]);
		kvfree(trip->td[i]);
		trip->td[i] = NULL;
	}
	if (trip->iommu.registers)
		trip->iommu.driver->disable(&trip->iommu);
	ptlu_iommu_close(&trip->iommu);
	ptlu_iommu_free(&trip->iommu, handed_over);
	trip->handover = NULL;
	if (!handover)
		return;
	free_preserved(handover->empty_table, handed_over);
	for (unsigned int i = 0; i < handover->nr_mappings; i++)
		free_preserved(handover->mapping[i].page, handed_over);
	if (!handed_over)
		kho_remove_subtree(handover);
	free_preserved(virt_to_phys(handover), handed_over);
}

/* The mappings of a domain, as the suites of conformance/lib compare translations with them. */
void ptlu_dma_fill_in_mappings(const struct dma_trip *trip, struct ptlu_test_domain *td)
{
	const struct dma_handover *handover = trip->handover;

	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *from = &handover->mapping[i];

		td->mappings[i] =
			(struct ptlu_test_mapping){ from->iova, from->phys, from->size };
	}
	td->nr_mappings = handover->nr_mappings;
}

/**
 * ptlu_dma_walker_of() - configure the reference walker as the hardware of a device is programmed
 * @trip: the live update
 * @device: number of the device
 *
 * Arm's hardware translates the lower part of a table if it is programmed with fewer input bits.
 */
struct ptlu_walker ptlu_dma_walker_of(const struct dma_trip *trip, unsigned int device)
{
	struct ptlu_walker walker = ptlu_walker_of(&trip->td[device]->domain);

	walker.config.address_bits = min(walker.config.address_bits, trip->handover->input_bits);
	return walker;
}

/* A table as a driver programs it, which is what the reference walker reads it by. */
struct ptlu_iommu_table ptlu_dma_table_of(const struct ptlu_walker *walker,
				     const struct ptlu_target *target)
{
	const struct ptlu_walker_config *config = &walker->config;

	return (struct ptlu_iommu_table){
		.root = config->root, .levels = config->levels,
		.input_bits = config->address_bits, .output_bits = target->cfg.oasz_lg2,
		.granule_lg2 = config->granule_lg2, .upper = config->upper,
		.stage2 = config->stage2, .wide = config->oa52,
	};
}

/* Address by which devices reach the page of a mapping. */
u64 ptlu_dma_iova(const struct dma_mapping *mapping)
{
	return mapping->iova + (mapping->page - mapping->phys);
}
