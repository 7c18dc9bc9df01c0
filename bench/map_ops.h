/* SPDX-License-Identifier: GPL-2.0-only */
/* What is timed of a table in use: map, unmap and free, by generic_pt and by the driver's present code. */
#ifndef BENCH_MAP_OPS_H
#define BENCH_MAP_OPS_H

#include "formats/armv8/io_pgtable/io_pgtable.h"
#include "workload.h"

/**
 * struct bench_map_op - an operation on a table in use
 * @name: as in OPS= and in a sample
 * @maps_before: the range is mapped before the clock starts
 * @unmaps_before: and taken out again, so that its tables are there and empty
 * @block: pages in one call
 * @run: what is timed, see map_ops.c
 */
struct map_bench;
struct bench_mapper;
struct bench_map_op {
	const char *name;
	bool maps_before, unmaps_before;
	unsigned int block;
	int (*run)(struct map_bench *b, const struct bench_mapper *mapper, unsigned int block);
};

/**
 * struct bench_mapper - who carries it out, by the calls that a driver makes of it
 * @name: as in a sample's variant
 * @init: an empty table
 * @map: pages of the smallest size
 * @unmap: the reverse
 * @free: all tables, mapped or not
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
 * struct map_bench - a table and what is mapped in it
 * @spec: target, placement and number of lowest tables
 * @domain: generic_pt's
 * @iop: io-pgtable-arm.c's
 * @device: the IOMMU
 * @first: first address
 * @pages: how many of the smallest are mapped
 */
struct map_bench {
	const struct ptlu_workload_spec *spec;
	struct ptlu_domain domain;
	struct ptlu_io_pgtable iop;
	struct device device;
	u64 first, pages;
};

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
