// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches the pages of the formats while a test runs: owners, failures on demand, simulated kexec.
 *
 * Each page that a format allocates or restores gets additional references, so that it stays where
 * it is when its owner frees it. The references tell if it was freed once, twice or never.
 */
#include <linux/mm.h>
#include <linux/xarray.h>
#include "calls.h"
#include "counters.h"
#include "in_place.h"
#include "machine/machine.h"
#include "machine/workers.h"
#include "watch.h"

/* Additional references of a watched page: up to this many excess frees are counted. */
#define HELD		16

/* State of a page, at the index of its first frame. */
#define OWNED		BIT(0)	/* allocated or restored, and held */
#define HANDED_OVER	BIT(1)	/* by the last kexec, not restored since */
#define REGISTERED	BIT(2)	/* with KHO */

static DEFINE_XARRAY(pages);

static struct {
	bool active;
	unsigned int workers;		/* before the test */
	/* number of calls until one fails, 0 for none */
	unsigned long fail_alloc, fail_preserve;
	bool alloc_failed;
	unsigned long booted_with[NR_VM_NODE_STAT_ITEMS];
	struct ptlu_watch_result result;
} watch;

static unsigned long state_of(unsigned long pfn)
{
	void *entry = xa_load(&pages, pfn);

	return entry ? xa_to_value(entry) : 0;
}

/*
 * Allocate what set_state() needs. A call fails before it has any effect if there is no memory to
 * watch its page.
 */
static bool reserve_state(unsigned long pfn)
{
	if (!xa_reserve(&pages, pfn, GFP_KERNEL))
		return true;
	watch.result.no_memory++;
	return false;
}

/* The entry exists or was reserved, so this cannot fail. */
static void set_state(unsigned long pfn, unsigned long state)
{
	if (state)
		xa_store(&pages, pfn, xa_mk_value(state), GFP_KERNEL);
	else
		xa_erase(&pages, pfn);
}

static void hold(struct folio *folio)
{
	folio_ref_add(folio, HELD);
	set_state(folio_pfn(folio), (state_of(folio_pfn(folio)) & REGISTERED) | OWNED);
}

/* Free a held page, whatever its other references are. */
static void release(struct folio *folio)
{
	folio_set_count(folio, 1);
	folio_put(folio);
}

static bool is_due(unsigned long *nth)
{
	return *nth && !--*nth;
}

static bool alloc_fails(void)
{
	if (!is_due(&watch.fail_alloc))
		return false;
	watch.alloc_failed = true;
	return true;
}

static void *watched_table_pages(int nid, gfp_t gfp, size_t size)
{
	void *table = alloc_fails() ? NULL : iommu_alloc_pages_node_sz(nid, gfp, size);
	struct folio *folio;

	if (!table)
		return NULL;
	folio = virt_to_folio(table);
	if (!reserve_state(folio_pfn(folio))) {
		iommu_free_pages(table);
		return NULL;
	}
	hold(folio);
	return table;
}

static void *watched_zeroed(size_t size, gfp_t gfp)
{
	return alloc_fails() ? NULL : kzalloc(size, gfp);
}

/* Before a page is registered: what fails here has no effect. */
static int begin_preserve(unsigned long pfn)
{
	return is_due(&watch.fail_preserve) || !reserve_state(pfn) ? -ENOMEM : 0;
}

static int end_preserve(unsigned long pfn, int ret)
{
	if (ret)
		xa_release(&pages, pfn);
	else
		set_state(pfn, state_of(pfn) | REGISTERED);
	return ret;
}

static int watched_preserve(struct folio *folio)
{
	int ret = begin_preserve(folio_pfn(folio));

	return ret ?: end_preserve(folio_pfn(folio), kho_preserve_folio(folio));
}

static void watched_unpreserve(struct folio *folio)
{
	kho_unpreserve_folio(folio);
	set_state(folio_pfn(folio), state_of(folio_pfn(folio)) & ~REGISTERED);
}

/* @folio is what KHO has restored at @pfn, NULL for nothing. */
static struct folio *end_restore(unsigned long pfn, struct folio *folio)
{
	if (folio)
		hold(folio);
	else
		xa_release(&pages, pfn);
	return folio;
}

static struct folio *watched_restore(phys_addr_t phys)
{
	if (!reserve_state(PHYS_PFN(phys)))
		return NULL;
	return end_restore(PHYS_PFN(phys), kho_restore_folio(phys));
}

#ifdef PTLU_CALLS_KHO_BATCH
static int watched_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	int ret = begin_preserve(PHYS_PFN(phys));

	return ret ?: end_preserve(PHYS_PFN(phys), kho_batch_preserve(batch, phys, order));
}

static void watched_batch_unpreserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	kho_batch_unpreserve(batch, phys, order);
	set_state(PHYS_PFN(phys), state_of(PHYS_PFN(phys)) & ~REGISTERED);
}

static struct folio *watched_batch_restore(struct kho_restored *restored, phys_addr_t phys)
{
	if (!reserve_state(PHYS_PFN(phys)))
		return NULL;
	return end_restore(PHYS_PFN(phys), kho_batch_restore(restored, phys));
}
#endif

