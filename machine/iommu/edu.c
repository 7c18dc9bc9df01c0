// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU's device edu: "EDU device" of QEMU's manual, section "System Emulation Guest Hardware
 * Specifications". It copies between memory and a buffer of its own that only DMA reaches.
 */
#include <linux/delay.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/io.h>
#include <linux/pci.h>
#include "edu.h"

#define VENDOR			0x1234
#define DEVICE			0x11e8

#define IDENTIFICATION		0x00
#define IDENTIFICATION_MASK	0xffff
#define IDENTIFICATION_EDU	0x00ed
#define DMA_SOURCE		0x80
#define DMA_DESTINATION		0x88
#define DMA_COUNT		0x90
#define DMA_COMMAND		0x98
#define DMA_START		BIT(0)
#define DMA_TO_MEMORY		BIT(1)
/* address of the buffer, for the device's own side of a transfer */
#define BUFFER			0x40000

/* The device begins a transfer 100 ms after the command. */
#define TRANSFER_MS		100
#define TIMEOUT_MS		5000

/**
 * ptlu_edu_open() - open the next device
 * @edu: filled in
 * @after: the device before it, NULL for the first one
 *
 * Bus mastering stays as it is.
 *
 * Context: may sleep. Followed by ptlu_edu_close().
 * Return: 0, -ENODEV if there are no more, or an error of the PCI core.
 */
int ptlu_edu_open(struct ptlu_edu *edu, struct pci_dev *after)
{
	int ret;

	/* pci_get_device() drops a reference of what it continues from */
	edu->pci = pci_get_device(VENDOR, DEVICE, after ? pci_dev_get(after) : NULL);
	if (!edu->pci)
		return -ENODEV;
	ret = pci_enable_device(edu->pci);
	if (ret)
		goto put;
	edu->registers = pci_iomap(edu->pci, 0, 0);
	ret = -ENOMEM;
	if (!edu->registers)
		goto put;
	ret = -ENODEV;
	if ((readl(edu->registers + IDENTIFICATION) & IDENTIFICATION_MASK) == IDENTIFICATION_EDU)
		return 0;
	pci_iounmap(edu->pci, edu->registers);
put:
	pci_dev_put(edu->pci);
	edu->pci = NULL;
	return ret;
}

/* Allowed for a device that was not opened. The device stays enabled. */
void ptlu_edu_close(struct ptlu_edu *edu)
{
	if (!edu->pci)
		return;
	pci_iounmap(edu->pci, edu->registers);
	pci_dev_put(edu->pci);
	edu->pci = NULL;
}

/* The requester ID, by which an IOMMU knows the device. */
u16 ptlu_edu_requester(const struct ptlu_edu *edu)
{
	return pci_dev_id(edu->pci);
}

bool ptlu_edu_is_bus_master(const struct ptlu_edu *edu)
{
	u16 command = 0;

	pci_read_config_word(edu->pci, PCI_COMMAND, &command);
	return command & PCI_COMMAND_MASTER;
}

static int transfer(struct ptlu_edu *edu, u64 source, u64 destination, unsigned int size,
		    u64 direction)
{
	writeq(source, edu->registers + DMA_SOURCE);
	writeq(destination, edu->registers + DMA_DESTINATION);
	writeq(size, edu->registers + DMA_COUNT);
	writeq(DMA_START | direction, edu->registers + DMA_COMMAND);
	msleep(TRANSFER_MS);
	for (unsigned int waited = 0; waited < TIMEOUT_MS; waited += 5) {
		if (!(readq(edu->registers + DMA_COMMAND) & DMA_START))
			return 0;
		usleep_range(1000, 5000);
	}
	return -ETIMEDOUT;
}

/**
 * ptlu_edu_fetch() - let the device read memory into its buffer
 * @edu: the device
 * @iova: address that the device reads from
 * @size: bytes, less than 4096
 *
 * The device does not report if the read failed.
 *
 * Context: may sleep.
 * Return: 0 or -ETIMEDOUT.
 */
int ptlu_edu_fetch(struct ptlu_edu *edu, u64 iova, unsigned int size)
{
	return transfer(edu, iova, BUFFER, size, 0);
}

/**
 * ptlu_edu_store() - let the device write its buffer to memory
 * @edu: the device
 * @iova: address that the device writes to
 * @size: bytes, less than 4096
 *
 * The device does not report if the write failed.
 *
 * Context: may sleep.
 * Return: 0 or -ETIMEDOUT.
 */
int ptlu_edu_store(struct ptlu_edu *edu, u64 iova, unsigned int size)
{
	return transfer(edu, BUFFER, iova, size, DMA_TO_MEMORY);
}
