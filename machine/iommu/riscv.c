// SPDX-License-Identifier: GPL-2.0-only
/*
 * The IOMMU of the "RISC-V IOMMU Architecture Specification", version 1.0: section 2.1 (device
 * directory table and device contexts), chapter 3 (queues), chapter 5 (registers). First-stage
 * tables, without processes.
 */
#include <linux/io.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include "drivers.h"

/* Chapter 5 */
#define CAPABILITIES		0x00
#define CAPABILITIES_SV39	9	/* the modes for 48 and 57 bits follow */
#define CAPABILITIES_MSI_FLAT	BIT_ULL(22)
#define DDTP			0x10
#define DDTP_BUSY		BIT_ULL(4)
#define CQB			0x18
#define CQH			0x20
#define CQT			0x24
#define FQB			0x28
#define FQH			0x30
#define FQT			0x34
#define CQCSR			0x48
#define FQCSR			0x4c
#define QUEUE_ENABLE		BIT(0)
#define QUEUE_ON		BIT(16)
#define QUEUE_BUSY		BIT(17)
#define REGISTER_BYTES		SZ_4K

/* Sections 5.5, 5.6 and 5.9: page frame number, and the mode or log2 of the entries less 1 */
#define BASE(phys, low)		((phys) >> 12 << 10 | (low))
#define MODE_OFF		0
#define MODE_BARE		1
#define MODE_2_LEVELS		3

enum {
	DIRECTORY,
	CONTEXTS,
	COMMANDS,
	FAULTS,
	STATUS,
};

/* Section 2.1: each leaf page of the directory has a page of contexts of the devices of bus 0. */
#define NR_DEVICES		256
#define DIRECTORY_VALID		BIT_ULL(0)
/* Section 2.1.2: of the base format, and of the extended one, which has MSI page tables */
#define BASE_CONTEXT_BYTES	32
#define EXTENDED_CONTEXT_BYTES	64
#define MOST_CONTEXTS_BYTES	(NR_DEVICES * EXTENDED_CONTEXT_BYTES)

/* Section 2.1.3, by words of 64 bits: tc, iohgatp, ta, fsc */
#define TC			0
#define TC_VALID		BIT_ULL(0)
#define IOHGATP			1
#define TA			2
#define TA_PSCID(n)		((u64)(n) << 12)
#define FSC			3
#define FSC_IOSATP(mode, phys)	((u64)(mode) << 60 | (phys) >> 12)
#define IOSATP_SV39		8	/* the modes for 48 and 57 bits follow */

/* Section 3.1 */
#define COMMANDS_LG2		8
#define COMMAND_BYTES		16
#define IOTINVAL_VMA		{ 1 }
#define IODIR_INVAL_DDT		{ 3 }
#define IOFENCE_C		2ULL
#define IOFENCE_AV		BIT_ULL(10)
#define IOFENCE_DATA(n)		((u64)(n) << 32)
#define DONE			1

/* Section 3.2 */
#define FAULTS_LG2		7
#define FAULT_BYTES		32
#define FAULT_CAUSE(word)	((word) & 0xfff)
#define FAULT_DEVICE(word)	((word) >> 40)
#define FAULT_IOVA		2

#define NEXT(index, lg2)	(((index) + 1) & ((1U << (lg2)) - 1))

static int find(struct ptlu_iommu *iommu)
{
	struct device_node *node = of_find_compatible_node(NULL, NULL, "riscv,iommu");
	struct resource resource;
	int ret = node ? of_address_to_resource(node, 0, &resource) : -ENODEV;

	of_node_put(node);
	if (ret)
		return -ENODEV;
	iommu->registers = ioremap(resource.start, REGISTER_BYTES);
	return iommu->registers ? 0 : -ENOMEM;
}

static u64 capabilities(struct ptlu_iommu *iommu)
{
	return readq(iommu->registers + CAPABILITIES);
}

static size_t context_bytes(struct ptlu_iommu *iommu)
{
	return capabilities(iommu) & CAPABILITIES_MSI_FLAT ? EXTENDED_CONTEXT_BYTES :
							     BASE_CONTEXT_BYTES;
}

