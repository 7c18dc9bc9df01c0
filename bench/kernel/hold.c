// SPDX-License-Identifier: GPL-2.0-only
/* A workload that is preserved and kept for the next kernel: what its early boot has to reserve. */
#include <linux/printk.h>
#include "hold.h"
#include "machine/kernel/placement.h"

static struct ptlu_workload held;

/**
 * ptlu_hold_workload() - build a workload, preserve it, and keep it until a kexec comes
 * @spec: the workload
 *
 * Nobody restores it: the next kernel's early boot reserves its tables, and that is all that is wanted.
 *
 * Context: may sleep.
 * Return: 0, -EBUSY when one is held already, -ENOMEM, or an error of the core.
 */
int ptlu_hold_workload(const struct ptlu_workload_spec *spec)
{
	const struct ptlu_core *core = &spec->target->format->cores[PTLU_CORE_OURS];
	unsigned long strays;
	int ret;

	if (held.domains)
		return -EBUSY;
	ret = ptlu_placement_begin(spec);
	if (!ret)
		ret = ptlu_workload_build(&held, spec);
	strays = ptlu_placement_end();
	for (unsigned int i = 0; !ret && i < spec->batch; i++)
		ret = core->preserve(&held.domains[i].iommu, &held.sers[i]);
	if (ret)
		return ret;
	/* bench/kernel/boots.c reads this line */
	pr_info("ptlu: bench: held for the next kernel: %zu tables of order %u, %s, %lu elsewhere\n",
		held.nr_pages, held.order,
		spec->placement == PTLU_SHUFFLED ? "shuffled" : "sequential", strays);
	return 0;
}

/* A kexec that did not come. */
void ptlu_hold_release(void)
{
	if (!held.domains)
		return;
	for (unsigned int i = 0; i < held.spec.batch; i++) {
		const struct ptlu_core *core = &held.spec.target->format->cores[PTLU_CORE_OURS];

		core->unpreserve(&held.domains[i].iommu, &held.sers[i]);
		ptlu_domain_deinit(&held.domains[i]);
	}
	ptlu_workload_free(&held);
	held.domains = NULL;
}
