// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host translation of the "AMD I/O Virtualization Technology (IOMMU) Specification" (48882):
 * sections 2.2.2 (Device Table), 2.4 (Commands), 2.5 (Event Logging), 3.4 (MMIO registers) and 5.2
 * (the table IVRS of ACPI).
 */
#include <linux/acpi.h>
#include <linux/io.h>
#include <linux/sizes.h>
#include "drivers.h"

/* Sections 3.4.1 and 3.4.13 */
#define DEVICE_TABLE		0x0000
#define COMMAND_BUFFER		0x0008
#define EVENT_LOG		0x0010
#define CONTROL			0x0018
#define EXTENDED_FEATURES	0x0030
#define COMMAND_TAIL		0x2008
#define EVENT_HEAD		0x2010
#define REGISTER_BYTES		SZ_16K

#define CONTROL_ENABLE		BIT_ULL(0)
#define CONTROL_EVENT_LOG	BIT_ULL(2)
/* the hardware reads the device table through the caches of the processors */
#define CONTROL_COHERENT	BIT_ULL(10)
#define CONTROL_COMMANDS	BIT_ULL(12)
#define CONTROL_ON		(CONTROL_ENABLE | CONTROL_EVENT_LOG | CONTROL_COHERENT | \
				 CONTROL_COMMANDS)

#define FEATURE_INVALIDATE_ALL	BIT_ULL(6)
/* bits 11:10: four levels, five or six */
#define MOST_LEVELS(features)	(4 + ((features) >> 10 & 3))

enum {
	DEVICES,
	COMMANDS,
	EVENTS,
	STATUS,
	EMPTY_TABLE,
};

/* 256 entries, for bus 0. The register has the number of 4 KiB pages, less one. */
#define ENTRY_BYTES		32
#define NR_ENTRIES		256
#define DEVICES_BYTES		(NR_ENTRIES * ENTRY_BYTES)
#define DEVICES_SIZE		(DEVICES_BYTES / SZ_4K - 1)

/* Bits 59:56: the log2 of the number of entries, which have 16 bytes */
#define RING_ENTRY_BYTES	16
#define RING_LG2		8
#define RING_BYTES		(RING_ENTRY_BYTES << RING_LG2)
#define RING_SIZE		((u64)RING_LG2 << 56)

/* Section 2.2.2.1, the first word of a device table entry */
#define VALID			BIT_ULL(0)
#define TRANSLATION_VALID	BIT_ULL(1)
#define MODE(levels)		((u64)(levels) << 9)
#define READS			BIT_ULL(61)
#define WRITES			BIT_ULL(62)

/* Section 2.4, the upper half of a command's first word */
#define CODE(n)			((u64)(n) << 60)
#define COMPLETION_WAIT		CODE(1)
#define INVALIDATE_ENTRY	CODE(2)
#define INVALIDATE_PAGES	CODE(3)
#define INVALIDATE_ALL		CODE(8)
/* of a completion wait: store the second word */
#define STORE			BIT_ULL(0)
#define DONE			1ULL
/* of invalidate pages: an address of this form is all of them, with the table pointers */
#define ALL_PAGES		(0x7ffffffffffff000ULL | 3)

/* Section 2.5.3 (IO_PAGE_FAULT Event), the first word */
#define EVENT_CODE(word)	((word) >> 60)
#define EVENT_PAGE_FAULT	2
#define EVENT_WRITE		BIT_ULL(53)
#define EVENT_RESERVED_BIT	BIT_ULL(55)
/* QEMU 10.0.2 sets bit 49, which is NX in the manual, instead of EVENT_WRITE. */
#define EVENT_WRITE_QEMU	BIT_ULL(49)

