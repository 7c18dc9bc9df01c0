// SPDX-License-Identifier: GPL-2.0-only
/* The page allocator, which knows of every frame whose it is and says so when that is violated. */
#include <linux/mm.h>
#include <linux/slab.h>
#include "internal.h"

/*
 * Free lists lie outside of struct page, for a handover wipes those. A block that comes back goes on
 * its order's stack, as on the kernel's per-CPU lists; when the stack is empty the next block comes
 * from the machine's placement.
 */
static struct free_stack {
	unsigned long *pfns;
	unsigned long count, room;
	unsigned long cursor;		/* next block of the placement to look at */
} free_stacks[NR_PAGE_ORDERS];

static u8 *frames;			/* enum host_frame_state, or'ed with: */
#define FRAME_STATE	0x0f
#define FRAME_POISONED	0x10		/* filled with POISON: check before reuse */
#define FRAME_TOUCHED	0x20		/* was handed out since boot: worth poisoning */
#define FRAME_KERNELS	0x40		/* allocated by the kernel for itself during boot */
#define FRAME_TRACKER	0x80		/* of KHO's tracker, which grows and never shrinks */

#define POISON		0x6b		/* the byte that the kernel's slab poisons free objects with */

static unsigned long nr_frames, nr_in_state[HOST_FRAME_STATES];
static unsigned long nth_to_fail;
static bool failed_one;
static struct { u64 multiplier, offset; } shuffle;

bool host_slab_up;

bool slab_is_available(void)
{
	return host_slab_up;
}

static enum host_frame_state frame_state(unsigned long frame)
{
	return frames[frame] & FRAME_STATE;
}

static void set_state(unsigned long frame, enum host_frame_state state)
{
	unsigned long *from = &nr_in_state[frame_state(frame)], *to = &nr_in_state[state];

	/* as atomic as the kernel's managed_pages and totalram, where that matters */
	if (unlikely(host_side_by_side)) {
		__atomic_sub_fetch(from, 1, __ATOMIC_RELAXED);
		__atomic_add_fetch(to, 1, __ATOMIC_RELAXED);
	} else {
		--*from;
		++*to;
	}
	frames[frame] = (frames[frame] & ~(FRAME_STATE | FRAME_KERNELS)) | state;
}

unsigned long host_frames(enum host_frame_state state)
{
	return nr_in_state[state];
}

void host_set_frames(phys_addr_t phys, size_t size, enum host_frame_state state)
{
	unsigned long first = PHYS_PFN(phys) - ptlu_first_pfn;

	for (unsigned long i = 0; i < size >> PAGE_SHIFT; i++)
		set_state(first + i, state);
	if (state == HOST_FRAME_PRESERVED)
		host_note(PHYS_PFN(phys), HOST_EVENT_PRESERVED, get_order(size));
}

/* An odd multiplier near the golden ratio permutes any power of two and leaves no visible stride. */
static void init_shuffle(void)
{
	u64 seed = host_the_machine.seed * 0x9e3779b97f4a7c15ULL + 0x7f4a7c15;

	shuffle.multiplier = ((seed >> 7) & ~7ULL) | 5;
	shuffle.offset = seed >> 33;
}

/**
 * host_init_frames() - a new kernel's page allocator: all frames are free
 *
 * Keeps which frames hold poison, so that a write through a stale pointer is found after a handover.
 */
void host_init_frames(void)
{
	unsigned long count = host_the_machine.size >> PAGE_SHIFT;

	if (!frames || nr_frames != count) {
		host_frames_shutdown();
		nr_frames = count;
		frames = calloc(nr_frames, 1);
		if (host_the_machine.checking)
			host_init_history(nr_frames);
	}
	for (unsigned long i = 0; i < nr_frames; i++)
		frames[i] &= FRAME_POISONED | FRAME_TOUCHED;
	memset(nr_in_state, 0, sizeof(nr_in_state));
	nr_in_state[HOST_FRAME_FREE] = nr_frames;
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free_stacks[order].count = 0;
		free_stacks[order].cursor = 0;
	}
	init_shuffle();
	nth_to_fail = 0;
	failed_one = false;
}

