/* SPDX-License-Identifier: GPL-2.0-only */
/* A domain that is mapped and unmapped while the greediest IOMMU translates through it. */
#ifndef PTLU_SUITES_IOTLB_H
#define PTLU_SUITES_IOTLB_H

#include "conformance/iotlb/iotlb.h"
#include "conformance/iotlb/runs.h"
#include "conformance/lib/domains.h"

/**
 * struct ptlu_watched - a domain and the IOMMU that watches it
 * @test: the running test
 * @td: the domain
 * @target: a copy of the target, which may be made incoherent
 * @iotlb: the IOMMU
 * @gather: of unmaps, as a driver's caller has it
 * @expected: what must translate
 * @page: bytes of the smallest page
 * @base: an address in the middle of what is mapped, aligned to all sizes that tests use
 */
struct ptlu_watched {
	struct kunit *test;
	struct ptlu_test_domain *td;
	struct ptlu_target target;
	struct ptlu_iotlb *iotlb;
	struct iommu_iotlb_gather gather;
	struct ptlu_runs expected;
	u64 page, base;
};

struct ptlu_watched *ptlu_watch(struct kunit *test, const struct ptlu_target *target, u32 features);
void ptlu_watched_free(struct ptlu_watched *w);
u64 ptlu_watched_phys(const struct ptlu_watched *w, u64 iova);
u64 ptlu_watched_block(const struct ptlu_watched *w, unsigned int level);
int ptlu_watched_try_map(struct ptlu_watched *w, u64 iova, u64 phys, u64 size);
void ptlu_watched_map(struct ptlu_watched *w, u64 iova, u64 size);
u64 ptlu_watched_unmap(struct ptlu_watched *w, u64 iova, u64 size);
void ptlu_watched_sync(struct ptlu_watched *w);
void ptlu_watched_expect(struct ptlu_watched *w);
void ptlu_watched_random(struct ptlu_watched *w, unsigned int count);

/* The features that a target is watched with: as it is, and incoherent where the format can. */
#define for_each_coherence(features, target)                                                \
	for (u32 features = (target)->cfg.features, _last = 0; !_last;                      \
	     _last = features & BIT(PT_FEAT_DMA_INCOHERENT) ||                              \
		     !ptlu_target_can_be_incoherent(target),                                \
		 features |= BIT(PT_FEAT_DMA_INCOHERENT))

#endif
