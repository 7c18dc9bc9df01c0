// SPDX-License-Identifier: GPL-2.0-only
/* Builds a workload in a running kernel, with placed tables. */
#include <linux/mm.h>
#include "machine/kernel/placement.h"
#include "build.h"

/* An upper bound: the tables above level 0 are less than 1/256 of them, and a few. */
static unsigned long tables_of(const struct ptlu_workload_spec *spec)
{
	return spec->batch * (spec->lowest_tables + spec->lowest_tables / 256 + 8);
}

/**
 * ptlu_build_placed() - ptlu_workload_build() with the placement of @spec
 * @w: the workload, all zero
 * @spec: what to build
 * @strays: number of tables that could not be placed: tops of another order
 *
 * Context: may sleep.
 * Return: 0, or the error of ptlu_placement_begin() or ptlu_workload_build().
 */
int ptlu_build_placed(struct ptlu_workload *w, const struct ptlu_workload_spec *spec,
		      unsigned long *strays)
{
	unsigned int order = max_t(int, spec->target->cfg.granule_lg2 - PAGE_SHIFT, 0);
	int ret = ptlu_placement_begin(tables_of(spec), order, spec->placement);

	if (!ret)
		ret = ptlu_workload_build(w, spec);
	*strays = ptlu_placement_end();
	return ret;
}
