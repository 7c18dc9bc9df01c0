// SPDX-License-Identifier: GPL-2.0-only
/* A workload brought back to how it was built, without building it anew: what only the host tier can do. */
#include "workload.h"

/**
 * ptlu_workload_rewind() - the domains as they were when built, in a kernel that has preserved nothing
 * @w: the workload
 *
 * The tables hold what they held: nobody writes to them, and what a teardown freed has not been
 * allocated again.
 *
 * Return: 0 or what a boot said.
 */
int ptlu_workload_rewind(struct ptlu_workload *w)
{
	memcpy(w->domains, w->live, w->spec.batch * sizeof(*w->domains));
	return ptlu_boot_owning(w->pages, w->nr_pages);
}
