// SPDX-License-Identifier: GPL-2.0-only
/* State of every frame of memory, contents of free frames, and reports of violations. */
#include <linux/mm.h>
#include <linux/slab.h>
#include "frames.h"

u8 *host_frame;
unsigned long host_nr_frames, host_nr_in_state[PTLU_FRAME_STATES];

#define POISON 0x6b /* POISON_FREE of the kernel's slab */

unsigned long ptlu_frames(enum ptlu_frame_state state)
{
	return host_nr_in_state[state];
}

/* Out of line, so that the compiler does not merge this with the expected case. */
void __attribute__((__noinline__, __cold__))
host_set_other_state(unsigned long frame, enum ptlu_frame_state state)
{
	count_states(frame_state(frame), state, 1);
	note_state(frame, state);
}

void host_set_frames(phys_addr_t phys, size_t size, enum ptlu_frame_state state)
{
	unsigned long first = PHYS_PFN(phys) - ptlu_first_pfn;

	for (unsigned long i = 0; i < size >> PAGE_SHIFT; i++)
		set_state(first + i, PTLU_FRAME_FREE, state);
	if (state == PTLU_FRAME_PRESERVED)
		host_note(PHYS_PFN(phys), HOST_EVENT_PRESERVED, get_order(size));
}

/**
 * host_init_frames() - mark all frames free, for a kernel that boots
 *
 * Poisoned frames stay marked, so that a write through a stale pointer is found after a handover.
 *
 * Return: 0 or -ENOMEM, the latter only for a machine of another size than before.
 */
int host_init_frames(void)
{
	unsigned long count = host_the_machine.size >> PAGE_SHIFT;

	if (!host_frame || host_nr_frames != count) {
		host_frames_shutdown();
		host_frame = calloc(count, 1);
		if (!host_frame)
			return -ENOMEM;
		host_nr_frames = count;
		if (host_the_machine.checking)
			host_init_history(host_nr_frames);
	}
	for (unsigned long i = 0; i < host_nr_frames; i++)
		host_frame[i] &= FRAME_POISONED | FRAME_TOUCHED;
	memset(host_nr_in_state, 0, sizeof(host_nr_in_state));
	host_nr_in_state[PTLU_FRAME_FREE] = host_nr_frames;
	return 0;
}

/* A cold boot: do not check what an earlier kernel left in free frames. */
void host_forget_frames(void)
{
	if (!host_nr_frames)
		return;
	memset(host_frame, 0, host_nr_frames);
	if (host_the_machine.checking)
		host_init_history(host_nr_frames);
}

void host_frames_shutdown(void)
{
	free(host_frame);
	host_frame = NULL;
	host_nr_frames = 0;
	host_init_history(0);
}

void host_poison(unsigned long frame)
{
	memset(__va(PFN_PHYS(ptlu_first_pfn + frame)), POISON, PAGE_SIZE);
	host_frame[frame] |= FRAME_POISONED | FRAME_TOUCHED;
}

void host_check_poison(unsigned long frame)
{
	const u8 *bytes = __va(PFN_PHYS(ptlu_first_pfn + frame));
	char text[1024];

	host_frame[frame] &= ~FRAME_POISONED;
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		if (likely(bytes[i] == POISON))
			continue;
		ptlu_describe_page(PFN_PHYS(ptlu_first_pfn + frame), text, sizeof(text));
		host_poison(frame);
		ptlu_fatal("a free page was written to, at byte %u: %s", i, text);
		return;
	}
}

/**
 * ptlu_check_memory() - check that no free page was written to
 *
 * Otherwise the running test ends with a report of the page and its history.
 */
void ptlu_check_memory(void)
{
	for (unsigned long i = 0; host_the_machine.checking && i < host_nr_frames; i++)
		if (frame_state(i) == PTLU_FRAME_FREE && (host_frame[i] & FRAME_POISONED)) {
			host_check_poison(i);
			host_poison(i);
		}
}

/* Kexec: all memory that KHO does not preserve is lost. */
void host_lose_unpreserved(void)
{
	for (unsigned long i = 0; i < host_nr_frames; i++) {
		if (frame_state(i) == PTLU_FRAME_PRESERVED || frame_state(i) == PTLU_FRAME_RESERVED)
			continue;
		if (frame_state(i) == PTLU_FRAME_ALLOCATED) {
			host_note(ptlu_first_pfn + i, HOST_EVENT_LOST, 0);
			if (host_the_machine.checking)
				host_poison(i);
		}
	}
}

/* Allocate a given page, with the result of __folio_alloc_node(). */
void host_own_page(phys_addr_t phys, unsigned int order)
{
	struct page *page = pfn_to_page(PHYS_PFN(phys));

	for (unsigned long i = 0; i < 1UL << order; i++)
		set_state(page_to_pfn(page) - ptlu_first_pfn + i, PTLU_FRAME_FREE,
			  PTLU_FRAME_ALLOCATED);
	set_page_count(page, 1);
	if (order)
		prep_compound_page(page, order);
}

