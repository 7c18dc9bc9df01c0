// SPDX-License-Identifier: GPL-2.0-only
/*
 * Early boot's reservation of preserved pages in linear time: what kernel/liveupdate/kexec_handover.c would do
 * in place of a memblock_reserve() for each page. Included at its end; written as a change that could be proposed there.
 *
 * The tracker yields the pages of one order in ascending order, one order after the other. So each order is one merge
 * with memblock's list, of as many ranges as it has runs of pages side by side.
 */
#include "memblock_bulk.h"

/**
 * struct kho_runs - preserved pages on their way into memblock
 * @nr: runs of pages side by side, of all orders
 * @base: the run that is not reserved yet
 * @end: where the next page of it would be; 0 before the first
 * @bulk: the merge of the order that is under way
 * @under_way: one is
 * @err: why it could not go on
 */
struct kho_runs {
	unsigned long nr;
	phys_addr_t base, end;
	struct memblock_bulk bulk;
	bool under_way;
	int err;
};

static void __init kho_count_run(phys_addr_t phys, unsigned int order, void *data)
{
	struct kho_runs *runs = data;

	runs->nr += phys != runs->end;
	runs->end = phys + (PAGE_SIZE << order);
}

static void __init kho_end_run(struct kho_runs *runs)
{
	if (runs->end)
		memblock_bulk_reserve_noinit(&runs->bulk, runs->base, runs->end - runs->base);
	runs->end = 0;
}

static void __init kho_reserve_run(phys_addr_t phys, unsigned int order, void *data)
{
	struct kho_runs *runs = data;
	union kho_page_info info = { .magic = KHO_PAGE_MAGIC, .order = order };

	if (runs->err)
		return;
	if (phys != runs->end) {
		bool next_order = phys < runs->end;

		kho_end_run(runs);
		if (next_order) {
			memblock_bulk_end(&runs->bulk);
			runs->under_way = false;
		}
		if (!runs->under_way) {
			runs->err = memblock_bulk_begin(&runs->bulk, runs->nr);
			if (runs->err)
				return;
			runs->under_way = true;
		}
		runs->base = phys;
	}
	runs->end = phys + (PAGE_SIZE << order);
	kho_get_preserved_page(phys, order)->private = info.page_private;
}

/* In place of kho_mem_retrieve(), which walks the tracker once and reserves page by page. */
static int __init kho_mem_retrieve_linear(struct kho_radix_tree *tree)
{
	struct kho_runs runs = {};

	kho_for_each_preserved(tree, kho_count_run, &runs);
	runs.end = 0;
	kho_for_each_preserved(tree, kho_reserve_run, &runs);
	if (runs.under_way) {
		kho_end_run(&runs);
		memblock_bulk_end(&runs.bulk);
	}
	return runs.err;
}
