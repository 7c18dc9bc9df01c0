// SPDX-License-Identifier: GPL-2.0-only
/* The operations that are timed, each by several variants, on one workload. */
#include <linux/cpumask.h>
#include <linux/kexec_handover.h>
#include <linux/prefetch.h>
#include "iommu-pages.h"
#include "machine/workers.h"
#include "ops.h"

enum {
#define TABLE_OP(id, op_name, ...) OP_##id,
#include "ops.def"
};

const struct ptlu_bench_op ptlu_bench_ops[] = {
#define TABLE_OP(id, op_name, ...) [OP_##id] = { .name = op_name, ##__VA_ARGS__ },
#include "ops.def"
};

const unsigned int ptlu_bench_nr_ops = ARRAY_SIZE(ptlu_bench_ops);

const char ptlu_bench_boot_reserve[] =
#define BOOT_OP(id, op_name) op_name
#include "ops.def"
	;

/* Prefetch distance of a lower bound, in pages: more than any latency needs. */
#define FLOOR_AHEAD	16

static void touch_pages(const struct ptlu_workload *w, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		struct page *page = pfn_to_page(PHYS_PFN(w->pages[i]));

		/* keep the value, which is KHO's magic in a page that was handed over */
		WRITE_ONCE(page->private, READ_ONCE(page->private));
	}
}

/* The least that each operation does to a table: read and write its struct page. */
static int floor_mem(const struct ptlu_workload *w)
{
	touch_pages(w, 0, w->nr_pages);
	return 0;
}

/* Number of pages that a thread takes at a time. */
#define FLOOR_SHARE	4096

struct shared_pages {
	const struct ptlu_workload *w;
	atomic_t shares;
};

static void touch_shares(void *arg)
{
	struct shared_pages *shared = arg;
	const struct ptlu_workload *w = shared->w;

	for (;;) {
		size_t end = (size_t)atomic_inc_return(&shared->shares) * FLOOR_SHARE;

		if (end - FLOOR_SHARE >= w->nr_pages)
			break;
		touch_pages(w, end - FLOOR_SHARE, min(end, w->nr_pages));
	}
}

/* floor_mem() by several threads, the limit of this machine's processors. */
static int floor_mem_shared(const struct ptlu_workload *w)
{
	struct shared_pages shared = { .w = w };

	ptlu_run_workers(ptlu_workers, touch_shares, &shared);
	return 0;
}

/* workload.c notes a page's order below its address. Inlined, as <linux/prefetch.h> says. */
static __always_inline void prefetch_pages(phys_addr_t page)
{
	unsigned long pfn = PHYS_PFN(page);

	for (unsigned long i = 0; i < 1UL << (page & ~PAGE_MASK); i++)
		prefetchw(pfn_to_page(pfn + i));
}

/* The kernel's exported call on a flat array, with all struct pages of each prefetched. */
#define FLOOR_API(name, call)								\
	static int name(const struct ptlu_workload *w)					\
	{										\
		for (size_t i = 0; i < w->nr_pages; i++) {				\
			size_t ahead = min(i + FLOOR_AHEAD, w->nr_pages - 1);		\
			phys_addr_t phys = w->pages[i] & PAGE_MASK;			\
											\
			prefetch_pages(w->pages[ahead]);				\
			if (call)							\
				return -ENOENT;						\
		}									\
		return 0;								\
	}

static struct folio *folio_at(phys_addr_t phys)
{
	return page_folio(pfn_to_page(PHYS_PFN(phys)));
}

FLOOR_API(floor_preserve, kho_preserve_folio(folio_at(phys)))
FLOOR_API(floor_unpreserve, (kho_unpreserve_folio(folio_at(phys)), 0))
FLOOR_API(floor_restore, !kho_restore_folio(phys))
FLOOR_API(floor_teardown, (iommu_free_pages(phys_to_virt(phys)), 0))

/* By 1, 2, 4, ... threads. ptlu_bench_has() leaves out those that have no processors. */
#define BY_WORKERS(n, k, ...)	{ .name = n "-" #k, .workers = k, __VA_ARGS__ }
#define PARALLEL(n, ...)								\
	BY_WORKERS(n, 1, __VA_ARGS__), BY_WORKERS(n, 2, __VA_ARGS__),			\
	BY_WORKERS(n, 4, __VA_ARGS__), BY_WORKERS(n, 8, __VA_ARGS__),			\
	BY_WORKERS(n, 16, __VA_ARGS__), BY_WORKERS(n, 32, __VA_ARGS__)

