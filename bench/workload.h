/* SPDX-License-Identifier: GPL-2.0-only */
/* The workload of a benchmark: domains of a target, built once and reset for each repetition. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "formats/targets.h"
#include "machine/machine.h"

/* What is mapped. */
enum ptlu_workload_leaf {
	LEAF_PAGE,	/* the smallest pages: 4k, or the granule */
	LEAF_2M,
	LEAF_1G,
	LEAF_MIXED,	/* in turn for each GiB: one 1g leaf, 2m leaves, pages, pages */
	LEAF_SPARSE_2M,	/* one small page every 2 MiB: a level 0 table for each */
	LEAF_SPARSE_1G,	/* one small page every GiB: two tables for each */
	LEAF_MANY,	/* small pages in many small domains, as on a host with many guests */
	NR_LEAVES,
};

/**
 * struct ptlu_workload_spec - what to build
 * @target: the target
 * @leaf: size of the leaves
 * @placement: placement of the table pages
 * @lowest_tables: number of tables that hold leaves, a power of two
 * @batch: number of domains, measured in one timed region
 * @pooled: tables come from formats/variants/table_pool.c, @placement is that of its blocks
 */
struct ptlu_workload_spec {
	const struct ptlu_target *target;
	enum ptlu_workload_leaf leaf;
	enum ptlu_placement placement;
	u64 lowest_tables;
	unsigned int batch;
	bool pooled;
};

/**
 * struct ptlu_workload - domains and their tables
 * @spec: what was requested
 * @domains: the domains in their current state
 * @live: the domains as built
 * @sers: serialized state of the domains
 * @pages: all tables of all domains in the order of the walk, physical address | page order
 * @nr_pages: number of @pages
 * @room: length of @pages
 * @no_memory: @pages could not be extended
 * @tables: number of tables of one domain
 * @order: page order of a table below the top
 * @iova_bytes: bytes mapped in one domain
 * @pool_unused: unused pages of the pool when the domains were built
 * @device: the IOMMU
 */
struct ptlu_workload {
	struct ptlu_workload_spec spec;
	struct ptlu_domain *domains, *live;
	union ptlu_any_ser *sers;
	u64 *pages;
	size_t nr_pages, room;
	bool no_memory;
	u64 tables;
	unsigned int order;
	u64 iova_bytes;
	u64 pool_unused;
	struct device device;
};

const char *ptlu_workload_placement_name(const struct ptlu_workload_spec *spec);
const char *ptlu_workload_leaf_name(const struct ptlu_target *target, enum ptlu_workload_leaf leaf);
u64 ptlu_workload_iova_limit(const struct ptlu_target *target);
bool ptlu_workload_fits(const struct ptlu_workload_spec *spec);
u64 ptlu_workload_memory(const struct ptlu_workload_spec *spec);
int ptlu_workload_build(struct ptlu_workload *w, const struct ptlu_workload_spec *spec);
int ptlu_workload_rewind(struct ptlu_workload *w);
void ptlu_workload_free(struct ptlu_workload *w);

#endif
