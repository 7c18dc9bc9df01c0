// SPDX-License-Identifier: GPL-2.0-only
/* The page allocator: the order of allocation, and the kernel's functions. */
#include <linux/mm.h>
#include <linux/slab.h>
#include "frames.h"

/*
 * The free lists are not in struct page, because a handover clears those. A freed block is pushed
 * on the stack of its order, as on the kernel's per-CPU lists. If the stack is empty the next block
 * is taken from the machine's placement.
 */
static struct free_stack {
	unsigned long *pfns;
	unsigned long count, room;
	unsigned long cursor;		/* next block of the placement */
} free_stacks[NR_PAGE_ORDERS];

/*
 * For ThreadSanitizer the lists are not there: their lock would order whatever two threads do that
 * both allocate pages, and hide their races. It needs pages that no thread has used before.
 */
#ifdef __SANITIZE_THREAD__
void AnnotateIgnoreSyncBegin(const char *file, int line);
void AnnotateIgnoreSyncEnd(const char *file, int line);
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
#define unseen(what, when)	Annotate##what##when(__FILE__, __LINE__)
#define reuses_pages		false
#else
#define unseen(what, when)	do { } while (0)
#define reuses_pages		true
#endif

/* The zone's lock, where there is anyone else. No thread is scheduled while it is held. */
static int lists_lock;

static void lock_lists(void)
{
	unseen(IgnoreSync, Begin);
	unseen(IgnoreReads, Begin);
	unseen(IgnoreWrites, Begin);
	while (unlikely(host_threaded) &&
	       __atomic_exchange_n(&lists_lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void unlock_lists(void)
{
	if (unlikely(host_threaded))
		__atomic_store_n(&lists_lock, 0, __ATOMIC_RELEASE);
	unseen(IgnoreWrites, End);
	unseen(IgnoreReads, End);
	unseen(IgnoreSync, End);
}

static unsigned long nth_to_fail;
static bool failed_one;
static struct { u64 multiplier, offset; } shuffle;

static bool slab_available;

void host_set_slab_available(bool available)
{
	slab_available = available;
}

bool slab_is_available(void)
{
	return slab_available;
}

/* An odd multiplier near the golden ratio permutes any power of two without a visible stride. */
static void init_shuffle(void)
{
	u64 seed = host_the_machine.seed * 0x9e3779b97f4a7c15ULL + 0x7f4a7c15;

	shuffle.multiplier = ((seed >> 7) & ~7ULL) | 5;
	shuffle.offset = seed >> 33;
}

/* Restart the placement, for a kernel that boots. */
void host_reset_placement(void)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free_stacks[order].count = 0;
		free_stacks[order].cursor = 0;
	}
	init_shuffle();
	nth_to_fail = 0;
	failed_one = false;
}

static unsigned long marked_cursors[NR_PAGE_ORDERS];

/* For ptlu_mark(). Blocks on the stacks are dropped, the placement may find them again. */
void host_mark_placement(void)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		marked_cursors[order] = free_stacks[order].cursor;
		free_stacks[order].count = 0;
	}
}

void host_rewind_placement(void)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free_stacks[order].cursor = marked_cursors[order];
		free_stacks[order].count = 0;
	}
}

void host_free_stacks(void)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free(free_stacks[order].pfns);
		free_stacks[order] = (struct free_stack){};
	}
}

/* -1 if the placement has no block for this cursor */
static long placed_block(unsigned int order, unsigned long cursor)
{
	unsigned long blocks = host_nr_frames >> order, half;

	if (host_the_machine.placement == PTLU_SEQUENTIAL)
		return cursor < blocks ? (long)(cursor << order) : -1;
	/* every other block, permuted; the number of blocks is a power of two */
	half = blocks / 2;
	if (!half)
		return -1;
	half = 1UL << ilog2(half);
	if (cursor >= half)
		return -1;
	return (((cursor * shuffle.multiplier + shuffle.offset) & (half - 1)) * 2) << order;
}

