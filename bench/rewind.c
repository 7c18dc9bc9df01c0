// SPDX-License-Identifier: GPL-2.0-only
/* Resets a workload to its state when it was built, which only the host tier can do. */
#include "workload.h"

/**
 * ptlu_workload_rewind() - reset the domains, in a kernel that has preserved nothing
 * @w: the workload
 *
 * The contents of the tables are intact: no operation writes to them, and pages that a teardown
 * freed were not allocated again.
 *
 * Return: 0 or the error of ptlu_boot_owning().
 */
int ptlu_workload_rewind(struct ptlu_workload *w)
{
	memcpy(w->domains, w->live, w->spec.batch * sizeof(*w->domains));
	return ptlu_boot_owning(w->pages, w->nr_pages);
}
