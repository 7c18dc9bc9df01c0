// SPDX-License-Identifier: GPL-2.0-only
/* Lets devices read, write and fault, and compares memory and fault records with the plan. */
#include <linux/slab.h>
#include "dma.h"

#define WORDS		8
#define BYTES		(WORDS * sizeof(u64))
/* The page of the first mapping takes results here, while another place of it may be read. */
#define RESULT_OFFSET	(PAGE_SIZE / 2)

static char wrong[192];

__printf(1, 2) static const char *say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(wrong, sizeof(wrong), fmt, args);
	va_end(args);
	return wrong;
}

/* No two stamps are alike, so that what an earlier transfer left is no success. */
static void stamp(u64 *words)
{
	static u64 count;

	for (unsigned int i = 0; i < WORDS; i++)
		words[i] = ++count * 0x9e3779b97f4a7c15ULL ^ virt_to_phys(words);
}

static u64 *words_at(u64 page, unsigned int offset)
{
	return phys_to_virt(page + offset);
}

static const char *describe_fault(const struct ptlu_iommu_fault *fault, u64 iova)
{
	static const char *const kinds[] = {
		[PTLU_FAULT_ADDRESS] = "no translation",
		[PTLU_FAULT_DEVICE] = "no table for the device",
		[PTLU_FAULT_ENTRY] = "a bad entry",
	};

	return say("at iova 0x%llx: the hardware reports %s (0x%x) for a %s of 0x%llx by %04x",
		   iova, kinds[fault->kind], fault->code, fault->write ? "write" : "read",
		   fault->iova, fault->device);
}

static void drop_faults(struct dma_trip *trip)
{
	struct ptlu_iommu_fault fault;

	while (trip->iommu.driver->next_fault(&trip->iommu, &fault))
		;
}

/* Move the words at @source through the device to @destination, both of them iovas. */
static const char *move(struct dma_trip *trip, unsigned int device, u64 source, u64 destination,
			u64 iova)
{
	struct ptlu_edu *edu = &trip->edu[device];
	struct ptlu_iommu_fault fault;

	drop_faults(trip);
	if (ptlu_edu_fetch(edu, source, BYTES) || ptlu_edu_store(edu, destination, BYTES))
		return say("at iova 0x%llx: the device does not end its transfer", iova);
	if (trip->iommu.driver->next_fault(&trip->iommu, &fault))
		return describe_fault(&fault, iova);
	return NULL;
}

/* A place in the page that changes with the mapping. */
static unsigned int offset_of(unsigned int mapping)
{
	return mapping * BYTES % RESULT_OFFSET;
}

/**
 * ptlu_dma_read() - let a device read the page of a mapping
 * @trip: the live update
 * @device: number of the device
 * @mapping: number of the mapping
 *
 * The device writes what it has read to the page of the first mapping.
 *
 * Context: may sleep.
 * Return: NULL, or what is wrong, until the next call.
 */
const char *ptlu_dma_read(struct dma_trip *trip, unsigned int device, unsigned int mapping)
{
	const struct dma_mapping *from = &trip->handover->mapping[mapping];
	const struct dma_mapping *to = &trip->handover->mapping[0];
	unsigned int offset = offset_of(mapping);
	u64 *source = words_at(from->page, offset), *result = words_at(to->page, RESULT_OFFSET);
	u64 iova = ptlu_dma_iova(from) + offset;
	const char *why;

	stamp(source);
	memset(result, 0, BYTES);
	why = move(trip, device, iova, ptlu_dma_iova(to) + RESULT_OFFSET, iova);
	if (!why && memcmp(source, result, BYTES))
		why = say("at iova 0x%llx: a device reads 0x%llx..., not 0x%llx...", iova,
			  result[0], source[0]);
	return why;
}

/**
 * ptlu_dma_write() - let a device write to the page of a mapping
 * @trip: the live update
 * @device: number of the device
 * @mapping: number of the mapping
 *
 * The device reads what it writes from the page of the first mapping.
 *
 * Context: may sleep.
 * Return: NULL, or what is wrong, until the next call.
 */
const char *ptlu_dma_write(struct dma_trip *trip, unsigned int device, unsigned int mapping)
{
	const struct dma_mapping *to = &trip->handover->mapping[mapping];
	const struct dma_mapping *from = &trip->handover->mapping[0];
	unsigned int offset = offset_of(mapping);
	u64 *source = words_at(from->page, RESULT_OFFSET), *target = words_at(to->page, offset);
	u64 iova = ptlu_dma_iova(to) + offset;
	const char *why;

	stamp(source);
	memset(target, 0, BYTES);
	why = move(trip, device, ptlu_dma_iova(from) + RESULT_OFFSET, iova, iova);
	if (!why && memcmp(source, target, BYTES))
		why = say("at iova 0x%llx: memory has 0x%llx... after a device wrote 0x%llx...",
			  iova, target[0], source[0]);
	return why;
}

