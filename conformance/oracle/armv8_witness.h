/* SPDX-License-Identifier: GPL-2.0-only */
/* A table of ours and one of io-pgtable-arm.c that are given the same: what tests do with the two. */
#ifndef PTLU_ARMV8_WITNESS_H
#define PTLU_ARMV8_WITNESS_H

#include "conformance/suites/armv8_walk.h"
#include "conformance/lib/domains.h"
#include "formats/armv8/io_pgtable/peer.h"

#define WITNESS_MAPPINGS	64

/**
 * struct witness_cfg - a table that both can build
 * @target: ours; its configuration is the witness's too
 * @other_start: the walk starts at another level, where the architecture leaves the choice
 */
struct witness_cfg {
	struct ptlu_target target;
	bool other_start;
};

struct witness_mapping {
	u64 iova, phys, size;
};

/**
 * struct witness - both tables
 * @cfg: what they are
 * @domain: ours
 * @peer: the witness's
 * @device: the IOMMU of both
 * @mappings: what is mapped in both, in no order
 * @nr_mappings: of them
 * @sizes: page sizes that ours may use
 * @walk, @peer_walk: the tables as the hardware sees them
 * @seen: page sizes that were found in our table so far
 */
struct witness {
	const struct witness_cfg *cfg;
	struct ptlu_domain domain;
	struct ptlu_io_pgtable peer;
	struct device device;
	struct witness_mapping mappings[WITNESS_MAPPINGS];
	unsigned int nr_mappings;
	u64 sizes;
	struct armv8_walk walk, peer_walk;
	u64 seen;
};

const void *witness_gen_cfgs(struct kunit *test, const void *prev, char *desc);
struct witness *witness_new(struct kunit *test);
void witness_sizes_of_peer(struct witness *w);
void witness_free(struct witness *w);
void witness_map_something(struct kunit *test, struct witness *w);
void witness_compare(struct kunit *test, struct witness *w);
u64 witness_random_below(u64 bound);

#endif
