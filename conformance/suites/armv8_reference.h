/* SPDX-License-Identifier: GPL-2.0-only */
/* A table of ours and one of io-pgtable-arm.c that are given the same: what tests do with the two. */
#ifndef PTLU_ARMV8_REFERENCE_H
#define PTLU_ARMV8_REFERENCE_H

#include "conformance/suites/armv8_walk.h"
#include "conformance/lib/domains.h"
#include "formats/armv8/io_pgtable/io_pgtable.h"

#define REFERENCE_MAPPINGS	64

/**
 * struct ptlu_reference_cfg - a table that both can build
 * @target: ours; its configuration is the witness's too
 * @other_start: the walk starts at another level, where the architecture leaves the choice
 */
struct ptlu_reference_cfg {
	struct ptlu_target target;
	bool other_start;
};

struct ptlu_reference_mapping {
	u64 iova, phys, size;
};

/**
 * struct ptlu_reference - both tables
 * @cfg: what they are
 * @domain: ours
 * @iop: the witness's
 * @device: the IOMMU of both
 * @mappings: what is mapped in both, in no order
 * @nr_mappings: of them
 * @sizes: page sizes that ours may use
 * @walk, @iop_walk: the tables as the hardware sees them
 * @seen: page sizes that were found in our table so far
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