const struct ptlu_bench_variant ptlu_bench_variants[] = {
	{ .name = "ours", .core = PTLU_CORE_OURS },
	{ .name = "posted", .core = PTLU_CORE_POSTED },
#ifdef PTLU_TREE_CORE
	{ .name = "tree", .core = PTLU_CORE_TREE },
#endif
#ifdef PTLU_KHO_BATCH
	{ .name = "kho-batch", .core = PTLU_CORE_KHO_BATCH,
	  .only = BIT(OP_PRESERVE) | BIT(OP_UNPRESERVE) | BIT(OP_RESTORE) },
#endif
	{ .name = "floor-mem", .core = PTLU_CORE_OURS, .touches = true,
	  .floor = { floor_mem, floor_mem, floor_mem, floor_mem } },
	{ .name = "floor-api", .core = PTLU_CORE_OURS,
	  .floor = { floor_preserve, floor_unpreserve, floor_restore, floor_teardown } },
	PARALLEL("parallel", .core = PTLU_CORE_PARALLEL),
	PARALLEL("parallel-mem", .core = PTLU_CORE_OURS, .touches = true,
		 .floor = { [OP_PRESERVE] = floor_mem_shared, [OP_RESTORE] = floor_mem_shared }),
#ifdef PTLU_KHO_BATCH
	PARALLEL("parallel-batch", .core = PTLU_CORE_PARALLEL_BATCH),
#endif
};

/* Fewer tables are not worth several threads. */
#define PARALLEL_TABLES	4096

const unsigned int ptlu_bench_nr_variants = ARRAY_SIZE(ptlu_bench_variants);

/* sweep.c has other sizes for the last one, which takes linear time. */
const struct ptlu_bench_reservation ptlu_bench_reservations[] = {
	{ "tree", PTLU_RESERVE_TREE },
	{ "kho-linear", PTLU_RESERVE_LINEAR },
};

const unsigned int ptlu_bench_nr_reservations = ARRAY_SIZE(ptlu_bench_reservations);

static const struct ptlu_core *core_of(const struct ptlu_workload *w,
				       const struct ptlu_bench_variant *variant)
{
	return &w->spec.target->format->cores[variant->core];
}

static int preserve_all(struct ptlu_workload *w, const struct ptlu_core *core)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < w->spec.batch; i++)
		ret = core->preserve(&w->domains[i].iommu, &w->sers[i]);
	return ret;
}

static void unpreserve_all(struct ptlu_workload *w, const struct ptlu_core *core)
{
	for (unsigned int i = 0; i < w->spec.batch; i++)
		core->unpreserve(&w->domains[i].iommu, &w->sers[i]);
}

static int restore_all(struct ptlu_workload *w, const struct ptlu_core *core)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < w->spec.batch; i++)
		ret = core->restore(&w->domains[i].iommu, &w->sers[i]);
	return ret;
}

/* More threads than this only wait for the scheduler, and so does a second one on one processor. */
static bool has_processors(unsigned int workers)
{
	return num_online_cpus() > 1 && workers <= 2 * num_online_cpus();
}

/**
 * ptlu_bench_has() - check if a variant of an operation is measured
 * @op: the operation
 * @variant: the variant
 * @tables: number of tables of one domain
 *
 * Return: true if it is.
 */
bool ptlu_bench_has(const struct ptlu_bench_op *op, const struct ptlu_bench_variant *variant,
		    u64 tables)
{
	if (variant->only && !(variant->only & BIT(op - ptlu_bench_ops)))
		return false;
	if (!variant->workers)
		return true;
	return tables >= PARALLEL_TABLES && has_processors(variant->workers) &&
	       (op == &ptlu_bench_ops[OP_PRESERVE] || op == &ptlu_bench_ops[OP_RESTORE]);
}

/**
 * ptlu_bench_prepare() - bring a workload into the state in which an operation starts
 * @w: the workload as built
 * @op: the operation
 * @variant: the variant
 *
 * Return: 0 or an error of the core.
 */
int ptlu_bench_prepare(struct ptlu_workload *w, const struct ptlu_bench_op *op,
		  const struct ptlu_bench_variant *variant)
{
	const struct ptlu_core *core = core_of(w, variant);
	int ret;

	ptlu_workers = variant->workers ?: 1;
	if (op == &ptlu_bench_ops[OP_PRESERVE])
		return 0;
	ret = preserve_all(w, core);
	if (ret || !op->boots)
		return ret;
	ptlu_kexec();
	for (unsigned int i = 0; !ret && i < w->spec.batch; i++)
		ret = ptlu_domain_init(&w->domains[i], w->spec.target, &w->device);
	if (!ret && op->restores)
		ret = restore_all(w, core);
	return ret;
}

/**
 * ptlu_bench_run() - execute an operation: all that is timed
 * @w: the workload of ptlu_bench_prepare()
 * @op: the operation
 * @variant: the variant
 *
 * Return: 0 or an error of the core.
 */
int ptlu_bench_run(struct ptlu_workload *w, const struct ptlu_bench_op *op,
		   const struct ptlu_bench_variant *variant)
{
	const struct ptlu_core *core = core_of(w, variant);
	unsigned int number = op - ptlu_bench_ops;

	if (variant->floor[number])
		return variant->floor[number](w);
	switch (number) {
	case OP_PRESERVE:
		return preserve_all(w, core);
	case OP_UNPRESERVE:
		unpreserve_all(w, core);
		return 0;
	case OP_RESTORE:
		return restore_all(w, core);
	default:
		for (unsigned int i = 0; i < w->spec.batch; i++)
			ptlu_domain_deinit(&w->domains[i]);
		return 0;
	}
}
