/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations on a live table: map, unmap and free, by generic_pt and by io-pgtable-arm.c. */
#ifndef BENCH_MAP_OPS_H
#define BENCH_MAP_OPS_H

#include "formats/armv8/io_pgtable/io_pgtable.h"
#include "workload.h"

enum bench_map_kind {
	MAP_PAGES,
	UNMAP_PAGES,
	FREE_TABLES,
};

/* The state of the range when the clock starts. */
enum bench_map_start {
	START_EMPTY,	/* no tables */
	START_UNMAPPED,	/* empty tables */
	START_MAPPED,
};

/* How an unmap gathers the range for the IOTLB, as the DMA API has it. */
enum bench_map_flush {
	FLUSH_RANGE,	/* strict mode: the range of the pages */
	FLUSH_QUEUE,	/* lazy mode: nothing, all of the IOTLB is flushed later */
};

/**
 * struct bench_map_op - an operation on a live table
 * @name: as in OPS= and in a sample
 * @kind: what is timed
 * @start: the state of the range before
 * @block: number of pages in one call
 * @flush: what an unmap gathers
 */
struct bench_map_op {
	const char *name;
	enum bench_map_kind kind;
	enum bench_map_start start;
	unsigned int block;
	enum bench_map_flush flush;
};

struct map_bench;

/**
 * struct bench_mapper - an implementation, with the functions that a driver calls
 * @name: as in a sample's variant
 * @init: initialize an empty table
 * @map: map pages of the smallest size
 * @unmap: unmap them
 * @free: free all tables, mapped or not
 */
struct bench_mapper {
	const char *name;
	int (*init)(struct map_bench *b);
	int (*map)(struct map_bench *b, u64 iova, phys_addr_t phys, size_t pages);
	size_t (*unmap)(struct map_bench *b, u64 iova, size_t pages,
			struct iommu_iotlb_gather *gather);
	void (*free)(struct map_bench *b);
};

/**
 * struct map_bench - a table and its mapped range
 * @spec: target, placement and number of level 0 tables
 * @domain: table of generic_pt
 * @iop: table of io-pgtable-arm.c
 * @device: the IOMMU
 * @first: first address
 * @pages: number of pages of the smallest size
 */
struct map_bench {
	const struct ptlu_workload_spec *spec;
	struct ptlu_domain domain;
	struct ptlu_io_pgtable iop;
	struct device device;
	u64 first, pages;
};

/*
 * Patterns of the targets on which map, unmap and free of live tables are measured and counted:
 * io-pgtable-arm.c has all of SMMUv3's formats but LPA2.
 */
#define BENCH_MAP_TARGETS	"smmu-s1-*k-48 smmu-s2-*k-48"

extern const struct bench_map_op bench_map_ops[];
extern const unsigned int bench_nr_map_ops;
extern const struct bench_mapper bench_mappers[];
extern const unsigned int bench_nr_mappers;

int bench_map_prepare(struct map_bench *b, const struct ptlu_workload_spec *spec,
		      const struct bench_map_op *op, const struct bench_mapper *mapper);
int bench_map_run(struct map_bench *b, const struct bench_map_op *op,
		  const struct bench_mapper *mapper);
u64 bench_map_iova_bytes(const struct ptlu_workload_spec *spec);

#endif