static void count_in_zone(struct page *page, long count)
{
	if (MAX_NUMNODES > 1)
		atomic_long_add(count, &page_zone(page)->managed_pages);
}

/* KHO calls this when it initializes itself and when it restores a page. */
void adjust_managed_page_count(struct page *page, long count)
{
	unsigned long pfn = page_to_pfn(page);

	for (long i = 0; i < count; i++)
		set_state(pfn - ptlu_first_pfn + i, PTLU_FRAME_PRESERVED, PTLU_FRAME_ALLOCATED);
	host_note(pfn, HOST_EVENT_RESTORED, ilog2(count));
	count_in_zone(page, count);
	host_recalculate_reserves(count);
}

/**
 * host_take_restored() - mark a restored page that will be accounted later, with others
 * @page: the page
 * @order: its order
 */
void host_take_restored(struct page *page, unsigned int order)
{
	unsigned long frame = page_to_pfn(page) - ptlu_first_pfn;

	for (unsigned long i = 0; i < 1UL << order; i++)
		note_state(frame + i, PTLU_FRAME_ALLOCATED);
	host_note(page_to_pfn(page), HOST_EVENT_RESTORED, order);
}

/**
 * host_count_restored() - adjust_managed_page_count() for pages of host_take_restored()
 * @page: one of the pages, which are in one zone
 * @count: number of base pages
 */
void host_count_restored(struct page *page, long count)
{
	count_in_zone(page, count);
	count_states(PTLU_FRAME_PRESERVED, PTLU_FRAME_ALLOCATED, count);
	host_recalculate_reserves(count);
}

/* MemTotal: all pages that the allocator manages. */
unsigned long totalram_pages(void)
{
	return host_nr_in_state[PTLU_FRAME_FREE] + host_nr_in_state[PTLU_FRAME_ALLOCATED];
}

/* Part of memblock.c since 7.3, of the page allocator before. */
unsigned long __attribute__((weak)) free_reserved_area(void *start, void *end, int value,
						       const char *what)
{
	(void)value;
	(void)what;
	host_set_frames(__pa(start), end - start, PTLU_FRAME_FREE);
	return (end - start) >> PAGE_SHIFT;
}

/* End of boot: the kernel allocated all of this for itself. */
void host_frames_booted(void)
{
	for (unsigned long i = 0; i < host_nr_frames; i++)
		if (frame_state(i) == PTLU_FRAME_ALLOCATED)
			host_frame[i] |= FRAME_KERNELS;
	host_count_managed();
}

/**
 * ptlu_describe_page() - describe a page: its state and its history
 * @phys: an address in the page
 * @text: filled in
 * @size: bytes at @text
 */
void ptlu_describe_page(phys_addr_t phys, char *text, size_t size)
{
	static const char * const names[] = {
		[PTLU_FRAME_FREE] = "free",
		[PTLU_FRAME_ALLOCATED] = "allocated",
		[PTLU_FRAME_RESERVED] = "reserved",
		[PTLU_FRAME_PRESERVED] = "preserved, not restored",
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
 * host_for_each_touched() - iterate over frames that were allocated since memory was mapped
 * @fn: called with the address of each frame
 */
void host_for_each_touched(void (*fn)(const void *virt, size_t size))
{
	for (unsigned long i = 0; i < host_nr_frames; i++)
		if (host_frame[i] & FRAME_TOUCHED)
			fn(__va(PFN_PHYS(ptlu_first_pfn + i)), PAGE_SIZE);
}

static struct {
	u64 *frames;
	unsigned long in_state[PTLU_FRAME_STATES];
} marked;

/* For ptlu_mark() */
int host_mark_frames(void)
{
	free(marked.frames);
	marked.frames = malloc(host_nr_frames);
	if (!marked.frames)
		return -ENOMEM;
	memcpy(marked.frames, host_frame, host_nr_frames);
	memcpy(marked.in_state, host_nr_in_state, sizeof(host_nr_in_state));
	return 0;
}

/* For ptlu_rewind(): compare eight frames at once, because very few have changed. */
void host_rewind_frames(void (*changed)(unsigned long frame))
{
	const u8 *before = (const u8 *)marked.frames;

	for (unsigned long i = 0; i < host_nr_frames; i += sizeof(u64)) {
		if (likely(!memcmp(host_frame + i, before + i, sizeof(u64))))
			continue;
		for (unsigned long frame = i; frame < i + sizeof(u64); frame++) {
			if (host_frame[frame] != before[frame])
				changed(frame);
			host_frame[frame] = before[frame];
		}
	}
	memcpy(host_nr_in_state, marked.in_state, sizeof(host_nr_in_state));
}
