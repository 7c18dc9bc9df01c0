/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct page, folios and the page allocator.
 * Stands in for include/linux/{mm,mm_types,mmzone,gfp,vmstat}.h.
 */
#ifndef PTLU_LINUX_MM_H
#define PTLU_LINUX_MM_H

#include <linux/types.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <asm/page.h>

/*
 * 64 bytes, with the fields at the kernel's offsets (CONFIG_MEMCG on a 64-bit machine), because
 * iommu-pages.c asserts that struct ioptdesc matches.
 */
struct page {
	unsigned long flags;
	union {
		struct {
			struct list_head lru;
			void *mapping;
			unsigned long index;
			unsigned long private;
		};
		unsigned long compound_head;	/* tail pages: head + 1 */
	};
	unsigned int page_type;
	atomic_t _refcount;
	unsigned long memcg_data;
} __attribute__((aligned(64)));

/*
 * A folio is its head page; the order of a large one is in its first tail page, as in the kernel.
 */
struct folio {
	struct page page;
};

#define PG_locked	0
#define PG_head		6
#define PG_reserved	12
#define PTLU_ORDER_MASK	0xffUL

extern struct page *vmemmap;	/* address that the struct page of pfn 0 would have */
extern unsigned long ptlu_first_pfn, ptlu_end_pfn;

/* as a number, because the address wraps if memory is high */
#define pfn_to_page(pfn) ((struct page *)((unsigned long)vmemmap + (pfn) * sizeof(struct page)))
#define page_to_pfn(page)	((unsigned long)((page) - vmemmap))
#define virt_to_page(virt)	pfn_to_page(__pa(virt) >> PAGE_SHIFT)
#define page_to_phys(page)	PFN_PHYS(page_to_pfn(page))
#define page_address(page)	__va(page_to_phys(page))
#define page_to_virt(page)	page_address(page)
#define phys_to_page(phys)	pfn_to_page(PHYS_PFN(phys))

static inline bool pfn_valid(unsigned long pfn)
{
	return pfn >= ptlu_first_pfn && pfn < ptlu_end_pfn;
}

static inline struct page *pfn_to_online_page(unsigned long pfn)
{
	return pfn_valid(pfn) ? pfn_to_page(pfn) : NULL;
}

static inline struct folio *page_folio(struct page *page)
{
	unsigned long head = READ_ONCE(page->compound_head);

	return (struct folio *)(head & 1 ? head - 1 : (unsigned long)page);
}

static inline struct folio *virt_to_folio(const void *virt)
{
	return page_folio(virt_to_page(virt));
}

static inline bool folio_test_large(const struct folio *folio)
{
	/* test_bit() in a kernel: another thread may take the lock, which is a bit of it */
	return __atomic_load_n(&folio->page.flags, __ATOMIC_RELAXED) & (1UL << PG_head);
}

static inline unsigned int folio_order(const struct folio *folio)
{
	if (!folio_test_large(folio))
		return 0;
	return (&folio->page)[1].flags & PTLU_ORDER_MASK;
}

static inline unsigned long folio_nr_pages(const struct folio *folio)
{
	return 1UL << folio_order(folio);
}

static inline unsigned long folio_pfn(const struct folio *folio)
{
	return page_to_pfn(&folio->page);
}

static inline void *folio_address(const struct folio *folio)
{
	return page_address(&folio->page);
}

static inline bool folio_trylock(struct folio *folio)
{
	host_point();
	return !(__atomic_fetch_or(&folio->page.flags, 1UL << PG_locked, __ATOMIC_ACQUIRE) &
		 1UL << PG_locked);
}

/* No one waits for a folio. */
static inline void folio_unlock(struct folio *folio)
{
	__atomic_fetch_and(&folio->page.flags, ~(1UL << PG_locked), __ATOMIC_RELEASE);
}

static inline void set_page_count(struct page *page, int count)
{
	atomic_set(&page->_refcount, count);
}

static inline int page_count(const struct page *page)
{
	return atomic_read(&page_folio((struct page *)page)->page._refcount);
}

static inline void __SetPageReserved(struct page *page)
{
	page->flags |= 1UL << PG_reserved;
}

void prep_compound_page(struct page *page, unsigned int order);
void __folio_put(struct folio *folio);

static inline void folio_put(struct folio *folio)
{
	/* A kernel BUGs here with CONFIG_DEBUG_VM. __folio_put() prints the history first. */
	if (unlikely(atomic_read(&folio->page._refcount) <= 0) ||
	    atomic_dec_and_test(&folio->page._refcount))
		__folio_put(folio);
}

struct folio *__folio_alloc_node(gfp_t gfp, unsigned int order, int nid);

#define folio_alloc(gfp, order)		__folio_alloc_node(gfp, order, 0)
#define __folio_alloc(gfp, order, nid, mask) __folio_alloc_node(gfp, order, nid)
#define alloc_page(gfp)			((struct page *)folio_alloc(gfp, 0))
#define put_page(page)			folio_put(page_folio(page))

