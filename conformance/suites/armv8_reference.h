/* SPDX-License-Identifier: GPL-2.0-only */
/* A page table of ptlu's format and one of io-pgtable-arm.c with the same mappings. */
#ifndef PTLU_ARMV8_REFERENCE_H
#define PTLU_ARMV8_REFERENCE_H

#include "conformance/suites/armv8_walk.h"
#include "conformance/lib/domains.h"
#include "formats/armv8/io_pgtable/io_pgtable.h"

#define REFERENCE_MAPPINGS	64

/**
 * struct ptlu_reference_cfg - a configuration that both can build
 * @target: target of ptlu's page table; io-pgtable-arm.c gets the same configuration
 * @other_start: io-pgtable-arm.c starts at another level, which the architecture allows
 */
struct ptlu_reference_cfg {
	struct ptlu_target target;
	bool other_start;
};

struct ptlu_reference_mapping {
	u64 iova, phys, size;
};

/**
 * struct ptlu_reference - both page tables
 * @cfg: their configuration
 * @domain: ptlu's page table
 * @iop: io-pgtable-arm.c's page table
 * @device: the IOMMU of both
 * @mappings: the mappings that both have, unsorted
 * @nr_mappings: number of mappings
 * @sizes: page sizes that ptlu's page table may use
 * @walk, @iop_walk: both page tables as the hardware reads them
 * @seen: page sizes found in ptlu's page table so far
 */
struct ptlu_reference {
	const struct ptlu_reference_cfg *cfg;
	struct ptlu_domain domain;
	struct ptlu_io_pgtable iop;
	struct device device;
	struct ptlu_reference_mapping mappings[REFERENCE_MAPPINGS];
	unsigned int nr_mappings;
	u64 sizes;
	struct ptlu_armv8_walk walk, iop_walk;
	u64 seen;
};

const void *ptlu_reference_gen_cfgs(struct kunit *test, const void *prev, char *desc);
struct ptlu_reference *ptlu_reference_new(struct kunit *test);
void ptlu_reference_sizes_of_io_pgtable(struct ptlu_reference *w);
void ptlu_reference_free(struct ptlu_reference *w);
void ptlu_reference_map_something(struct kunit *test, struct ptlu_reference *w);
void ptlu_reference_compare(struct kunit *test, struct ptlu_reference *w);
u64 ptlu_reference_random_below(u64 bound);

#endif
