// SPDX-License-Identifier: GPL-2.0-only
/* Ratios of two variants at the largest size that both were measured at. */
#include "ratio.h"

struct ratio ratio_of(const struct view *v, const char *target, const char *op,
		      const char *variant, const char *baseline, const char *placement)
{
	const char *leaf = base_leaf(v, target);
	const struct series *pair[] = {
		series_find(v, target, op, variant, leaf, placement),
		series_find(v, target, op, baseline, leaf, placement),
	};
	const struct bench_sample *at[2];

	if (!pair[0] || !pair[1] || !largest_common(pair, 2, at))
		return (struct ratio){ 0 };
	return (struct ratio){ at[0]->ns_median / at[1]->ns_median, at[0] };
}
