// SPDX-License-Identifier: GPL-2.0-only
/* machine/machine.h in a running kernel, but for what watch.c and placement.c implement. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "machine/machine.h"
#include "machine/random.h"
#include "module.h"
#include "placement.h"
#include "watch.h"

/* The machine has booted. */
int ptlu_boot(const struct ptlu_machine *machine)
{
	return 0;
}

/**
 * ptlu_kexec() - simulate a kexec to the next kernel, in place
 *
 * While a test is watched: as after a kexec, pages that are registered with KHO have been handed
 * over, all other table pages are lost, the counters start from zero and nothing is registered.
 * Otherwise: the tables of the last ptlu_placement_begin(), which must all be registered, have been
 * handed over.
 */
void ptlu_kexec(void)
{
	if (ptlu_is_watching())
		ptlu_watch_kexec();
	else
		ptlu_placement_kexec();
}

const struct ptlu_machine *ptlu_this_machine(void)
{
	static struct ptlu_machine machine;
	unsigned long end = 0;
	int nid;

	for_each_online_node(nid)
		end = max(end, node_end_pfn(nid));
	/* a section with memory has struct pages up to its end */
	machine.size = ALIGN(PFN_PHYS(end), SZ_1G);
	return &machine;
}

/* More than any cache of the machine holds. */
#define EVICTING_BYTES	SZ_64M

static u8 *evicting;

/* Evict all memory from the caches. Does nothing if there is no memory for it. */
void ptlu_evict_caches(void)
{
	volatile u8 *at;

	if (!evicting)
		evicting = vzalloc(EVICTING_BYTES);
	for (at = evicting; evicting && at < evicting + EVICTING_BYTES; at += 64)
		(void)*at;
}

/* Free what the machine has allocated for itself. */
void ptlu_machine_exit(void)
{
	ptlu_placement_forget();
	vfree(evicting);
}

static const struct ptlu_error_ops *error_ops;

const struct ptlu_error_ops *ptlu_set_error_ops(const struct ptlu_error_ops *ops)
{
	const struct ptlu_error_ops *before = error_ops;

	error_ops = ops;
	return before;
}

const struct ptlu_error_ops *ptlu_error_ops(void)
{
	return error_ops;
}

/* Report an error that the running test must not survive. Returns if no test runs. */
void ptlu_fatal(const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pr_err("%s\n", text);
	if (error_ops)
		error_ops->fatal(text);
}

/* The kernel reports its own warnings, the runner of tests may be able to suppress them. */
void ptlu_expect_warn(const char *files)
{
	if (error_ops && error_ops->expect_warn)
		error_ops->expect_warn(files);
}

/* The device is never registered. Only iommu-pages.c uses it, for tables that are not coherent. */
void ptlu_device_init(struct device *device)
{
	*device = (struct device){
		.dma_mask = &device->coherent_dma_mask,
		.coherent_dma_mask = DMA_BIT_MASK(64),
	};
	set_dev_node(device, NUMA_NO_NODE);
}

/* The DMA API counts mappings only with CONFIG_DMA_API_DEBUG, and reports them itself. */
bool ptlu_counts_device_mappings(void)
{
	return false;
}

/* A running kernel changes the counters of its nodes and zones for itself, too. */
void ptlu_node_pages(unsigned int node, long *iommu, long *secondary)
{
	*iommu = *secondary = 0;
}

unsigned int ptlu_wrong_zones(void)
{
	return 0;
}

long ptlu_device_mappings(const struct device *device)
{
	return 0;
}

/* Only the mask of the running kernel: the C bit of its own pages cannot be changed. */
bool ptlu_set_c_bit(u64 mask)
{
	return mask == __sme_set(0ULL);
}

static struct ptlu_random random;

void ptlu_seed_random(u64 seed)
{
	random = ptlu_random_of(seed);
}

u64 ptlu_random(void)
{
	return ptlu_random_next(&random);
}