static u64 *context_of(struct ptlu_iommu *iommu, u16 device)
{
	return ptlu_iommu_block(iommu, CONTEXTS) + device * context_bytes(iommu);
}

static int command(struct ptlu_iommu *iommu, const u64 *words)
{
	u64 *to = ptlu_iommu_block(iommu, COMMANDS) + iommu->tail * COMMAND_BYTES;
	u32 head;

	to[0] = words[0];
	to[1] = words[1];
	iommu->tail = NEXT(iommu->tail, COMMANDS_LG2);
	writel(iommu->tail, iommu->registers + CQT);
	/* the head stays at a command that is illegal */
	return ptlu_iommu_wait32(iommu->registers + CQH, head, head == iommu->tail);
}

/* Section 3.1.2: commands before a fence are complete when it has written its data. */
static int fence(struct ptlu_iommu *iommu)
{
	u32 *status = ptlu_iommu_block(iommu, STATUS), value;
	const u64 words[2] = { IOFENCE_C | IOFENCE_AV | IOFENCE_DATA(DONE),
			       iommu->memory.phys[STATUS] >> 2 };
	int ret;

	WRITE_ONCE(*status, 0);
	ret = command(iommu, words);
	return ret ?: read_poll_timeout(READ_ONCE, value, value == DONE, 10, PTLU_IOMMU_TIMEOUT,
					false, *status);
}

/* Sections 3.1.1 and 3.1.3: all contexts, then all translations without a second stage */
static int invalidate(struct ptlu_iommu *iommu)
{
	return command(iommu, (const u64[2])IODIR_INVAL_DDT) ?:
	       command(iommu, (const u64[2])IOTINVAL_VMA) ?: fence(iommu);
}

/* Sections 5.15 and 5.16 */
static int switch_queue(struct ptlu_iommu *iommu, unsigned int at, bool on)
{
	u32 value;

	writel(on ? QUEUE_ENABLE : 0, iommu->registers + at);
	return ptlu_iommu_wait32(iommu->registers + at, value,
				 !(value & QUEUE_BUSY) && !(value & QUEUE_ON) == !on);
}

static int set_directory(struct ptlu_iommu *iommu, u64 value)
{
	u64 set;
	int ret;

	writeq(value, iommu->registers + DDTP);
	ret = ptlu_iommu_wait64(iommu->registers + DDTP, set, !(set & DDTP_BUSY));
	if (ret)
		return ret;
	/* a mode that the hardware lacks is not taken */
	return set == value ? 0 : -EOPNOTSUPP;
}

static void make_directory(struct ptlu_iommu *iommu)
{
	u64 *directory = ptlu_iommu_block(iommu, DIRECTORY);
	size_t bytes = NR_DEVICES * context_bytes(iommu);

	for (size_t at = 0; at < bytes; at += SZ_4K)
		directory[at / SZ_4K] = BASE(iommu->memory.phys[CONTEXTS] + at, DIRECTORY_VALID);
}

/* A device context that is zero is not valid: the device is blocked, and reported. */
static int enable(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;
	const u64 *phys = iommu->memory.phys;
	int ret;

	if ((readq(registers + DDTP) & 0xf) > MODE_BARE || readl(registers + CQCSR) & QUEUE_ON)
		return -EBUSY;
	if (!ptlu_iommu_alloc(iommu, DIRECTORY, SZ_4K) ||
	    !ptlu_iommu_alloc(iommu, CONTEXTS, MOST_CONTEXTS_BYTES) ||
	    !ptlu_iommu_alloc(iommu, COMMANDS, COMMAND_BYTES << COMMANDS_LG2) ||
	    !ptlu_iommu_alloc(iommu, FAULTS, FAULT_BYTES << FAULTS_LG2) ||
	    !ptlu_iommu_alloc(iommu, STATUS, sizeof(u32)))
		return -ENOMEM;
	make_directory(iommu);
	writeq(BASE(phys[COMMANDS], COMMANDS_LG2 - 1), registers + CQB);
	writel(0, registers + CQT);
	writeq(BASE(phys[FAULTS], FAULTS_LG2 - 1), registers + FQB);
	writel(0, registers + FQH);
	iommu->tail = iommu->head = 0;
	ret = switch_queue(iommu, CQCSR, true);
	if (!ret)
		ret = switch_queue(iommu, FQCSR, true);
	if (!ret)
		ret = set_directory(iommu, BASE(phys[DIRECTORY], MODE_2_LEVELS));
	return ret ?: invalidate(iommu);
}

