/* SPDX-License-Identifier: GPL-2.0-only */
/* Ratios of two variants at the largest size that both were measured at. */
#ifndef RESULTS_RATIO_H
#define RESULTS_RATIO_H

#include "series.h"

/**
 * struct ratio - how much of a baseline's time a variant takes
 * @value: below 1 the variant is faster; 0 if there is no size in common
 * @at: the variant's sample
 */
struct ratio {
	double value;
	const struct bench_sample *at;
};

/**
 * ratio_of() - the ratio of two variants of an operation on a target, mapped with its base leaf
 * @v: view
 * @target: target
 * @op: operation
 * @variant: variant
 * @baseline: variant to divide by
 * @placement: placement
 *
 * Return: the ratio at the largest common size.
 */
struct ratio ratio_of(const struct view *v, const char *target, const char *op,
		      const char *variant, const char *baseline, const char *placement);

#endif /* RESULTS_RATIO_H */
