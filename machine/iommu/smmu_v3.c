// SPDX-License-Identifier: GPL-2.0-only
/*
 * SMMUv3 of the "Arm System Memory Management Unit Architecture Specification, SMMU architecture
 * version 3" (IHI 0070): chapter 6 (Memory map and registers), sections 5.2 (Stream Table Entry)
 * and 5.4 (Context Descriptor), chapter 4 (Commands), section 7.3 (Event records).
 */
#include <linux/io.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include "drivers.h"

/* Section 6.3; page 1 begins at 64 KiB */
#define IDR0			0x00
#define IDR0_STAGE2		BIT(0)
#define IDR0_STAGE1		BIT(1)
#define IDR5			0x14
#define CR0			0x20
#define CR0ACK			0x24
#define CR1			0x28
#define CR2			0x2c
#define STRTAB_BASE		0x80
#define STRTAB_BASE_CFG		0x88
#define CMDQ_BASE		0x90
#define CMDQ_PROD		0x98
#define CMDQ_CONS		0x9c
#define EVENTQ_BASE		0xa0
#define EVENTQ_PROD		0x100a8
#define EVENTQ_CONS		0x100ac
#define REGISTER_BYTES		SZ_128K

#define CR0_SMMUEN		BIT(0)
#define CR0_EVENTQEN		BIT(2)
#define CR0_CMDQEN		BIT(3)
#define CR0_ON			(CR0_SMMUEN | CR0_EVENTQEN | CR0_CMDQEN)
/* memory of tables and queues: write-back, inner shareable */
#define CR1_WRITE_BACK		(3 << 10 | 1 << 8 | 1 << 6 | 3 << 4 | 1 << 2 | 1 << 0)
/* an unknown stream is reported */
#define CR2_RECINVSID		BIT(1)

enum {
	STREAMS,
	COMMANDS,
	EVENTS,
	CONTEXTS,
};

/* A linear stream table for bus 0 */
#define STREAMS_LG2		8
#define NR_STREAMS		(1U << STREAMS_LG2)
#define ENTRY_BYTES		64
#define ENTRIES_BYTES		(NR_STREAMS * ENTRY_BYTES)
#define COMMAND_BYTES		16
#define COMMANDS_LG2		8
#define EVENT_BYTES		32
#define EVENTS_LG2		8
/* An index of a queue has one bit more, which changes with each round. */
#define INDEX(value, lg2)	((value) & ((1U << (lg2)) - 1))
#define NEXT(value, lg2)	(((value) + 1) & ((2U << (lg2)) - 1))

/* Section 5.2, by words of 64 bits */
#define STE_VALID		BIT_ULL(0)
#define STE_STAGE1		(5ULL << 1)
#define STE_STAGE2		(6ULL << 1)
/* table walks of stage 1: write-back, inner shareable; attributes as they come */
#define STE1_WRITE_BACK		(1ULL << 2 | 1ULL << 4 | 3ULL << 6)
#define STE1_INCOMING		(1ULL << 44)
#define STE2_T0SZ(bits)		((64ULL - (bits)) << 32)
#define STE2_SL0(level)		((u64)(level) << 38)
#define STE2_WRITE_BACK		(1ULL << 40 | 1ULL << 42 | 3ULL << 44)
#define STE2_TG(n)		((u64)(n) << 46)
#define STE2_PS(n)		((u64)(n) << 48)
#define STE2_AA64		BIT_ULL(51)
#define STE2_RECORD		BIT_ULL(58)

/* Section 5.4 */
#define CD_T0SZ(bits)		(64ULL - (bits))
#define CD_TG0(n)		((u64)(n) << 6)
#define CD_WRITE_BACK		(1ULL << 8 | 1ULL << 10 | 3ULL << 12)
#define CD_EPD0			BIT_ULL(14)
#define CD_EPD1			BIT_ULL(30)
#define CD_VALID		BIT_ULL(31)
#define CD_IPS(n)		((u64)(n) << 32)
#define CD_AA64			BIT_ULL(41)
#define CD_RECORD		(BIT_ULL(45) | BIT_ULL(46))
#define CD_ASET			BIT_ULL(47)
/* the fields of TTB1 are 16 bits above those of TTB0, but for the granule */
#define CD_UPPER(fields)	((fields) << 16)
#define CD_TG1(n)		((u64)(n) << 22)
/* normal write-back memory for every index */
#define CD_MAIR			(~0ULL)

/* Chapter 4 */
#define CFGI_ALL		{ 0x04, 31 }
#define TLBI_NSNH_ALL		{ 0x30 }
#define SYNC			{ 0x46 }