/**
 * ptlu_dma_expect_nothing_read() - check that the last read of a device was blocked
 * @trip: the live update
 * @device: number of the device; it must reach the page of the first mapping
 * @iova: where it has read
 *
 * A read that is blocked returns zeros, or ones. The device writes to memory what it has read.
 *
 * Context: may sleep.
 * Return: NULL, or what is wrong, until the next call.
 */
const char *ptlu_dma_expect_nothing_read(struct dma_trip *trip, unsigned int device, u64 iova)
{
	const struct dma_mapping *to = &trip->handover->mapping[0];
	u64 *result = words_at(to->page, RESULT_OFFSET);

	stamp(result);
	if (ptlu_edu_store(&trip->edu[device], ptlu_dma_iova(to) + RESULT_OFFSET, BYTES))
		return say("at iova 0x%llx: the device does not end its transfer", iova);
	for (unsigned int i = 0; i < WORDS; i++)
		if (result[i] && ~result[i])
			return say("at iova 0x%llx: a device reads 0x%llx where nothing is mapped",
				   iova, result[i]);
	return NULL;
}

/* A sum of all that is in the pages of the mappings. */
static u64 sum_pages(const struct dma_trip *trip)
{
	u64 sum = 0;

	for (unsigned int i = 0; i < trip->handover->nr_mappings; i++) {
		const u64 *words = words_at(trip->handover->mapping[i].page, 0);

		for (unsigned int word = 0; word < PAGE_SIZE / sizeof(*words); word++)
			sum = sum * 0x9e3779b97f4a7c15ULL + words[word];
	}
	return sum;
}

/*
 * One access may be reported several times, because a device may divide it. Without a table SMMUv3
 * reports neither the address nor the access.
 */
static const char *expect_records(struct dma_trip *trip, unsigned int device, u64 iova,
				  enum ptlu_iommu_fault_kind kind, bool write)
{
	struct ptlu_iommu_fault fault;
	bool incomplete = trip->iommu.driver->incomplete, any = incomplete;

	for (; trip->iommu.driver->next_fault(&trip->iommu, &fault); any = true)
		if (fault.kind != kind ||
		    fault.device != ptlu_edu_requester(&trip->edu[device]) ||
		    (kind == PTLU_FAULT_ADDRESS &&
		     (fault.write != write ||
		      ((fault.iova ^ iova) >> PAGE_SHIFT && !(incomplete && !fault.iova)))))
			return describe_fault(&fault, iova);
	return any ? NULL :
		     say("at iova 0x%llx: the hardware reports no fault for a %s", iova,
			 write ? "write" : "read");
}

/**
 * ptlu_dma_expect_fault() - let a device read and write where it must not
 * @trip: the live update
 * @device: number of the device
 * @iova: the address
 * @kind: what the hardware must report
 *
 * Neither access may have an effect.
 *
 * Context: may sleep.
 * Return: NULL, or what is wrong, until the next call.
 */
const char *ptlu_dma_expect_fault(struct dma_trip *trip, unsigned int device, u64 iova,
			     enum ptlu_iommu_fault_kind kind)
{
	struct ptlu_edu *edu = &trip->edu[device];
	const char *why;
	u64 sum;

	drop_faults(trip);
	if (ptlu_edu_fetch(edu, iova, BYTES))
		return say("at iova 0x%llx: the device does not end its read", iova);
	why = expect_records(trip, device, iova, kind, false);
	if (!why && kind == PTLU_FAULT_ADDRESS)
		why = ptlu_dma_expect_nothing_read(trip, device, iova);
	if (why)
		return why;
	sum = sum_pages(trip);
	if (ptlu_edu_store(edu, iova, BYTES))
		return say("at iova 0x%llx: the device does not end its write", iova);
	why = expect_records(trip, device, iova, kind, true);
	if (!why && sum != sum_pages(trip))
		why = say("at iova 0x%llx: a write changes a page that is mapped elsewhere", iova);
	return why;
}

static void expect_hole(struct kunit *test, struct dma_trip *trip, unsigned int device, u64 iova)
{
	const char *why;

	if (!ptlu_dma_is_hole(trip, iova))
		return;
	why = ptlu_dma_expect_fault(trip, device, iova, PTLU_FAULT_ADDRESS);
	if (why)
		KUNIT_FAIL(test, "%s", why);
}

/**
 * ptlu_dma_expect_all() - check that a device reaches all pages, and nothing next to the mappings
 * @test: the test
 * @trip: the live update
 * @device: number of the device
 */
void ptlu_dma_expect_all(struct kunit *test, struct dma_trip *trip, unsigned int device)
{
	const struct dma_handover *handover = trip->handover;

	for (unsigned int i = 0; i < handover->nr_mappings; i++) {
		const struct dma_mapping *one = &handover->mapping[i];
		const char *why = ptlu_dma_read(trip, device, i);

		if (why)
			KUNIT_FAIL(test, "%s", why);
		why = ptlu_dma_write(trip, device, i);
		if (why)
			KUNIT_FAIL(test, "%s", why);
		if (one->iova)
			expect_hole(test, trip, device, one->iova - BYTES);
		if (one->iova + one->size)
			expect_hole(test, trip, device, one->iova + one->size);
	}
}