/* A cold boot: what free frames hold now is not of this kernel, and need not be looked through after each test. */
void host_forget_frames(void)
{
	if (!frames)
		return;
	memset(frames, 0, nr_frames);
	if (host_the_machine.checking)
		host_init_history(nr_frames);
}

void host_frames_shutdown(void)
{
	free(frames);
	frames = NULL;
	nr_frames = 0;
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free(free_stacks[order].pfns);
		free_stacks[order] = (struct free_stack){};
	}
	host_init_history(0);
}

static void poison(unsigned long frame)
{
	memset(__va(PFN_PHYS(ptlu_first_pfn + frame)), POISON, PAGE_SIZE);
	frames[frame] |= FRAME_POISONED | FRAME_TOUCHED;
}

static void check_poison(unsigned long frame)
{
	const u8 *bytes = __va(PFN_PHYS(ptlu_first_pfn + frame));
	char text[1024];

	frames[frame] &= ~FRAME_POISONED;
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		if (likely(bytes[i] == POISON))
			continue;
		host_describe_page(PFN_PHYS(ptlu_first_pfn + frame), text, sizeof(text));
		poison(frame);
		host_fatal("a free page was written to, at byte %u: %s", i, text);
		return;
	}
}

/**
 * host_check_memory() - look for writes to free pages
 *
 * Ends the running test with the page, its order and its history when a free page was written to.
 */
void host_check_memory(void)
{
	for (unsigned long i = 0; host_the_machine.checking && i < nr_frames; i++)
		if (frame_state(i) == HOST_FRAME_FREE && (frames[i] & FRAME_POISONED)) {
			check_poison(i);
			poison(i);
		}
}

/* Kexec: what KHO does not hold is another's memory now. */
void host_lose_unpreserved(void)
{
	for (unsigned long i = 0; i < nr_frames; i++) {
		if (frame_state(i) == HOST_FRAME_PRESERVED || frame_state(i) == HOST_FRAME_RESERVED)
			continue;
		if (frame_state(i) == HOST_FRAME_ALLOCATED) {
			host_note(ptlu_first_pfn + i, HOST_EVENT_LOST, 0);
			if (host_the_machine.checking)
				poison(i);
		}
	}
}

/* A page that is allocated from the start, as __folio_alloc_node() would have left it. */
void host_own_page(phys_addr_t phys, unsigned int order)
{
	struct page *page = pfn_to_page(PHYS_PFN(phys));

	for (unsigned long i = 0; i < 1UL << order; i++)
		set_state(page_to_pfn(page) - ptlu_first_pfn + i, HOST_FRAME_ALLOCATED);
	set_page_count(page, 1);
	if (order)
		prep_compound_page(page, order);
}

/* -1 when the placement has no more block for this cursor */
static long placed_block(unsigned int order, unsigned long cursor)
{
	unsigned long blocks = nr_frames >> order, half;

	if (host_the_machine.placement == HOST_SEQUENTIAL)
		return cursor < blocks ? (long)(cursor << order) : -1;
	/* every other block, in the order of a permutation of a power of two */
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
		if (frame_state(frame + i) != HOST_FRAME_FREE)
			return false;
	return true;
}

static long take_block(unsigned int order)
{
	struct free_stack *stack = &free_stacks[order];
	long frame;

	while (stack->count) {
		frame = stack->pfns[--stack->count];
		/* a stack may be stale where a block of another order was cut from it */
		if (block_is_free(frame, order))
			return frame;
	}
	while ((frame = placed_block(order, stack->cursor)) >= 0) {
		stack->cursor++;
		if (block_is_free(frame, order))
			return frame;
	}
	/* small blocks all over the place leave no large one: what lies beyond the permutation is left */
	for (frame = round_down(nr_frames, 1UL << order) - (1L << order); order && frame >= 0;
	     frame -= 1L << order)
		if (block_is_free(frame, order))
			return frame;
	return -1;
}

static void give_block(unsigned long frame, unsigned int order)
{
	struct free_stack *stack = &free_stacks[order];

	if (stack->count == stack->room) {
		stack->room = stack->room ? stack->room * 2 : 1024;
		stack->pfns = realloc(stack->pfns, stack->room * sizeof(*stack->pfns));
	}
	stack->pfns[stack->count++] = frame;
}