static int adopt(struct ptlu_iommu *iommu)
{
	void __iomem *registers = iommu->registers;

	if (!(readl(registers + CQCSR) & QUEUE_ON) || !(readl(registers + FQCSR) & QUEUE_ON))
		return -ENODEV;
	if (readq(registers + DDTP) != BASE(iommu->memory.phys[DIRECTORY], MODE_2_LEVELS))
		return -EADDRNOTAVAIL;
	iommu->tail = readl(registers + CQT);
	iommu->head = readl(registers + FQH);
	return 0;
}

static int detach(struct ptlu_iommu *iommu, u16 device)
{
	if (device >= NR_DEVICES)
		return -EINVAL;
	WRITE_ONCE(context_of(iommu, device)[TC], 0);
	return invalidate(iommu);
}

static int attach(struct ptlu_iommu *iommu, u16 device, const struct ptlu_iommu_table *table)
{
	unsigned int mode = table->levels - 3;
	u64 *context;
	int ret;

	/* three levels are Sv39 */
	if (table->stage2 || !(capabilities(iommu) & BIT_ULL(CAPABILITIES_SV39 + mode)))
		return -EOPNOTSUPP;
	ret = detach(iommu, device);
	if (ret)
		return ret;
	context = context_of(iommu, device);
	context[IOHGATP] = 0;
	context[TA] = TA_PSCID(device);
	context[FSC] = FSC_IOSATP(IOSATP_SV39 + mode, table->root);
	/* the hardware may read a context as soon as it is valid */
	smp_store_release(&context[TC], TC_VALID);
	return invalidate(iommu);
}

/* Section 3.2, "Fault record CAUSE field encodings" */
static enum ptlu_iommu_fault_kind kind_of(unsigned int cause)
{
	switch (cause) {
	case 256:	/* all transactions are disallowed */
	case 258:	/* device context not valid */
		return PTLU_FAULT_DEVICE;
	case 13:	/* read page fault */
	case 15:	/* write page fault */
		return PTLU_FAULT_ADDRESS;
	}
	return PTLU_FAULT_ENTRY;
}

static bool next_fault(struct ptlu_iommu *iommu, struct ptlu_iommu_fault *fault)
{
	const u64 *record = ptlu_iommu_block(iommu, FAULTS) + iommu->head * FAULT_BYTES;
	unsigned int cause;

	if (readl(iommu->registers + FQT) == iommu->head)
		return false;
	cause = FAULT_CAUSE(record[0]);
	*fault = (struct ptlu_iommu_fault){
		.kind = kind_of(cause), .code = cause, .device = FAULT_DEVICE(record[0]),
		.iova = record[FAULT_IOVA], .write = cause == 15,
	};
	iommu->head = NEXT(iommu->head, FAULTS_LG2);
	writel(iommu->head, iommu->registers + FQH);
	return true;
}

static int disable(struct ptlu_iommu *iommu)
{
	int ret = set_directory(iommu, MODE_OFF);

	if (!ret)
		ret = switch_queue(iommu, CQCSR, false);
	return ret ?: switch_queue(iommu, FQCSR, false);
}

const struct ptlu_iommu_driver ptlu_riscv_iommu = {
	.name = "riscv-iommu",
	/* Svnapot, section 6.4: through such a leaf DMA reaches another page in QEMU 10.0.2 */
	.lacks_leaf_sizes = SZ_64K,
	.find = find,
	.enable = enable,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.invalidate = invalidate,
	.next_fault = next_fault,
	.disable = disable,
};