/* Section 7.3 */
#define C_BAD_STE		0x04
#define F_TRANSLATION		0x10
#define F_ADDR_SIZE		0x11
#define F_PERMISSION		0x13
#define EVENT_READ		BIT_ULL(35)

static int find(struct ptlu_iommu *iommu)
{
	struct device_node *node = of_find_compatible_node(NULL, NULL, "arm,smmu-v3");
	struct resource resource;
	int ret = node ? of_address_to_resource(node, 0, &resource) : -ENODEV;

	of_node_put(node);
	if (ret)
		return -ENODEV;
	iommu->registers = ioremap(resource.start, REGISTER_BYTES);
	return iommu->registers ? 0 : -ENOMEM;
}

static int command(struct ptlu_iommu *iommu, const u64 *words)
{
	u64 *to = ptlu_iommu_block(iommu, COMMANDS) +
		  INDEX(iommu->tail, COMMANDS_LG2) * COMMAND_BYTES;
	u32 consumed;

	to[0] = words[0];
	to[1] = words[1];
	iommu->tail = NEXT(iommu->tail, COMMANDS_LG2);
	writel(iommu->tail, iommu->registers + CMDQ_PROD);
	/* bits 30:24 have the reason if the hardware stops at a command */
	return ptlu_iommu_wait32(iommu->registers + CMDQ_CONS, consumed,
				 (consumed & ~(0x7fU << 24)) == iommu->tail);
}

/* Section 4.7.3: commands before a sync are complete when it is consumed. */
static int invalidate(struct ptlu_iommu *iommu)
{
	return command(iommu, (const u64[2])CFGI_ALL) ?:
	       command(iommu, (const u64[2])TLBI_NSNH_ALL) ?: command(iommu, (const u64[2])SYNC);
}

static int set_cr0(struct ptlu_iommu *iommu, u32 value)
{
	u32 acknowledged;

	writel(value, iommu->registers + CR0);
	return ptlu_iommu_wait32(iommu->registers + CR0ACK, acknowledged, acknowledged == value);
}

static int program(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;
	const u64 *phys = iommu->memory.phys;
	int ret;

	writel(CR1_WRITE_BACK, registers + CR1);
	writel(CR2_RECINVSID, registers + CR2);
	writeq(phys[STREAMS], registers + STRTAB_BASE);
	writel(STREAMS_LG2, registers + STRTAB_BASE_CFG);
	writeq(phys[COMMANDS] | COMMANDS_LG2, registers + CMDQ_BASE);
	writel(0, registers + CMDQ_PROD);
	writel(0, registers + CMDQ_CONS);
	writeq(phys[EVENTS] | EVENTS_LG2, registers + EVENTQ_BASE);
	writel(0, registers + EVENTQ_PROD);
	writel(0, registers + EVENTQ_CONS);
	iommu->tail = iommu->head = 0;
	ret = set_cr0(iommu, CR0_CMDQEN);
	if (!ret)
		ret = invalidate(iommu);
	if (!ret)
		ret = set_cr0(iommu, CR0_CMDQEN | CR0_EVENTQEN);
	return ret ?: set_cr0(iommu, CR0_ON);
}

/* A stream table entry that is zero is not valid: the stream is blocked, and reported. */
static int enable(struct ptlu_iommu *iommu)
{
	if (readl(iommu->registers + CR0) & CR0_SMMUEN)
		return -EBUSY;
	if (!ptlu_iommu_alloc(iommu, STREAMS, ENTRIES_BYTES) ||
	    !ptlu_iommu_alloc(iommu, COMMANDS, COMMAND_BYTES << COMMANDS_LG2) ||
	    !ptlu_iommu_alloc(iommu, EVENTS, EVENT_BYTES << EVENTS_LG2) ||
	    !ptlu_iommu_alloc(iommu, CONTEXTS, ENTRIES_BYTES))
		return -ENOMEM;
	return program(iommu);
}

static int adopt(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;

	if (readl(registers + CR0) != CR0_ON)
		return -ENODEV;
	if (readq(registers + STRTAB_BASE) != iommu->memory.phys[STREAMS])
		return -EADDRNOTAVAIL;
	iommu->tail = readl(registers + CMDQ_PROD);
	iommu->head = readl(registers + EVENTQ_CONS);
	return 0;
}

static int detach(struct ptlu_iommu *iommu, u16 device)
{
	u64 *entry = ptlu_iommu_block(iommu, STREAMS) + device * ENTRY_BYTES;

	if (device >= NR_STREAMS)
		return -EINVAL;
	WRITE_ONCE(entry[0], 0);
	return invalidate(iommu);
}

/* Encodings of the granule: section 5.4, TG0 and TG1; S2TG is as TG0. */
static unsigned int tg0(unsigned int granule_lg2)
{
	return granule_lg2 == 12 ? 0 : granule_lg2 == 16 ? 1 : 2;
}