/* Section 5.2.2: the base of the registers in the first I/O virtualization definition block */
static u64 register_base(void)
{
	struct acpi_table_header *table;
	u64 base = 0;
	u8 *at, *end;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_IVRS, 0, &table)))
		return 0;
	at = (u8 *)table + sizeof(struct acpi_table_ivrs);
	end = (u8 *)table + table->length;
	while (!base && at + sizeof(struct acpi_ivrs_hardware_10) <= end) {
		struct acpi_ivrs_header *header = (void *)at;

		if (header->type == ACPI_IVRS_TYPE_HARDWARE1 ||
		    header->type == ACPI_IVRS_TYPE_HARDWARE2 ||
		    header->type == ACPI_IVRS_TYPE_HARDWARE3)
			base = ((struct acpi_ivrs_hardware_10 *)header)->base_address;
		if (!header->length)
			break;
		at += header->length;
	}
	acpi_put_table(table);
	return base;
}

static int find(struct ptlu_iommu *iommu)
{
	u64 base = register_base();

	if (!base)
		return -ENODEV;
	iommu->registers = ioremap(base, REGISTER_BYTES);
	if (!iommu->registers)
		return -ENOMEM;
	return readq(iommu->registers + EXTENDED_FEATURES) & FEATURE_INVALIDATE_ALL ? 0 :
										      -EOPNOTSUPP;
}

/* Put a command into the buffer. It is empty after each wait(), so a few of them fit. */
static void command(struct ptlu_iommu *iommu, u64 low, u64 high)
{
	u64 *to = ptlu_iommu_block(iommu, COMMANDS) + iommu->tail;

	to[0] = low;
	to[1] = high;
	iommu->tail = (iommu->tail + RING_ENTRY_BYTES) % RING_BYTES;
	writeq(iommu->tail, iommu->registers + COMMAND_TAIL);
}

/*
 * Section 2.4.1: the store comes after all commands before have had their effect. The buffer's head
 * is not read: QEMU 10.0.2 leaves it at the end of the buffer when it starts anew.
 */
static int wait(struct ptlu_iommu *iommu)
{
	u64 *status = ptlu_iommu_block(iommu, STATUS), value;

	WRITE_ONCE(*status, 0);
	command(iommu, COMPLETION_WAIT | STORE | iommu->memory.phys[STATUS], DONE);
	return read_poll_timeout(READ_ONCE, value, value == DONE, 10, PTLU_IOMMU_TIMEOUT, false,
				 *status);
}

/* Section 2.4.8 (INVALIDATE_IOMMU_ALL) */
static int invalidate(struct ptlu_iommu *iommu)
{
	command(iommu, INVALIDATE_ALL, 0);
	return wait(iommu);
}

/* Each device has a domain number of its own, which is not 0. */
static u64 domain_of(u16 device)
{
	return device + 1;
}

static int invalidate_device(struct ptlu_iommu *iommu, u16 device)
{
	command(iommu, INVALIDATE_ENTRY | device, 0);
	command(iommu, INVALIDATE_PAGES | domain_of(device) << 32, ALL_PAGES);
	return wait(iommu);
}

static u64 *entry_of(struct ptlu_iommu *iommu, u16 device)
{
	return ptlu_iommu_block(iommu, DEVICES) + device * ENTRY_BYTES;
}

/* An entry without permissions: section 2.2.2.1 has mode 0 for addresses that pass as they are. */
static void block(struct ptlu_iommu *iommu, u16 device)
{
	WRITE_ONCE(*entry_of(iommu, device), VALID | TRANSLATION_VALID | MODE(1) |
					     iommu->memory.phys[EMPTY_TABLE]);
}

