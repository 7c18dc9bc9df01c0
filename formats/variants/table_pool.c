// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contiguous table pages: a pool that splits large blocks into single pages, for domains that will
 * be preserved.
 *
 * For each preserved page early boot takes a time linear in the number of contiguous runs before
 * it. A block is one run. A new block has an eighth of the pages of all blocks before it, so the
 * number of runs grows with the logarithm of the number of tables, and the unused memory stays
 * below an eighth, or below the first block. The pages of a block are ordinary single pages:
 * iommu-pages.c frees each of them to the page allocator, not to the pool. All domains of a node
 * share one block. The price is that a block stays split as long as one of its tables lives.
 */
#include <linux/spinlock.h>
#include <linux/vmstat.h>
#include "table_pool.h"

/* 1 GiB of 4K pages, the largest size that the kernel migrates pages for (hugetlb). */
#define MAX_BLOCK_ORDER		18U

/**
 * struct table_pool - the current block of a node
 * @lock: protects the rest
 * @next: first page of the block that is not a table
 * @unused: number of pages from there to the end of the block
 * @cut: number of pages of all blocks since ptlu_pool_drain()
 */
struct table_pool {
	spinlock_t lock;
	struct page *next;
	unsigned long unused, cut;
};

static struct table_pool pools[MAX_NUMNODES] = {
	[0 ... MAX_NUMNODES - 1] = { .lock = __SPIN_LOCK_UNLOCKED(table_pool.lock) },
};

static unsigned int block_order;

/**
 * ptlu_pool_use() - allocate tables from the pool from now on
 * @order: page order of the first blocks, up to MAX_PAGE_ORDER; 0 for no pool
 */
void ptlu_pool_use(unsigned int order)
{
	WRITE_ONCE(block_order, order);
}

static struct page *take_page(struct table_pool *pool)
{
	struct page *page = NULL;

	spin_lock(&pool->lock);
	if (pool->unused) {
		page = pool->next++;
		pool->unused--;
	}
	spin_unlock(&pool->lock);
	return page;
}

static void free_pages_from(struct page *page, unsigned long nr)
{
	while (nr--)
		free_page((unsigned long)page_address(page++));
}

/* If two callers refill concurrently, keep the block with more unused pages. */
static void fill(struct table_pool *pool, struct page *page, unsigned long nr)
{
	spin_lock(&pool->lock);
	if (nr > pool->unused) {
		pool->cut += nr;
		swap(pool->next, page);
		swap(pool->unused, nr);
	}
	spin_unlock(&pool->lock);
	free_pages_from(page, nr);
}

/* Contiguous pages, each with a reference of its own. */
static struct page *alloc_block(int nid, gfp_t gfp, unsigned int order)
{
	struct page *block;

	/* larger than the page allocator's blocks: other pages are migrated away */
	if (order > MAX_PAGE_ORDER)
		return gfp & __GFP_DIRECT_RECLAIM ?
			       alloc_contig_pages(1UL << order, gfp, nid, NULL) :
			       NULL;
	block = alloc_pages_node(nid, gfp | __GFP_NORETRY, order);
	if (block)
		split_page(block, order);
	return block;
}

/* Try smaller blocks until the allocation succeeds, down to a size that is almost always free. */
static struct page *take_page_of_new_block(struct table_pool *pool, int nid, gfp_t gfp,
					   unsigned int order)
{
	unsigned long eighth = READ_ONCE(pool->cut) / 8;
	struct page *block = NULL;

	gfp = (gfp & ~__GFP_ZERO) | __GFP_NOWARN;
	if (eighth)
		order = max(order, (unsigned int)ilog2(eighth));
	for (order = min(order, MAX_BLOCK_ORDER); order > 1 && !block; order--) {
		block = alloc_block(nid, gfp, order);
		if (block)
			fill(pool, block, 1UL << order);
	}
	return block ? take_page(pool) : NULL;
}

/* Leave the page as iommu_alloc_pages_node_sz() does, because iommu_free_pages() frees it. */
static void *make_table_page(struct page *page)
{
	struct folio *folio = page_folio(page);

	memset(page_address(page), 0, PAGE_SIZE);
	folio_ioptdesc(folio)->incoherent = false;
	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, 1);
	lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, 1);
	return page_address(page);
}

/**
 * ptlu_pool_alloc_pages() - iommu_alloc_pages_node_sz() from the pool, if it is in use
 * @nid: node or NUMA_NO_NODE
 * @gfp: GFP flags
 * @size: bytes. A table of several pages always comes from the page allocator.
 *
 * Context: as iommu_alloc_pages_node_sz().
 * Return: zeroed pages that iommu_free_pages() frees, or NULL.
 */
void *ptlu_pool_alloc_pages(int nid, gfp_t gfp, size_t size)
{
	unsigned int order = READ_ONCE(block_order);
	struct table_pool *pool;
	struct page *page;

	if (likely(!order) || size > PAGE_SIZE)
		return iommu_alloc_pages_node_sz(nid, gfp, size);
	if (nid == NUMA_NO_NODE)
		nid = numa_mem_id();
	pool = &pools[nid];
	page = take_page(pool);
	if (!page)
		page = take_page_of_new_block(pool, nid, gfp, order);
	return page ? make_table_page(page) : iommu_alloc_pages_node_sz(nid, gfp, size);
}

/**
 * ptlu_pool_drain() - free the unused pages: before a kexec, when all domains are preserved
 */
void ptlu_pool_drain(void)
{
	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++) {
		struct table_pool *pool = &pools[nid];
		unsigned long unused;

		spin_lock(&pool->lock);
		unused = pool->unused;
		pool->unused = 0;
		pool->cut = 0;
		spin_unlock(&pool->lock);
		free_pages_from(pool->next, unused);
	}
}

/**
 * ptlu_pool_forget() - empty the pool without freeing its pages, because another kernel has booted
 *
 * For the host tier, where one process runs both kernels.
 */
void ptlu_pool_forget(void)
{
	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++) {
		pools[nid].unused = 0;
		pools[nid].cut = 0;
	}
}

/**
 * ptlu_pool_unused() - count the unused pages of all nodes
 *
 * Return: number of pages that the pool holds and that are not tables.
 */
unsigned long ptlu_pool_unused(void)
{
	unsigned long unused = 0;

	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++)
		unused += pools[nid].unused;
	return unused;
}
