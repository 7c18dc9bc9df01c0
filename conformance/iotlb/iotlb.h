/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The greediest IOMMU that the architecture allows: it walks every address whenever the table
 * changes, and holds every leaf and every table pointer until a driver's command covers it.
 */
#ifndef PTLU_CONFORMANCE_IOTLB_H
#define PTLU_CONFORMANCE_IOTLB_H

#include "conformance/walkers/walker.h"
#include "formats/targets.h"
#include "held.h"
#include "view.h"

/**
 * struct ptlu_iotlb_rules - what the architecture lets an IOMMU hold, and what drivers send it
 * @holds_faults: it may hold that an entry translates nothing; iotlb_sync_map makes it look again
 * @splits_leaves: it may hold parts of a leaf, and a command that covers one leaves the others
 * @by_level: the driver computes its commands from the levels that a gather has recorded
 * @source: manual or driver that says so
 */
struct ptlu_iotlb_rules {
	bool holds_faults;
	bool splits_leaves;
	bool by_level;
	const char *source;
};

const struct ptlu_iotlb_rules *ptlu_iotlb_rules(const struct ptlu_target *target);

/**
 * struct ptlu_iotlb - an IOMMU that translates through a domain's table
 * @domain: the domain
 * @walker: the table as programmed; changes when the top grows
 * @rules: see struct ptlu_iotlb_rules
 * @incoherent: it sees a line of a table after that was written back, or at any moment before
 * @view: what is written back, for @incoherent
 * @leaves: translations that it may hold
 * @tables: table pointers that it may hold
 * @faults: entries that translate nothing, of which it may hold that
 * @frozen: a write to a table is a violation, because no driver can invalidate
 * @error: the first violation, empty without one
 */
struct ptlu_iotlb {
	struct ptlu_domain *domain;
	struct ptlu_walker walker;
	const struct ptlu_iotlb_rules *rules;
	bool incoherent;
	struct ptlu_view view;
	struct ptlu_held_set leaves, tables, faults;
	bool frozen;
	char error[256];
};

struct ptlu_iotlb *ptlu_iotlb_attach(struct ptlu_domain *domain);
void ptlu_iotlb_fence(struct ptlu_iotlb *iotlb);
void ptlu_iotlb_sync_map(struct ptlu_iotlb *iotlb, u64 iova, u64 size);
void ptlu_iotlb_flush_all(struct ptlu_iotlb *iotlb);
const char *ptlu_iotlb_check(struct ptlu_iotlb *iotlb);
bool ptlu_iotlb_finds(const struct ptlu_iotlb *iotlb, u64 iova, u64 phys);
int ptlu_iotlb_write(struct ptlu_iotlb *iotlb, u64 iova);
void ptlu_iotlb_leaves(struct ptlu_iotlb *iotlb, bool written_back, struct ptlu_held_set *leaves);

#endif