static const struct ptlu_calls watched = {
	.table_pages = watched_table_pages,
	.zeroed = watched_zeroed,
	.preserve_folio = watched_preserve,
	.unpreserve_folio = watched_unpreserve,
	.restore_folio = watched_restore,
#ifdef PTLU_CALLS_KHO_BATCH
	.batch_preserve = watched_batch_preserve,
	.batch_unpreserve = watched_batch_unpreserve,
	.batch_restore = watched_batch_restore,
#endif
};

/* Really free the pages that their owners have freed. */
static void reap(void)
{
	unsigned long pfn;
	void *entry;

	xa_for_each(&pages, pfn, entry) {
		struct folio *folio = pfn_folio(pfn);

		if (!(xa_to_value(entry) & OWNED) || folio_ref_count(folio) > HELD)
			continue;
		watch.result.freed_too_often += folio_ref_count(folio) < HELD;
		if (xa_to_value(entry) & REGISTERED) {
			watch.result.freed_registered++;
			kho_unpreserve_folio(folio);
		}
		release(folio);
		set_state(pfn, 0);
	}
}

/* ptlu_kexec() while a test is watched */
void ptlu_watch_kexec(void)
{
	unsigned long pfn;
	void *entry;

	reap();
	xa_for_each(&pages, pfn, entry) {
		unsigned long state = xa_to_value(entry);
		struct folio *folio = pfn_folio(pfn);

		if (state & HANDED_OVER) {
			folio_put(kho_restore_folio(PFN_PHYS(pfn)));
			set_state(pfn, 0);
			continue;
		}
		if (state & OWNED)
			ptlu_forget_table_page(folio);
		if (state & REGISTERED) {
			kho_unpreserve_folio(folio);
			ptlu_hand_over_in_place(folio);
			set_state(pfn, HANDED_OVER);
		} else {
			release(folio);
			set_state(pfn, 0);
		}
	}
}

bool ptlu_is_watching(void)
{
	return watch.active;
}

/**
 * ptlu_watch_begin() - start to watch, before a test
 *
 * The core parallel gets a single thread until ptlu_watch_end(), because the state of the pages is
 * not protected by a lock.
 */
void ptlu_watch_begin(void)
{
	memset(&watch, 0, sizeof(watch));
	for (unsigned int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		watch.booted_with[item] = ptlu_node_total(item);
	watch.active = true;
	watch.workers = ptlu_workers;
	ptlu_workers = 1;
	ptlu_intercept_calls(&watched);
}

/* The result of a test, at its end. */
struct ptlu_watch_result ptlu_watch_result(void)
{
	watch.result.in_use = ptlu_frames_in_use(0);
	return watch.result;
}

/* End the watch and free all pages, whatever state a failed test left them in. */
void ptlu_watch_end(void)
{
	ptlu_watch_kexec();
	ptlu_watch_kexec();
	ptlu_intercept_calls(NULL);
	ptlu_workers = watch.workers;
	watch.active = false;
	xa_destroy(&pages);
}

/* A counter of the node since ptlu_watch_begin(). */
unsigned long ptlu_watch_node_state(enum node_stat_item item)
{
	return ptlu_node_total(item) - watch.booted_with[item];
}

unsigned long ptlu_nr_preserved(void)
{
	unsigned long pfn, count = 0;
	void *entry;

	xa_for_each(&pages, pfn, entry)
		count += !!(xa_to_value(entry) & REGISTERED);
	return count;
}

void ptlu_for_each_preserved(void (*fn)(phys_addr_t phys, unsigned int order, void *arg), void *arg)
{
	unsigned long pfn;
	void *entry;

	xa_for_each(&pages, pfn, entry)
		if (xa_to_value(entry) & REGISTERED)
			fn(PFN_PHYS(pfn), folio_order(pfn_folio(pfn)), arg);
}

/* KHO has the order of a handed over page next to its magic. */
static unsigned long frames_at(unsigned long pfn, unsigned long state)
{
	if (state & HANDED_OVER)
		return 1UL << (u32)pfn_to_page(pfn)->private;
	return folio_nr_pages(pfn_folio(pfn));
}

unsigned long ptlu_frames(enum ptlu_frame_state which)
{
	unsigned long wanted = which == PTLU_FRAME_PRESERVED ? HANDED_OVER : OWNED;
	unsigned long pfn, frames = 0;
	void *entry;

	reap();
	xa_for_each(&pages, pfn, entry)
		if (xa_to_value(entry) & wanted)
			frames += frames_at(pfn, xa_to_value(entry));
	return frames;
}

unsigned long ptlu_frames_in_use(unsigned int describe)
{
	return ptlu_frames(PTLU_FRAME_ALLOCATED);
}

void ptlu_fail_nth_alloc(unsigned long nth)
{
	watch.fail_alloc = nth;
	watch.alloc_failed = false;
}

bool ptlu_alloc_failed(void)
{
	return watch.alloc_failed;
}

void ptlu_fail_nth_preserve(unsigned long nth)
{
	watch.fail_preserve = nth;
}

/* Threads of a running kernel meet when they do. */
void ptlu_meet_in_restore(bool meet)
{
}
