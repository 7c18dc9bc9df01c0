/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix of feature subsets: the outcome of a handover with given features. */
#ifndef PTLU_CONFORMANCE_FEATURE_SUBSETS_H
#define PTLU_CONFORMANCE_FEATURE_SUBSETS_H

#include <stdio.h>
#include "conformance/lib/domains.h"

/* From good to bad: the worst one counts. */
enum ptlu_subset_outcome {
	SUBSET_NO_DOMAIN,			/* the format or the hardware has no such domain */
	SUBSET_SAFE,
	SUBSET_WARNS,			/* the kernel only warns */
	SUBSET_TRANSLATES_WRONGLY,	/* iova_to_phys() of the restored domain */
	SUBSET_LEAKS,			/* pages are not freed */
	SUBSET_REFUSES,			/* preserve or restore returns an error */
	SUBSET_BUG,			/* preserve, restore or deinit ends the kernel */
	SUBSET_WRONG_ADDRESS,		/* another page is read as a table */
	SUBSET_WRONG_PAGE,		/* a page of another owner is freed */
	SUBSET_OUTCOMES,
};

/**
 * struct ptlu_subset - a domain and the outcome of its handover
 * @target: the target that it was made from
 * @features: its features
 * @c_bit: AMD's C bit as a bit number, 0 for none
 * @core: core that hands it over
 * @outcome: the worst outcome
 * @text: details, for example the page and the entry
 */
struct ptlu_subset {
	const struct ptlu_target *target;
	u32 features;
	unsigned int c_bit;
	enum ptlu_core_id core;
	enum ptlu_subset_outcome outcome;
	char text[200];
};

void ptlu_subset_run(struct kunit *test, struct ptlu_subset *cell);
void ptlu_subset_end(void);

void ptlu_subset_describe(u32 features, const struct ptlu_format *format, char *text, size_t size);
void ptlu_subset_write_page(FILE *page);

#endif
