// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table pages that lie side by side: a pool that cuts large blocks into single pages, for domains that will be preserved.
 *
 * Early boot reserves each preserved page in time linear in the number of physical runs before it. A block is one run,
 * and blocks grow with what has been cut: an eighth of it, so that runs grow with the logarithm of tables only and the
 * memory that no table has got stays below an eighth, or the first block. A block is single, ordinary pages:
 * iommu-pages.c frees each alone, to the page allocator and not to the pool. All domains of a node take turns at one
 * block, however many there are. What it costs besides is that a block stays cut as long as one table of it lives.
 */
#include <linux/spinlock.h>
#include <linux/vmstat.h>
#include "table_pool.h"

/* 1 GiB of 4K pages, for which the kernel moves pages away for hugetlb too. */
#define MAX_BLOCK_ORDER		18U

/**
 * struct table_pool - the block that a node's tables are cut from
 * @lock: protects the rest
 * @next: its first page that no table has got
 * @unused: pages from there to its end
 * @cut: pages of all blocks since ptlu_pool_drain()
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
 * ptlu_pool_use() - domains that are mapped from here on will be preserved
 * @order: page order of the first blocks that their tables are cut from, up to MAX_PAGE_ORDER; 0 for no pool
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

/* Two that fill the pool at once: the block that is used less stays. */
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

/* Pages side by side, each for itself. */
static struct page *alloc_block(int nid, gfp_t gfp, unsigned int order)
{
	struct page *block;

	/* beyond the page allocator's largest block others are moved away for it, which takes its time */
	if (order > MAX_PAGE_ORDER)
		return gfp & __GFP_DIRECT_RECLAIM ?
			       alloc_contig_pages(1UL << order, gfp, nid, NULL) :
			       NULL;
	block = alloc_pages_node(nid, gfp | __GFP_NORETRY, order);
	if (block)
		split_page(block, order);
	return block;
}

/* A smaller block where there is no larger one, down to one that the page allocator has nearly always. */
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

/* As iommu_alloc_pages_node_sz() leaves a page, for its counterpart will free it. */
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
 * ptlu_pool_alloc_pages() - iommu_alloc_pages_node_sz(), out of the pool when it is on
 * @nid: node or NUMA_NO_NODE
 * @gfp: as there
 * @size: bytes; tables of several pages come from the page allocator as ever
 *
 * Context: as iommu_alloc_pages_node_sz().
 * Return: zeroed pages that iommu_free_pages() frees, NULL without memory.
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
 * ptlu_pool_drain() - give back what no table has got: before a kexec, when all domains are preserved
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
 * ptlu_pool_forget() - another kernel runs: what this one's pool held is no longer its own
 *
 * For the host tier, where one process plays both.
 */
void ptlu_pool_forget(void)
{
	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++) {
		pools[nid].unused = 0;
		pools[nid].cut = 0;
	}
}

/**
 * ptlu_pool_unused() - the memory that the pool costs
 *
 * Return: pages of all nodes' blocks that no table has got.
 */
unsigned long ptlu_pool_unused(void)
{
	unsigned long unused = 0;

	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++)
		unused += pools[nid].unused;
	return unused;
}
