// SPDX-License-Identifier: GPL-2.0-only
/* Where the table pages of a workload lie in the memory of a running kernel, and its kexec in place. */
#include <linux/kexec_handover.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>
#include "calls.h"
#include "in_place.h"
#include "placement.h"

/* Blocks that the next tables get, in this order. */
static struct {
	struct folio **block;
	unsigned long nr, next, strays;
	unsigned int order;
} pool;

static int by_frame(const void *a, const void *b)
{
	unsigned long left = folio_pfn(*(struct folio **)a), right = folio_pfn(*(struct folio **)b);

	return left < right ? -1 : left > right;
}

/* xorshift64, seeded the same every time: the same memory gives the same placement. */
static u64 next_random(void)
{
	static u64 state = 0x2545f4914f6cdd1dULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* No two side by side, in no order: every other block of twice as many. */
static void shuffle(void)
{
	for (unsigned long i = 0; i < pool.nr / 2; i++) {
		folio_put(pool.block[2 * i + 1]);
		pool.block[i] = pool.block[2 * i];
	}
	if (pool.nr % 2)
		folio_put(pool.block[pool.nr - 1]);
	pool.nr /= 2;
	for (unsigned long i = pool.nr; i > 1; i--) {
		unsigned long other = next_random() % i;

		swap(pool.block[i - 1], pool.block[other]);
	}
}

static int fill_pool(unsigned long nr, bool shuffled)
{
	unsigned long wanted = shuffled ? 2 * nr : nr;

	pool.block = kvcalloc(wanted, sizeof(*pool.block), GFP_KERNEL);
	if (!pool.block)
		return -ENOMEM;
	while (pool.nr < wanted) {
		struct folio *folio =
			folio_alloc(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, pool.order);

		if (!folio)
			return -ENOMEM;
		pool.block[pool.nr++] = folio;
	}
	sort(pool.block, pool.nr, sizeof(*pool.block), by_frame, NULL);
	if (shuffled)
		shuffle();
	return 0;
}

/* As iommu_alloc_pages_node_sz() leaves a page. */
static void *take_from_pool(int nid, gfp_t gfp, size_t size)
{
	struct folio *folio;

	if (get_order(size) != pool.order || pool.next == pool.nr) {
		pool.strays++;
		return iommu_alloc_pages_node_sz(nid, gfp, size);
	}
	folio = pool.block[pool.next++];
	memset(folio_address(folio), 0, folio_size(folio));
	folio_ioptdesc(folio)->incoherent = false;
	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, folio_nr_pages(folio));
	lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, folio_nr_pages(folio));
	return folio_address(folio);
}

static void *zeroed(size_t size, gfp_t gfp)
{
	return kzalloc(size, gfp);
}

static const struct ptlu_calls from_pool = {
	.table_pages = take_from_pool,
	.zeroed = zeroed,
	.preserve_folio = kho_preserve_folio,
	.unpreserve_folio = kho_unpreserve_folio,
	.restore_folio = kho_restore_folio,
};

static unsigned long tables_of(const struct ptlu_workload_spec *spec)
{
	return spec->batch * (spec->lowest_tables + spec->lowest_tables / 256 + 8);
}

/**
 * ptlu_placement_begin() - from here on tables lie where a workload wants them
 * @spec: the workload that will be built
 *
 * Context: may sleep. ptlu_placement_end() must follow, after an error too.
 * Return: 0 or -ENOMEM.
 */
int ptlu_placement_begin(const struct ptlu_workload_spec *spec)
{
	int ret;

	memset(&pool, 0, sizeof(pool));
	pool.order = max_t(int, spec->target->cfg.granule_lg2 - PAGE_SHIFT, 0);
	ret = fill_pool(tables_of(spec), spec->placement == PTLU_SHUFFLED);
	if (!ret)
		ptlu_watch_calls(&from_pool);
	return ret;
}

/**
 * ptlu_placement_end() - the workload is built: tables lie where the kernel wants them again
 *
 * What is left of the memory set aside is freed, before anything is timed.
 *
 * Return: tables that lie elsewhere: tops of another order.
 */
unsigned long ptlu_placement_end(void)
{
	ptlu_watch_calls(NULL);
	for (unsigned long i = pool.next; i < pool.nr; i++)
		folio_put(pool.block[i]);
	kvfree(pool.block);
	pool.block = NULL;
	return pool.strays;
}

/* A workload's machine is the running kernel. */
int ptlu_boot(const struct ptlu_machine *machine)
{
	return 0;
}

/* More than any cache of the machine holds, read through. */
#define EVICTING_BYTES	SZ_64M

void ptlu_placement_evict(void)
{
	static u8 *bytes;
	volatile u8 *at;

	if (!bytes)
		bytes = vzalloc(EVICTING_BYTES);
	for (at = bytes; bytes && at < bytes + EVICTING_BYTES; at += 64)
		(void)*at;
}