static unsigned int tg1(unsigned int granule_lg2)
{
	return granule_lg2 == 12 ? 2 : granule_lg2 == 16 ? 3 : 1;
}

/* IPS and S2PS: the table's size or that of IDR5.OAS, which has the same encoding. */
static unsigned int output_size(struct ptlu_iommu *iommu, unsigned int bits)
{
	static const u8 sizes[] = { 32, 36, 40, 42, 44, 48, 52 };
	unsigned int hardware = readl(iommu->registers + IDR5) & 7, size = 0;

	while (size < hardware && sizes[size] < bits)
		size++;
	return size;
}

static void fill_in_context(struct ptlu_iommu *iommu, u64 *context, u16 device,
			    const struct ptlu_iommu_table *table)
{
	u64 half = CD_T0SZ(table->input_bits) | CD_WRITE_BACK;

	memset(context, 0, ENTRY_BYTES);
	context[1] = table->upper ? 0 : table->root;
	context[2] = table->upper ? table->root : 0;
	context[3] = CD_MAIR;
	if (table->upper)
		half = CD_UPPER(half) | CD_TG1(tg1(table->granule_lg2)) | CD_EPD0;
	else
		half |= CD_TG0(tg0(table->granule_lg2)) | CD_EPD1;
	context[0] = half | CD_VALID | CD_AA64 | CD_RECORD | CD_ASET | (u64)device << 48 |
		     CD_IPS(output_size(iommu, table->output_bits));
}

/* Section 5.2, S2SL0: the level that the walk starts at */
static u64 start_level(const struct ptlu_iommu_table *table)
{
	return STE2_SL0(table->levels - (table->granule_lg2 == 12 ? 2 : 1));
}

static u64 stage2_of(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	return device | STE2_T0SZ(table->input_bits) | start_level(table) | STE2_WRITE_BACK |
	       STE2_TG(tg0(table->granule_lg2)) | STE2_AA64 | STE2_RECORD |
	       STE2_PS(output_size(iommu, table->output_bits));
}

static int attach(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	u32 stage = table->stage2 ? IDR0_STAGE2 : IDR0_STAGE1;
	u64 *entry, *context;
	int ret = detach(iommu, device);

	if (ret)
		return ret;
	if (table->wide || !(readl(iommu->registers + IDR0) & stage))
		return -EOPNOTSUPP;
	entry = ptlu_iommu_block(iommu, STREAMS) + device * ENTRY_BYTES;
	context = ptlu_iommu_block(iommu, CONTEXTS) + device * ENTRY_BYTES;
	entry[1] = STE1_INCOMING | (table->stage2 ? 0 : STE1_WRITE_BACK);
	entry[2] = table->stage2 ? stage2_of(iommu, device, table) : 0;
	entry[3] = table->stage2 ? table->root : 0;
	if (!table->stage2)
		fill_in_context(iommu, context, device, table);
	/* the context's address would be taken for that of stage 1 */
	WRITE_ONCE(entry[0], table->stage2 ? STE_STAGE2 | STE_VALID :
					     STE_STAGE1 | STE_VALID | virt_to_phys(context));
	return invalidate(iommu);
}

static enum ptlu_iommu_fault_kind kind_of(unsigned int type)
{
	switch (type) {
	case C_BAD_STE:
		return PTLU_FAULT_DEVICE;
	case F_TRANSLATION:
	case F_ADDR_SIZE:
	case F_PERMISSION:
		return PTLU_FAULT_ADDRESS;
	}
	return PTLU_FAULT_ENTRY;
}

static bool next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault)
{
	const u64 *event = ptlu_iommu_block(iommu, EVENTS) +
			   INDEX(iommu->head, EVENTS_LG2) * EVENT_BYTES;
	/* bit 31 is for an overflow, which takes a full queue */
	u32 end = readl(iommu->registers + EVENTQ_PROD) & ~BIT(31);

	if (end == iommu->head)
		return false;
	*fault = (struct ptlu_iommu_fault){
		.kind = kind_of(event[0] & 0xff), .code = event[0] & 0xff,
		.device = event[0] >> 32, .iova = event[2], .write = !(event[1] & EVENT_READ),
	};
	iommu->head = NEXT(iommu->head, EVENTS_LG2);
	writel(iommu->head, iommu->registers + EVENTQ_CONS);
	return true;
}

static int disable(struct ptlu_iommu *iommu)
{
	return set_cr0(iommu, 0);
}

const struct ptlu_iommu_driver ptlu_smmu_v3 = {
	.name = "smmu-v3",
	.find = find,
	.enable = enable,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.invalidate = invalidate,
	.next_fault = next_fault,
	.disable = disable,
};