/* Contiguous pages that are not a folio; split_page() makes each of them one. */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
void split_page(struct page *page, unsigned int order);
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp, int nid, const void *nodemask);

unsigned long get_zeroed_page(gfp_t gfp);
void free_page(unsigned long addr);
unsigned long free_reserved_area(void *start, void *end, int poison, const char *what);

/* Counters of each node, one set per thread like the kernel's sets per CPU. */
enum node_stat_item {
	NR_IOMMU_PAGES,
	NR_SECONDARY_PAGETABLE,
	NR_VM_NODE_STAT_ITEMS,
};

struct zone {
	bool contiguous;
	atomic_long_t managed_pages;
};

/* Builds for benchmarks have one node, whose number is a constant. */
#ifdef PTLU_FAULTS
#define MAX_NR_ZONES		2
#define MAX_NUMNODES		4
#else
#define MAX_NR_ZONES		1
#define MAX_NUMNODES		1
#endif

/* What a CPU has not yet added to the sum: nothing, vmstat.c adds up when it is asked. */
struct per_cpu_nodestat {
	s8 vm_node_stat_diff[NR_VM_NODE_STAT_ITEMS];
};

typedef struct pglist_data {
	int node_id;
	struct zone node_zones[MAX_NR_ZONES];
	const struct per_cpu_nodestat *per_cpu_nodestats;
} pg_data_t;

#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define per_cpu_ptr(ptr, cpu)		((void)(cpu), (ptr))

/* nodes.c: memory is cut into equal parts, all zones of the first node first. */
extern struct pglist_data host_nodes[MAX_NUMNODES];
extern unsigned long host_zone_frames;
extern unsigned int host_nr_nodes;

static inline struct zone *host_zone(unsigned long number)
{
	return &host_nodes[number / MAX_NR_ZONES].node_zones[number % MAX_NR_ZONES];
}

static inline unsigned long host_zone_number(const struct zone *zone)
{
	unsigned long node = ((const char *)zone - (const char *)host_nodes) / sizeof(*host_nodes);

	return node * MAX_NR_ZONES + (zone - host_nodes[node].node_zones);
}

/* Of an address outside of memory, any. */
static inline unsigned long host_zone_at(unsigned long pfn)
{
	unsigned long number;

	if (MAX_NUMNODES == 1)
		return 0;
	number = (pfn - ptlu_first_pfn) / host_zone_frames;
	return number < host_nr_nodes * MAX_NR_ZONES ? number : 0;
}

#define pfn_to_nid(pfn)		((int)(host_zone_at(pfn) / MAX_NR_ZONES))
#define early_pfn_to_nid(pfn)	pfn_to_nid(pfn)
#define page_to_nid(page)	pfn_to_nid(page_to_pfn(page))
#define page_zone(page)		host_zone(host_zone_at(page_to_pfn(page)))
#define NODE_DATA(nid)		(&host_nodes[nid])
#define folio_pgdat(folio)	NODE_DATA(page_to_nid(&(folio)->page))
#define for_each_online_pgdat(pgdat)						\
	for ((pgdat) = host_nodes; (pgdat) < host_nodes + host_nr_nodes; (pgdat)++)

#define for_each_online_node(node)						\
	for ((node) = 0; (node) < (int)host_nr_nodes; (node)++)

/* The sums of all nodes, as they are now. */
#define vm_node_stat		(host_node_stat())
const atomic_long_t *host_node_stat(void);

unsigned long node_page_state(struct pglist_data *pgdat, enum node_stat_item item);
void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta);
unsigned long global_node_page_state(enum node_stat_item item);
void adjust_managed_page_count(struct page *page, long count);
unsigned long totalram_pages(void);

static inline void lruvec_stat_mod_folio(struct folio *folio, enum node_stat_item item, int delta)
{
	mod_node_page_state(folio_pgdat(folio), item, delta);
}

#define clear_page_tag_ref(page)	do { } while (0)

/* Boot needs to know of one node alone: KHO has one scratch area a node. */
#define N_MEMORY			0
#define node_states			((int[]){ 1 })
#define nodes_weight(mask)		(mask)
#define for_each_node_state(nid, state)	for ((nid) = 0; (nid) < 1; (nid)++)

#define NUMA_NO_NODE		(-1)
#define numa_mem_id()		0
#define CMA_MIN_ALIGNMENT_BYTES	(PAGE_SIZE * pageblock_nr_pages)
/* There is no highmem. */
#define ARCH_LOW_ADDRESS_LIMIT	(~(phys_addr_t)0)
#define MAX_PAGE_ORDER		10
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1UL << MAX_PAGE_ORDER)
#define pageblock_nr_pages	512UL
#define pageblock_start_pfn(pfn) ((pfn) & ~(pageblock_nr_pages - 1))
#define pageblock_align(pfn)	pageblock_start_pfn((pfn) + pageblock_nr_pages - 1)

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_CMA,
};

enum meminit_context {
	MEMINIT_EARLY,
};

bool slab_is_available(void);

#endif
