// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine of machine/machine.h on a running kernel: whose each table page is, and a kexec in place.
 *
 * Every page that a format allocates or restores is watched: it gets references of the machine's, so that it
 * stays where it is when its owner frees it, and can be seen to have been freed once, twice or never.
 */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <linux/xarray.h>
#include "calls.h"
#include "in_place.h"
#include "machine/machine.h"
#include "watch.h"

/* References that a watched page has from the machine: as many frees too many are noticed. */
#define HELD		16

/* What is known of a page, at the number of its first frame. */
#define OWNED		BIT(0)	/* allocated or restored, and held */
#define HANDED_OVER	BIT(1)	/* by the last kexec, and not restored since */
#define REGISTERED	BIT(2)	/* with KHO */

static DEFINE_XARRAY(pages);

static struct {
	u64 random;
	unsigned long fail_alloc, fail_preserve;	/* the n-th from now on, 0 for none */
	bool alloc_failed;
	unsigned int freed_too_often, freed_registered;
	unsigned long booted_with[NR_VM_NODE_STAT_ITEMS];
	struct ptlu_machine memory;
} machine;

static unsigned long state_of(unsigned long pfn)
{
	void *entry = xa_load(&pages, pfn);

	return entry ? xa_to_value(entry) : 0;
}

static void set_state(unsigned long pfn, unsigned long state)
{
	if (!state)
		xa_erase(&pages, pfn);
	else if (xa_err(xa_store(&pages, pfn, xa_mk_value(state), GFP_KERNEL)))
		ptlu_fatal("no memory to watch a page with");
}

static void hold(struct folio *folio)
{
	folio_ref_add(folio, HELD);
	set_state(folio_pfn(folio), (state_of(folio_pfn(folio)) & REGISTERED) | OWNED);
}

/* Give a held page back whoever else may have it. */
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
	if (!is_due(&machine.fail_alloc))
		return false;
	machine.alloc_failed = true;
	return true;
}

static void *watched_table_pages(int nid, gfp_t gfp, size_t size)
{
	void *table = alloc_fails() ? NULL : iommu_alloc_pages_node_sz(nid, gfp, size);

	if (table)
		hold(virt_to_folio(table));
	return table;
}

static void *watched_zeroed(size_t size, gfp_t gfp)
{
	return alloc_fails() ? NULL : kzalloc(size, gfp);
}

static int watched_preserve(struct folio *folio)
{
	int ret = is_due(&machine.fail_preserve) ? -ENOMEM : kho_preserve_folio(folio);

	if (!ret)
		set_state(folio_pfn(folio), state_of(folio_pfn(folio)) | REGISTERED);
	return ret;
}

static void watched_unpreserve(struct folio *folio)
{
	kho_unpreserve_folio(folio);
	set_state(folio_pfn(folio), state_of(folio_pfn(folio)) & ~REGISTERED);
}

static struct folio *watched_restore(phys_addr_t phys)
{
	struct folio *folio = kho_restore_folio(phys);

	if (folio)
		hold(folio);
	return folio;
}

static const struct ptlu_calls watched = {
	.table_pages = watched_table_pages,
	.zeroed = watched_zeroed,
	.preserve_folio = watched_preserve,
	.unpreserve_folio = watched_unpreserve,
	.restore_folio = watched_restore,
};

/* Pages that their owners have freed really go now. */
static void reap(void)
{
	unsigned long pfn;
	void *entry;

	xa_for_each(&pages, pfn, entry) {
		struct folio *folio = pfn_folio(pfn);

		if (!(xa_to_value(entry) & OWNED) || folio_ref_count(folio) > HELD)
			continue;
		machine.freed_too_often += folio_ref_count(folio) < HELD;
		if (xa_to_value(entry) & REGISTERED) {
			machine.freed_registered++;
			kho_unpreserve_folio(folio);
		}
		release(folio);
		set_state(pfn, 0);
	}
}

static void uncount(struct folio *folio)
{
	long nr_pages = folio_nr_pages(folio);

	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, -nr_pages);
	mod_node_page_state(folio_pgdat(folio), NR_SECONDARY_PAGETABLE, -nr_pages);
}

/**
 * ptlu_kexec() - the next kernel, in place
 *
 * As after a kexec: pages that are registered with KHO have been handed over, all other table pages are
 * lost, counters start at zero and nothing is registered.
 */
void ptlu_kexec(void)
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
			uncount(folio);
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

/**
 * ptlu_test_machine_boot() - before a test: a machine without tables
 * @seed: of the random numbers
 */
