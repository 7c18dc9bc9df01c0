// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remapping hardware of "Intel Virtualization Technology for Directed I/O" (D51397), in what its
 * modes have in common: chapter 11 (Register Descriptions), section 6.5.2 (Queued Invalidation
 * Interface), section 7.1 (fault records), section 8.3 (the table DMAR of ACPI).
 */
#include <linux/acpi.h>
#include <linux/io.h>
#include <asm/cacheflush.h>
#include "vtd.h"

/* Section 11.4, the offsets */
#define CAPABILITY		0x08
#define EXTENDED_CAPABILITY	0x10
#define GLOBAL_COMMAND		0x18
#define GLOBAL_STATUS		0x1c
#define ROOT_TABLE		0x20
#define FAULT_STATUS		0x34
#define FAULT_CONTROL		0x38
#define QUEUE_HEAD		0x80
#define QUEUE_TAIL		0x88
#define QUEUE_ADDRESS		0x90

/* Section 11.4.4.1: commands, each with a bit of the same number in the status */
#define TRANSLATION		BIT(31)
#define SET_ROOT		BIT(30)
#define QUEUED_INVALIDATION	BIT(26)
/* commands that are not repeated with the next one */
#define NOT_ONE_SHOT		0x96ffffff

#define FAULT_OVERFLOW		BIT(0)
#define FAULT_NO_INTERRUPT	BIT(31)

/* Section 11.4.14 (Fault Recording Registers), the upper word of a record */
#define RECORD_FAULT		BIT_ULL(63)
#define RECORD_READ		BIT_ULL(62)
#define RECORD_REASON(word)	((word) >> 32 & 0xff)
#define RECORD_SOURCE(word)	((word) & 0xffff)

#define QUEUE_BYTES		SZ_4K
#define REGISTER_BYTES		SZ_4K
/* Section 11.4.9.3: descriptors of 256 bits */
#define QUEUE_WIDE		BIT_ULL(11)

/* Section 6.5.2.8: write @status data, and only then go on */
#define WAIT			5ULL
#define WAIT_WRITE_STATUS	BIT_ULL(5)
#define WAIT_FENCE		BIT_ULL(6)
#define DONE			1U

static unsigned int descriptor_bytes(enum vtd_mode mode)
{
	return mode == VTD_SCALABLE ? 32 : 16;
}

/* The register base of the first remapping hardware unit in ACPI's DMAR. */
static u64 register_base(void)
{
	struct acpi_table_header *table;
	u64 base = 0;
	u8 *at, *end;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_DMAR, 0, &table)))
		return 0;
	at = (u8 *)table + sizeof(struct acpi_table_dmar);
	end = (u8 *)table + table->length;
	while (!base && at + sizeof(struct acpi_dmar_header) <= end) {
		struct acpi_dmar_header *header = (void *)at;

		if (header->type == ACPI_DMAR_TYPE_HARDWARE_UNIT)
			base = ((struct acpi_dmar_hardware_unit *)header)->address;
		if (!header->length)
			break;
		at += header->length;
	}
	acpi_put_table(table);
	return base;
}

/* Section 11.4.2: with queued invalidation, which both modes use */
int ptlu_vtd_find(struct ptlu_iommu *iommu)
{
	u64 base = register_base();

	if (!base)
		return -ENODEV;
	iommu->registers = ioremap(base, REGISTER_BYTES);
	if (!iommu->registers)
		return -ENOMEM;
	return ptlu_vtd_extended_capabilities(iommu) & BIT_ULL(1) ? 0 : -EOPNOTSUPP;
}

u64 ptlu_vtd_capabilities(struct ptlu_iommu *iommu)
{
	return readq(iommu->registers + CAPABILITY);
}

u64 ptlu_vtd_extended_capabilities(struct ptlu_iommu *iommu)
{
	return readq(iommu->registers + EXTENDED_CAPABILITY);
}