static bool block_is_free(unsigned long frame, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		if (frame_state(frame + i) != PTLU_FRAME_FREE)
			return false;
	return true;
}

static long take_block(unsigned int order)
{
	struct free_stack *stack = &free_stacks[order];
	long frame;

	while (stack->count) {
		frame = stack->pfns[--stack->count];
		/* stale if a block of another order was taken from it */
		if (block_is_free(frame, order))
			return frame;
	}
	while ((frame = placed_block(order, stack->cursor)) >= 0) {
		stack->cursor++;
		if (block_is_free(frame, order))
			return frame;
	}
	/* scattered small blocks leave no large one: use the memory beyond the permutation */
	for (frame = round_down(host_nr_frames, 1UL << order) - (1L << order); order && frame >= 0;
	     frame -= 1L << order)
		if (block_is_free(frame, order))
			return frame;
	return -1;
}

/* Returns only with a longer array. */
static unsigned long *grow_pfns(unsigned long *pfns, unsigned long *room)
{
	unsigned long longer = *room ? *room * 2 : 1024;

	pfns = realloc(pfns, longer * sizeof(*pfns));
	if (!pfns) {
		ptlu_fatal("no memory for the list of free pages");
		abort();
	}
	*room = longer;
	return pfns;
}

static void give_block(unsigned long frame, unsigned int order)
{
	struct free_stack *stack = &free_stacks[order];

	if (!reuses_pages)
		return;
	if (stack->count == stack->room)
		stack->pfns = grow_pfns(stack->pfns, &stack->room);
	stack->pfns[stack->count++] = frame;
}

/**
 * ptlu_fail_nth_alloc() - make one allocation fail
 * @nth: 1 for the next page or kmalloc allocation, 0 for none
 *
 * ptlu_alloc_failed() returns true after it has failed.
 */
void ptlu_fail_nth_alloc(unsigned long nth)
{
	nth_to_fail = nth;
	failed_one = false;
}

bool ptlu_alloc_failed(void)
{
	return failed_one;
}

static bool this_one_fails(void)
{
	if (!nth_to_fail || --nth_to_fail)
		return false;
	failed_one = true;
	return true;
}

/* Small objects are malloc()ed. A whole page is in memory, because KHO of 7.2 hands it over. */
void *ptlu_kmalloc(size_t size, gfp_t gfp)
{
	struct folio *folio;

	if (size == PAGE_SIZE) {
		folio = __folio_alloc_node(gfp, 0, 0);
		return folio ? folio_address(folio) : NULL;
	}
	if (this_one_fails())
		return NULL;
	return gfp & __GFP_ZERO ? calloc(1, size) : malloc(size);
}

void ptlu_kfree(const void *ptr)
{
	if (ptr && pfn_valid(PHYS_PFN(__pa(ptr))))
		folio_put(virt_to_folio(ptr));
	else
		free((void *)ptr);
}

void prep_compound_page(struct page *page, unsigned int order)
{
	page->flags |= 1UL << PG_head;
	page[1].flags = (page[1].flags & ~PTLU_ORDER_MASK) | order;
	for (unsigned long i = 1; i < 1UL << order; i++)
		page[i].compound_head = (unsigned long)page + 1;
}

static void destroy_compound_page(struct page *page, unsigned int order)
{
	page->flags &= ~(1UL << PG_head);
	page[1].flags &= ~PTLU_ORDER_MASK;
	for (unsigned long i = 1; i < 1UL << order; i++)
		page[i].compound_head = 0;
}

static void hand_out(unsigned long frame, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		if (unlikely(host_frame[frame + i] & FRAME_POISONED))
			host_check_poison(frame + i);
		set_state(frame + i, PTLU_FRAME_FREE, PTLU_FRAME_ALLOCATED);
		host_frame[frame + i] |= FRAME_TOUCHED;
	}
}

struct folio *__folio_alloc_node(gfp_t gfp, unsigned int order, int nid)
{
	struct page *page;
	long frame;

