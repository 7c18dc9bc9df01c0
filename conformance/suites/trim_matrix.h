/* SPDX-License-Identifier: GPL-2.0-only */
/* The trim matrix: what becomes of a table with some features when a core hands it over. */
#ifndef PTLU_CONFORMANCE_TRIM_MATRIX_H
#define PTLU_CONFORMANCE_TRIM_MATRIX_H

#include <stdio.h>
#include "conformance/lib/domains.h"

/* From good to bad; what happens worst counts. */
enum trim_outcome {
	TRIM_NO_DOMAIN,			/* the format or the hardware has no such domain */
	TRIM_SAFE,
	TRIM_WARNS,			/* the kernel warns, and nothing worse happens */
	TRIM_TRANSLATES_WRONGLY,	/* iova_to_phys() of the restored domain */
	TRIM_LEAKS,			/* pages that nobody will free */
	TRIM_REFUSES,			/* preserve or restore ends with an error */
	TRIM_WRONG_ADDRESS,		/* what is no table is read as one */
	TRIM_WRONG_PAGE,		/* a page is freed that is not the domain's to free */
	TRIM_OUTCOMES,
};

/**
 * struct trim_cell - a domain and what became of it
 * @target: the target that it was made from
 * @features: its features
 * @c_bit: AMD's C bit as a bit number, 0 for none
 * @core: who handed it over
 * @outcome: what happened worst
 * @text: the page and the entry, or whatever tells more
 */
struct trim_cell {
	const struct ptlu_target *target;
	u32 features;
	unsigned int c_bit;
	enum ptlu_core_id core;
	enum trim_outcome outcome;
	char text[200];
};

void trim_run_cell(struct kunit *test, struct trim_cell *cell);
void trim_end(void);

void trim_describe(u32 features, const char *format, char *text, size_t size);
void trim_matrix_write(FILE *page);

#endif