/* Section 11.4.4.1: one command at a time, those that last are repeated */
static int command(struct ptlu_iommu *iommu, u32 bit, bool set)
{
	u32 lasting = readl(iommu->registers + GLOBAL_STATUS) & NOT_ONE_SHOT & ~bit;
	u32 status;

	writel(set ? lasting | bit : lasting, iommu->registers + GLOBAL_COMMAND);
	return ptlu_iommu_wait32(iommu->registers + GLOBAL_STATUS, status,
				 !(status & bit) == !set);
}

/*
 * The hardware may read memory past the caches of the processors (section 11.4.3.1, bit C). All
 * that is written for it goes through here.
 */
void ptlu_vtd_write_back(const void *entries, size_t size)
{
	clflush_cache_range((void *)entries, size);
}

/* A root entry of 16 bytes for each bus, with a table of context entries for bus 0 alone. */
static int make_root(struct ptlu_iommu *iommu)
{
	u64 *root = ptlu_iommu_alloc(iommu, VTD_ROOT, SZ_4K);
	u64 *contexts = ptlu_iommu_alloc(iommu, VTD_CONTEXTS, SZ_4K);

	if (!root || !contexts)
		return -ENOMEM;
	ptlu_vtd_write_back(contexts, SZ_4K);
	root[0] = iommu->memory.phys[VTD_CONTEXTS] | VTD_PRESENT;
	ptlu_vtd_write_back(root, SZ_4K);
	return 0;
}

int ptlu_vtd_enable(struct ptlu_iommu *iommu, enum vtd_mode mode)
{
	void __iomem *registers = iommu->registers;
	void *queue = ptlu_iommu_alloc(iommu, VTD_QUEUE, QUEUE_BYTES);
	int ret = make_root(iommu);

	if (ret)
		return ret;
	if (!queue || !ptlu_iommu_alloc(iommu, VTD_STATUS, sizeof(u32)))
		return -ENOMEM;
	if (readl(registers + GLOBAL_STATUS) & (TRANSLATION | QUEUED_INVALIDATION))
		return -EBUSY;
	ptlu_vtd_write_back(queue, QUEUE_BYTES);
	writeq(iommu->memory.phys[VTD_ROOT] | (u64)mode << 10, registers + ROOT_TABLE);
	ret = command(iommu, SET_ROOT, true);
	if (ret)
		return ret;
	iommu->tail = 0;
	writeq(0, registers + QUEUE_TAIL);
	writeq(iommu->memory.phys[VTD_QUEUE] | (mode == VTD_SCALABLE ? QUEUE_WIDE : 0),
	       registers + QUEUE_ADDRESS);
	ret = command(iommu, QUEUED_INVALIDATION, true);
	if (ret)
		return ret;
	writel(FAULT_NO_INTERRUPT, registers + FAULT_CONTROL);
	ret = iommu->driver->invalidate(iommu);
	return ret ?: command(iommu, TRANSLATION, true);
}

/* A kexec does not reset the hardware. */
int ptlu_vtd_adopt(struct ptlu_iommu *iommu, enum vtd_mode mode)
{
	void __iomem *registers = iommu->registers;
	u32 status = readl(registers + GLOBAL_STATUS);

	if (!(status & TRANSLATION) || !(status & QUEUED_INVALIDATION))
		return -ENODEV;
	if (readq(registers + ROOT_TABLE) != (iommu->memory.phys[VTD_ROOT] | (u64)mode << 10))
		return -EADDRNOTAVAIL;
	iommu->tail = readq(registers + QUEUE_TAIL);
	return 0;
}