	(void)nid;
	if (order > MAX_PAGE_ORDER || this_one_fails())
		return NULL;
	lock_lists();
	frame = take_block(order);
	if (frame >= 0)
		hand_out(frame, order);
	unlock_lists();
	if (frame < 0)
		return NULL;
	page = pfn_to_page(ptlu_first_pfn + frame);
	page->private = 0;
	set_page_count(page, 1);
	if (order)
		prep_compound_page(page, order);
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	host_note(ptlu_first_pfn + frame, HOST_EVENT_ALLOC, order);
	host_note_alloc(page_to_phys(page), order);
	return (struct folio *)page;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct folio *folio = __folio_alloc_node(gfp, order, nid);

	if (folio && order)
		destroy_compound_page(&folio->page, order);
	return folio ? &folio->page : NULL;
}

void split_page(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		set_page_count(page + i, 1);
		page[i].private = 0;
	}
	for (unsigned long i = 0; host_the_machine.checking && i < 1UL << order; i++)
		host_note(page_to_pfn(page) + i, HOST_EVENT_ALLOC, 0);
}

/* Take a block of the placement or any other that is free. No page is migrated. */
static long find_contig(unsigned int order)
{
	unsigned long cursor = 0;
	long frame;

	while ((frame = placed_block(order, cursor++)) >= 0)
		if (block_is_free(frame, order))
			return frame;
	for (frame = 0; frame + (1L << order) <= host_nr_frames; frame += 1L << order)
		if (block_is_free(frame, order))
			return frame;
	return -1;
}

/* For powers of two only. */
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp, int nid, const void *nodemask)
{
	unsigned int order = ilog2(nr_pages);
	struct page *page;
	long frame;

	if (this_one_fails())
		return NULL;
	frame = find_contig(order);
	if (frame < 0)
		return NULL;
	hand_out(frame, order);
	page = pfn_to_page(ptlu_first_pfn + frame);
	set_page_count(page, 1);
	split_page(page, order);
	return page;
}

static bool complain_about_free(struct page *page, const char *what)
{
	char text[1024];

	ptlu_describe_page(page_to_phys(page), text, sizeof(text));
	ptlu_fatal("%s: %s", what, text);
	return false;
}

static bool may_free(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	if (!pfn_valid(pfn)) {
		ptlu_fatal("a page outside of memory was freed: pfn 0x%lx", pfn);
		return false;
	}
	switch (frame_state(pfn - ptlu_first_pfn)) {
	case PTLU_FRAME_ALLOCATED:
		break;
	case PTLU_FRAME_FREE:
		return complain_about_free(page, host_frame[pfn - ptlu_first_pfn] & FRAME_TOUCHED ?
					   "a page was freed twice" :
					   "a page that was never allocated was freed");
	case PTLU_FRAME_PRESERVED:
		return complain_about_free(page,
					   "a preserved page was freed without being restored");
	default:
		return complain_about_free(page, "a reserved page was freed");
	}
	if (atomic_read(&page->_refcount) < 0)
		return complain_about_free(page, "a page with no reference was freed");
	return true;
}

void __folio_put(struct folio *folio)
{
	struct page *page = &folio->page;
	unsigned long frame = page_to_pfn(page) - ptlu_first_pfn;
	unsigned int order;

	if (!may_free(page))
		return;
	order = folio_order(folio);
	host_note_free(page_to_phys(page), order);
	if (order)
		destroy_compound_page(page, order);
	page->memcg_data = 0;
	host_note(page_to_pfn(page), HOST_EVENT_FREE, order);
	lock_lists();
	for (unsigned long i = 0; i < 1UL << order; i++) {
		set_state(frame + i, PTLU_FRAME_ALLOCATED, PTLU_FRAME_FREE);
		if (unlikely(host_the_machine.checking))
			host_poison(frame + i);
	}
	give_block(frame, order);
	unlock_lists();
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	struct folio *folio = __folio_alloc_node(gfp | __GFP_ZERO, 0, 0);

	return folio ? (unsigned long)folio_address(folio) : 0;
}

void free_page(unsigned long addr)
{
	if (addr)
		folio_put(virt_to_folio((void *)addr));
}
