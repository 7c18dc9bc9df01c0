/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that is measured: domains of a target, built once and brought back for every repetition. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "formats/targets.h"
#include "machine/machine.h"

/* What is mapped. */
enum ptlu_workload_leaf {
	LEAF_PAGE,	/* the smallest pages: 4k, or the granule */
	LEAF_2M,
	LEAF_1G,
	LEAF_MIXED,	/* by turns for each GiB: one 1g leaf, 2m leaves, pages, pages */
	LEAF_SPARSE_2M,	/* one of the smallest pages every 2 MiB: a table of pages for each */
	LEAF_SPARSE_1G,	/* one every GiB: a table of pages, and one above it, for each */
	LEAF_MANY,	/* the smallest pages, in many small domains: a host with many guests */
	NR_LEAVES,
};

/**
 * struct ptlu_workload_spec - what to build
 * @target: the target
 * @leaf: size of the leaves
 * @placement: of the table pages
 * @lowest_tables: tables of the lowest level that there is, those that hold the leaves: 2^n of them
 * @batch: domains, measured in one timed region
 * @pooled: tables come from formats/variants/table_pool.c, whose blocks lie as @placement says
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
 * @spec: what was asked for
 * @domains: as they are now
 * @live: as they were when built
 * @sers: their records, when preserved
 * @pages: every table of every domain in the order of the walk, physical address | page order
 * @nr_pages: of them
 * @tables: tables of one domain
 * @order: page order of a table below the top
 * @iova_bytes: addresses mapped in one domain
 * @pool_unused: pages that the pool held and no table had got when the domains were built
 * @device: the IOMMU
 */
struct ptlu_workload {
	struct ptlu_workload_spec spec;
	struct ptlu_domain *domains, *live;
	union ptlu_any_ser *sers;
	u64 *pages;
	size_t nr_pages, room;
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
