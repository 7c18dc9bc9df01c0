// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reserves preserved pages in early boot in linear time, not by one memblock_reserve() per page.
 *
 * Written as a change that could be proposed for kernel/liveupdate/kexec_handover.c, and included
 * at its end.
 *
 * A walk over the radix tree visits one order after the other, and the pages of an order in
 * ascending order. The contiguous runs of an order are merged into memblock's list in one pass.
 */
#include "memblock_bulk.h"

/**
 * struct kho_runs - state of the walk over preserved pages
 * @nr: number of contiguous runs of all orders
 * @base: start of the current run, which is not reserved yet
 * @end: end of the current run, 0 before the first one
 * @bulk: merge of the current order
 * @under_way: @bulk has begun
 * @err: error of memblock_bulk_begin()
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

/* Replaces kho_mem_retrieve(), which walks the radix tree once and reserves page by page. */
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