void ptlu_test_machine_boot(u64 seed)
{
	machine.freed_too_often = machine.freed_registered = 0;
	machine.fail_alloc = machine.fail_preserve = 0;
	for (unsigned int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		machine.booted_with[item] = ptlu_test_machine_node_total(item);
	ptlu_seed_random(seed);
	ptlu_watch_calls(&watched);
}

/**
 * ptlu_test_machine_check() - after a test: no page may be left, and none freed more than once
 * @test: the test, failed if there is
 */
void ptlu_test_machine_check(struct kunit *test)
{
	unsigned long in_use = ptlu_frames_in_use(0);

	ptlu_expect_warn(NULL);
	if (in_use && test->status == KUNIT_SUCCESS)
		KUNIT_FAIL(test, "%lu pages were not freed", in_use);
	if (machine.freed_too_often)
		KUNIT_FAIL(test, "%u pages were freed twice", machine.freed_too_often);
	if (machine.freed_registered)
		KUNIT_FAIL(test, "%u pages were freed while KHO had them",
			   machine.freed_registered);
}

/* Everything goes, whatever state a failed test left it in. */
void ptlu_test_machine_halt(void)
{
	ptlu_kexec();
	ptlu_kexec();
	ptlu_watch_calls(NULL);
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

/* The order of a page that was handed over lies where KHO put it, beside its magic. */
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
	machine.fail_alloc = nth;
	machine.alloc_failed = false;
}

bool ptlu_alloc_failed(void)
{
	return machine.alloc_failed;
}

void ptlu_fail_nth_preserve(unsigned long nth)
{
	machine.fail_preserve = nth;
}

/* Only what the running kernel was booted with can be: nobody changes where its own pages lie. */
bool ptlu_set_c_bit(u64 mask)
{
	return mask == __sme_set(0ULL);
}

/* Which file warns, KUnit does not ask: as long as one is expected, none is shown. */
void ptlu_expect_warn(const char *file)
{
#ifdef kunit_warning_suppress
	static struct kunit_suppressed_warning *suppressed;
	struct kunit *test = kunit_get_current_test();

	if (suppressed && test)
		kunit_end_suppress_warning(test, suppressed);
	suppressed = file && test ? kunit_start_suppress_warning(test) : NULL;
#endif
}

void ptlu_fatal(const char *fmt, ...)
{
	struct va_format text = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	text.va = &args;
	panic("ptlu: %pV", &text);
}

const struct ptlu_machine *ptlu_this_machine(void)
{
	unsigned long end = 0;
	int nid;

	for_each_online_node(nid)
		end = max(end, node_end_pfn(nid));
	/* a section that has memory has struct pages to its end */
	machine.memory.size = ALIGN(PFN_PHYS(end), SZ_1G);
	return &machine.memory;
}

void ptlu_seed_random(u64 seed)
{
	machine.random = seed * 0x9e3779b97f4a7c15ULL + 1;
}

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
u64 ptlu_test_machine_random(void)
{
	u64 z = machine.random += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/**
 * ptlu_test_machine_node_total() - a counter of all nodes, exactly
 * @item: which
 *
 * The kernel's own sum leaves out what each CPU has not told the node yet, up to some hundred pages, for
 * a second (vm.stat_interval).
 */
unsigned long ptlu_test_machine_node_total(enum node_stat_item item)
{
	long total = 0;
	int nid, cpu;

	for_each_online_node(nid) {
		pg_data_t *pgdat = NODE_DATA(nid);

		total += atomic_long_read(&pgdat->vm_stat[item]);
#ifdef CONFIG_SMP
		for_each_online_cpu(cpu)
			total +=
				per_cpu_ptr(pgdat->per_cpu_nodestats, cpu)->vm_node_stat_diff[item];
#endif
	}
	return total;
}

unsigned long ptlu_test_machine_node_page_state(enum node_stat_item item)
{
	return ptlu_test_machine_node_total(item) - machine.booted_with[item];
}

/* Free pages of all nodes, those on the CPUs' lists counted in. */
unsigned long ptlu_test_machine_free_pages(void)
{
	long total = 0;
	int nid, cpu;

	for_each_online_node(nid) {
		for (unsigned int i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[i];

			if (!populated_zone(zone))
				continue;
			total += atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]);
			for_each_online_cpu(cpu) {
				total += per_cpu_ptr(zone->per_cpu_pageset, cpu)->count;
#ifdef CONFIG_SMP
				total += per_cpu_ptr(zone->per_cpu_zonestats, cpu)
						 ->vm_stat_diff[NR_FREE_PAGES];
#endif
			}
		}
	}
	return total;
}