/**
 * host_fail_nth_alloc() - make an allocation fail
 * @nth: 1 for the next page or kmalloc allocation, 0 for none
 *
 * Fails once. host_alloc_failed() tells whether it came to that.
 */
void host_fail_nth_alloc(unsigned long nth)
{
	nth_to_fail = nth;
	failed_one = false;
}

bool host_alloc_failed(void)
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

/* Small objects are malloc's; a whole page is one of the arena, for it may be handed over (KHO to 7.2). */
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
		if (unlikely(frames[frame + i] & FRAME_POISONED))
			check_poison(frame + i);
		set_state(frame + i, HOST_FRAME_ALLOCATED);
		frames[frame + i] |= FRAME_TOUCHED;
	}
}

struct folio *__folio_alloc_node(gfp_t gfp, unsigned int order, int nid)
{
	struct page *page;
	long frame;

	(void)nid;
	if (order > MAX_PAGE_ORDER || this_one_fails())
		return NULL;
	frame = take_block(order);
	if (frame < 0)
		return NULL;
	hand_out(frame, order);
	page = pfn_to_page(ptlu_first_pfn + frame);
	page->private = 0;
	set_page_count(page, 1);
	if (order)
		prep_compound_page(page, order);
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	host_note(ptlu_first_pfn + frame, HOST_EVENT_ALLOC, order);
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

/* Where the placement has such a block, or else anywhere: nothing needs to be moved away. */
static long find_contig(unsigned int order)
{
	unsigned long cursor = 0;
	long frame;

	while ((frame = placed_block(order, cursor++)) >= 0)
		if (block_is_free(frame, order))
			return frame;
	for (frame = 0; frame + (1L << order) <= nr_frames; frame += 1L << order)
		if (block_is_free(frame, order))
			return frame;
	return -1;
}

/* Powers of two alone. */
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

	host_describe_page(page_to_phys(page), text, sizeof(text));
	host_fatal("%s: %s", what, text);
	return false;
}

