// SPDX-License-Identifier: GPL-2.0-only
/* Preserves a workload and keeps it until a kexec, for early boot of the next kernel to reserve. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include "build.h"
#include "held.h"
#include "hold.h"

static struct ptlu_workload held;

static const struct ptlu_core *core_of(const struct ptlu_workload *w)
{
	return &w->spec.target->format->cores[PTLU_CORE_OURS];
}

/**
 * ptlu_hold_workload() - build a workload, preserve it, and keep it until a kexec
 * @spec: the workload
 *
 * The next kernel does not restore it. Only the time of its early boot matters.
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if a workload is held already, -ENOMEM, or an error of the core.
 */
int ptlu_hold_workload(const struct ptlu_workload_spec *spec)
{
	unsigned long strays;
	int ret;

	if (held.domains)
		return -EBUSY;
	ret = ptlu_build_placed(&held, spec, &strays);
	for (unsigned int i = 0; !ret && i < spec->batch; i++)
		ret = core_of(&held)->preserve(&held.domains[i].iommu, &held.sers[i]);
	if (ret)
		return ret;
	pr_info(HELD_PREFIX "tables=%zu order=%u placement=%s elsewhere=%lu\n", held.nr_pages,
		held.order, ptlu_workload_placement_name(spec), strays);
	return 0;
}

/* Unpreserve and free the workload, if no kexec followed. */
void ptlu_hold_release(void)
{
	if (!held.domains)
		return;
	for (unsigned int i = 0; i < held.spec.batch; i++) {
		core_of(&held)->unpreserve(&held.domains[i].iommu, &held.sers[i]);
		ptlu_domain_deinit(&held.domains[i]);
	}
	ptlu_workload_free(&held);
}
