// SPDX-License-Identifier: GPL-2.0-only
/* Placement of table pages in the memory of a running kernel, and a simulated kexec of them. */
#include <linux/kexec_handover.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>
#include "calls.h"
#include "in_place.h"
#include "machine/random.h"
#include "placement.h"

/**
 * struct folio_list - folios in a fixed order
 * @folio: the folios
 * @nr: number of folios
 */
struct folio_list {
	struct folio **folio;
	unsigned long nr;
};

/*
 * Tables are allocated from @pool in its order, up to @used. A table of another order or beyond the
 * end of the pool is a stray.
 */
static struct {
	struct folio_list pool, strays;
	unsigned long used;
	unsigned int order;
} placed;

static int by_frame(const void *a, const void *b)
{
	unsigned long left = folio_pfn(*(struct folio **)a), right = folio_pfn(*(struct folio **)b);

	return left < right ? -1 : left > right;
}

/* Keep every other folio, so that no two are adjacent, in a random order. */
static void shuffle(struct folio_list *pool)
{
	/* the same memory always gives the same placement */
	struct ptlu_random random = ptlu_random_of(1);

	for (unsigned long i = 0; i < pool->nr / 2; i++) {
		folio_put(pool->folio[2 * i + 1]);
		pool->folio[i] = pool->folio[2 * i];
	}
	if (pool->nr % 2)
		folio_put(pool->folio[pool->nr - 1]);
	pool->nr /= 2;
	for (unsigned long i = pool->nr; i > 1; i--) {
		/* swap() evaluates its arguments more than once */
		unsigned long other = ptlu_random_next(&random) % i;

		swap(pool->folio[i - 1], pool->folio[other]);
	}
}

static int fill_pool(unsigned long nr, enum ptlu_placement placement)
{
	unsigned long wanted = placement == PTLU_SHUFFLED ? 2 * nr : nr;
	struct folio_list *pool = &placed.pool;

	pool->folio = kvcalloc(wanted, sizeof(*pool->folio), GFP_KERNEL);
	if (!pool->folio)
		return -ENOMEM;
	while (pool->nr < wanted) {
		struct folio *folio =
			folio_alloc(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, placed.order);

		if (!folio)
			return -ENOMEM;
		pool->folio[pool->nr++] = folio;
	}
	sort(pool->folio, pool->nr, sizeof(*pool->folio), by_frame, NULL);
	if (placement == PTLU_SHUFFLED)
		shuffle(pool);
	return 0;
}

/* The list grows by one, because there are few strays: one for each domain of a benchmark. */
static void *allocate_stray(int nid, gfp_t gfp, size_t size)
{
	struct folio_list *strays = &placed.strays;
	struct folio **longer =
		kvrealloc(strays->folio, (strays->nr + 1) * sizeof(*longer), GFP_KERNEL);
	void *table;

	if (!longer)
		return NULL;
	strays->folio = longer;
	table = iommu_alloc_pages_node_sz(nid, gfp, size);
	if (table)
		strays->folio[strays->nr++] = virt_to_folio(table);
	return table;
}

/* Leave the page as iommu_alloc_pages_node_sz() does. */
static void *take_from_pool(int nid, gfp_t gfp, size_t size)
{
	struct folio *folio;

	if (get_order(size) != placed.order || placed.used == placed.pool.nr)
		return allocate_stray(nid, gfp, size);
	folio = placed.pool.folio[placed.used++];
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
#ifdef PTLU_CALLS_KHO_BATCH
	.batch_preserve = kho_batch_preserve,
	.batch_unpreserve = kho_batch_unpreserve,
	.batch_restore = kho_batch_restore,
#endif
};

/**
 * ptlu_placement_begin() - allocate tables in a given order from now on
 * @nr: number of tables
 * @order: page order of a table; tables of another order come from the page allocator
 * @placement: where the tables are
 *
 * Context: may sleep. Must be followed by ptlu_placement_end(), after an error too.
 * Return: 0 or -ENOMEM.
 */
int ptlu_placement_begin(unsigned long nr, unsigned int order, enum ptlu_placement placement)
{
	int ret;

	ptlu_placement_forget();
	placed.order = order;
	ret = fill_pool(nr, placement);
	if (!ret)
		ptlu_intercept_calls(&from_pool);
	return ret;
}

/**
 * ptlu_placement_end() - allocate tables from the page allocator again
 *
 * Frees the rest of the pool.
 *
 * Return: number of tables that are not placed, the tops of another order.
 */
unsigned long ptlu_placement_end(void)
{
	ptlu_intercept_calls(NULL);
	while (placed.pool.nr > placed.used)
		folio_put(placed.pool.folio[--placed.pool.nr]);
	return placed.strays.nr;
}

static void hand_over(const struct folio_list *list)
{
	for (unsigned long i = 0; i < list->nr; i++) {
		struct folio *folio = list->folio[i];

		kho_unpreserve_folio(folio);
		ptlu_forget_table_page(folio);
		ptlu_hand_over_in_place(folio);
	}
}

/* ptlu_kexec() for the tables of the last ptlu_placement_begin(), which must all be registered */
void ptlu_placement_kexec(void)
{
	hand_over(&placed.pool);
	hand_over(&placed.strays);
}

/* Forget the tables. They belong to their domains, nothing is freed. */
void ptlu_placement_forget(void)
{
	kvfree(placed.pool.folio);
	kvfree(placed.strays.folio);
	memset(&placed, 0, sizeof(placed));
}