static bool may_free(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	if (!pfn_valid(pfn)) {
		host_fatal("a page outside of memory was freed: pfn 0x%lx", pfn);
		return false;
	}
	switch (frame_state(pfn - ptlu_first_pfn)) {
	case HOST_FRAME_ALLOCATED:
		break;
	case HOST_FRAME_FREE:
		return complain_about_free(page, frames[pfn - ptlu_first_pfn] & FRAME_TOUCHED ?
					   "a page was freed twice" :
					   "a page that was never allocated was freed");
	case HOST_FRAME_PRESERVED:
		return complain_about_free(page, "a preserved page was freed without being restored");
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
	if (order)
		destroy_compound_page(page, order);
	page->memcg_data = 0;
	host_note(page_to_pfn(page), HOST_EVENT_FREE, order);
	for (unsigned long i = 0; i < 1UL << order; i++) {
		set_state(frame + i, HOST_FRAME_FREE);
		if (unlikely(host_the_machine.checking))
			poison(frame + i);
	}
	give_block(frame, order);
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

/* KHO gives memory back through this when it sets itself up or restores a page. */
void adjust_managed_page_count(struct page *page, long count)
{
	unsigned long pfn = page_to_pfn(page);

	for (long i = 0; i < count; i++)
		set_state(pfn - ptlu_first_pfn + i, HOST_FRAME_ALLOCATED);
	host_note(pfn, HOST_EVENT_RESTORED, ilog2(count));
	host_reckon_reserves(count);
}

/* The kernel's "MemTotal": what the allocator manages, free or not. */
unsigned long totalram_pages(void)
{
	return nr_in_state[HOST_FRAME_FREE] + nr_in_state[HOST_FRAME_ALLOCATED];
}

/* memblock.c has it from 7.3 on; the kernel's page allocator had it before. */
unsigned long __attribute__((weak)) free_reserved_area(void *start, void *end, int value,
						       const char *what)
{
	(void)value;
	(void)what;
	host_set_frames(__pa(start), end - start, HOST_FRAME_FREE);
	return (end - start) >> PAGE_SHIFT;
}

static void mark_tracker(phys_addr_t phys)
{
	frames[PHYS_PFN(phys) - ptlu_first_pfn] |= FRAME_TRACKER;
}

static bool is_in_use(unsigned long frame)
{
	return frame_state(frame) == HOST_FRAME_ALLOCATED &&
	       !(frames[frame] & (FRAME_KERNELS | FRAME_TRACKER));
}

/* What is allocated now is the kernel's own: the end of boot. */
void host_frames_booted(void)
{
	for (unsigned long i = 0; i < nr_frames; i++)
		if (frame_state(i) == HOST_FRAME_ALLOCATED)
			frames[i] |= FRAME_KERNELS;
}

/**
 * host_frames_in_use() - pages allocated since boot and not freed
 * @describe: how many of them to describe on stdout
 *
 * The nodes of KHO's tracker do not count: it keeps them by design, full or empty.
 *
 * Return: their number.
 */
unsigned long host_frames_in_use(unsigned int describe)
{
	unsigned long in_use = 0;
	char text[1024];

	host_kho_each_node(mark_tracker);
	for (unsigned long i = 0; i < nr_frames; i++) {
		if (is_in_use(i) && in_use++ < describe) {
			host_describe_page(PFN_PHYS(ptlu_first_pfn + i), text, sizeof(text));
			printf("    # not freed: %s\n", text);
		}
		frames[i] &= ~FRAME_TRACKER;
	}
	return in_use;
}

/**
 * host_describe_page() - a page, whose it is and its history, in words
 * @phys: an address in the page
 * @text: what is written
 * @size: bytes at @text
 */
void host_describe_page(phys_addr_t phys, char *text, size_t size)
{
	static const char * const names[] = {
		[HOST_FRAME_FREE] = "free",
		[HOST_FRAME_ALLOCATED] = "allocated",
		[HOST_FRAME_RESERVED] = "reserved",
		[HOST_FRAME_PRESERVED] = "preserved, not restored",
	};
	unsigned long pfn = PHYS_PFN(phys);
	int used;

	if (!pfn_valid(pfn)) {
		snprintf(text, size, "pfn 0x%lx, outside of memory", pfn);
		return;
	}
	used = snprintf(text, size, "pfn 0x%lx, %s", pfn, names[frame_state(pfn - ptlu_first_pfn)]);
	if (host_the_machine.checking)
		host_describe_history(pfn, text + used, size - used);
}

/**
 * host_for_each_touched() - memory that has been handed out since it was mapped
 * @fn: called with each frame's address
 */
void host_for_each_touched(void (*fn)(const void *virt, size_t size))
{
	for (unsigned long i = 0; i < nr_frames; i++)
		if (frames[i] & FRAME_TOUCHED)
			fn(__va(PFN_PHYS(ptlu_first_pfn + i)), PAGE_SIZE);
}

static struct {
	u64 *frames;
	unsigned long nr_in_state[HOST_FRAME_STATES], cursors[NR_PAGE_ORDERS];
} marked;

/* For host_mark(); blocks on the stacks of free ones are found by the placement again or not at all. */
int host_mark_frames(void)
{
	free(marked.frames);
	marked.frames = malloc(nr_frames);
	if (!marked.frames)
		return -ENOMEM;
	memcpy(marked.frames, frames, nr_frames);
	memcpy(marked.nr_in_state, nr_in_state, sizeof(nr_in_state));
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		marked.cursors[order] = free_stacks[order].cursor;
		free_stacks[order].count = 0;
	}
	return 0;
}

/* For host_rewind(): eight frames at a glance, for next to none have changed. */
void host_rewind_frames(void (*changed)(unsigned long frame))
{
	const u8 *before = (const u8 *)marked.frames;

	for (unsigned long i = 0; i < nr_frames; i += sizeof(u64)) {
		if (likely(!memcmp(frames + i, before + i, sizeof(u64))))
			continue;
		for (unsigned long frame = i; frame < i + sizeof(u64); frame++) {
			if (frames[frame] != before[frame])
				changed(frame);
			frames[frame] = before[frame];
		}
	}
	memcpy(nr_in_state, marked.nr_in_state, sizeof(nr_in_state));
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		free_stacks[order].cursor = marked.cursors[order];
		free_stacks[order].count = 0;
	}
}