/* Put a descriptor of descriptor_bytes(), the rest of which is zero, into the queue. */
int ptlu_vtd_queue(struct ptlu_iommu *iommu, const u64 *descriptor, enum vtd_mode mode)
{
	unsigned int bytes = descriptor_bytes(mode);
	u64 *to = ptlu_iommu_block(iommu, VTD_QUEUE) + iommu->tail, head;

	memset(to, 0, bytes);
	to[0] = descriptor[0];
	to[1] = descriptor[1];
	ptlu_vtd_write_back(to, bytes);
	iommu->tail = (iommu->tail + bytes) % QUEUE_BYTES;
	writeq(iommu->tail, iommu->registers + QUEUE_TAIL);
	return ptlu_iommu_wait64(iommu->registers + QUEUE_HEAD, head, head == iommu->tail);
}

/* Wait until all descriptors that are in the queue have had their effect. */
int ptlu_vtd_wait(struct ptlu_iommu *iommu, enum vtd_mode mode)
{
	u32 *status = ptlu_iommu_block(iommu, VTD_STATUS);
	u64 wait[2] = { WAIT | WAIT_WRITE_STATUS | WAIT_FENCE | (u64)DONE << 32,
			iommu->memory.phys[VTD_STATUS] };
	u32 value;
	int ret;

	WRITE_ONCE(*status, 0);
	ptlu_vtd_write_back(status, sizeof(*status));
	ret = ptlu_vtd_queue(iommu, wait, mode);
	if (!ret)
		ret = read_poll_timeout(READ_ONCE, value, value == DONE, 10, PTLU_IOMMU_TIMEOUT,
					false, *status);
	return ret;
}

/* Section 7.1.3 (Fault Reasons), by the encodings of both modes */
static enum ptlu_iommu_fault_kind kind_of(unsigned int reason)
{
	switch (reason) {
	case 0x01:	/* LRT.2: root entry not present */
	case 0x02:	/* LCT.2: context entry not present */
	case 0x39:	/* SRT.2 */
	case 0x41:	/* SCT.2 */
	case 0x51:	/* SPD.2: PASID directory entry not present */
	case 0x59:	/* SPT.2: PASID table entry not present */
	case 0x5b:	/* SPT.4: its type is invalid, what QEMU 10.0.2 reports instead */
		return PTLU_FAULT_DEVICE;
	case 0x04:	/* LGN.1: beyond the address width */
	case 0x05:	/* LGN.2: write without permission */
	case 0x06:	/* LGN.3: read without permission */
	case 0x71:	/* SFS.2: first-stage entry not present */
	case 0x79:	/* SSS.2: second-stage entry not present */
	case 0x80:	/* SGN.1: not canonical */
	case 0x84:	/* SGN.5: beyond the address width */
	case 0x85:	/* SGN.6: write without permission */
	case 0x86:	/* SGN.7: read without permission */
		return PTLU_FAULT_ADDRESS;
	}
	return PTLU_FAULT_ENTRY;
}

/* Section 11.4.2: the records are at 16 times bits 33:24, their number is bits 47:40 and one. */
bool ptlu_vtd_next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault)
{
	u64 capability = ptlu_vtd_capabilities(iommu), low, high = 0;
	void __iomem *record = iommu->registers + (capability >> 24 & 0x3ff) * 16;
	unsigned int left = (capability >> 40 & 0xff) + 1;

	for (; left; left--, record += 16) {
		high = readq(record + 8);
		if (high & RECORD_FAULT)
			break;
	}
	if (!left) {
		writel(FAULT_OVERFLOW, iommu->registers + FAULT_STATUS);
		return false;
	}
	low = readq(record);
	*fault = (struct ptlu_iommu_fault){
		.kind = kind_of(RECORD_REASON(high)), .code = RECORD_REASON(high),
		.iova = low & ~0xfffULL, .device = RECORD_SOURCE(high),
		.write = !(high & RECORD_READ),
	};
	writeq(RECORD_FAULT, record + 8);
	return true;
}

int ptlu_vtd_disable(struct ptlu_iommu *iommu)
{
	int ret = command(iommu, TRANSLATION, false);

	return ret ?: command(iommu, QUEUED_INVALIDATION, false);
}