static int enable(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;
	const u64 *phys = iommu->memory.phys;

	if (readq(registers + CONTROL) & CONTROL_ENABLE)
		return -EBUSY;
	if (!ptlu_iommu_alloc(iommu, DEVICES, DEVICES_BYTES) ||
	    !ptlu_iommu_alloc(iommu, COMMANDS, RING_BYTES) ||
	    !ptlu_iommu_alloc(iommu, EVENTS, RING_BYTES) ||
	    !ptlu_iommu_alloc(iommu, STATUS, sizeof(u64)) ||
	    !ptlu_iommu_alloc(iommu, EMPTY_TABLE, SZ_4K))
		return -ENOMEM;
	for (unsigned int device = 0; device < NR_ENTRIES; device++)
		block(iommu, device);
	writeq(phys[DEVICES] | DEVICES_SIZE, registers + DEVICE_TABLE);
	writeq(phys[COMMANDS] | RING_SIZE, registers + COMMAND_BUFFER);
	writeq(phys[EVENTS] | RING_SIZE, registers + EVENT_LOG);
	iommu->tail = 0;
	iommu->head = 0;
	writeq(CONTROL_ON, registers + CONTROL);
	return invalidate(iommu);
}

static int adopt(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;

	if (readq(registers + CONTROL) != CONTROL_ON)
		return -ENODEV;
	if (readq(registers + DEVICE_TABLE) != (iommu->memory.phys[DEVICES] | DEVICES_SIZE))
		return -EADDRNOTAVAIL;
	iommu->tail = readq(registers + COMMAND_TAIL);
	iommu->head = readq(registers + EVENT_HEAD);
	return 0;
}

static int detach(struct ptlu_iommu *iommu, u16 device)
{
	if (device >= NR_ENTRIES)
		return -EINVAL;
	block(iommu, device);
	return invalidate_device(iommu, device);
}

static int attach(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	u64 features = readq(iommu->registers + EXTENDED_FEATURES), *entry;
	int ret = detach(iommu, device);

	if (ret)
		return ret;
	if (table->levels > MOST_LEVELS(features))
		return -EOPNOTSUPP;
	entry = entry_of(iommu, device);
	entry[1] = domain_of(device);
	WRITE_ONCE(entry[0], VALID | TRANSLATION_VALID | MODE(table->levels) | table->root |
				     READS | WRITES);
	return invalidate_device(iommu, device);
}

/* The event of a device that its entry blocks is a page fault, too. */
static enum ptlu_iommu_fault_kind kind_of(struct ptlu_iommu *iommu, u64 event)
{
	if (EVENT_CODE(event) != EVENT_PAGE_FAULT || event & EVENT_RESERVED_BIT)
		return PTLU_FAULT_ENTRY;
	return *entry_of(iommu, event & 0xff) & (READS | WRITES) ? PTLU_FAULT_ADDRESS :
								   PTLU_FAULT_DEVICE;
}

/* Section 2.5.1: a place of the log that was cleared gets its code last. */
static bool next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault)
{
	u64 *event = ptlu_iommu_block(iommu, EVENTS) + iommu->head, word = READ_ONCE(event[0]);

	if (!EVENT_CODE(word))
		return false;
	*fault = (struct ptlu_iommu_fault){
		.kind = kind_of(iommu, word), .code = EVENT_CODE(word), .iova = event[1],
		.device = word & 0xffff, .write = word & (EVENT_WRITE | EVENT_WRITE_QEMU),
	};
	event[0] = 0;
	event[1] = 0;
	iommu->head = (iommu->head + RING_ENTRY_BYTES) % RING_BYTES;
	writeq(iommu->head, iommu->registers + EVENT_HEAD);
	return true;
}

static int disable(struct ptlu_iommu *iommu)
{
	writeq(0, iommu->registers + CONTROL);
	return 0;
}

const struct ptlu_iommu_driver ptlu_amd_v1 = {
	.name = "amd-v1",
	/* section 2.1.4: interrupts */
	.not_translated = { 0xfee00000, 0xfeefffff },
	/* QEMU 10.0.2 takes the log for full always, QEMU 11.1.3 leaves the address out */
	.incomplete = true,
	.find = find,
	.enable = enable,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.invalidate = invalidate,
	.next_fault = next_fault,
	.disable = disable,
};
