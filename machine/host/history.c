// SPDX-License-Identifier: GPL-2.0-only
/* The last events of every page, for error reports. */
#include <dlfcn.h>
#include <stdio.h>
#include <linux/slab.h>
#include "internal.h"

#define EVENTS_KEPT	4
#define CALLERS_KEPT	4

struct page_event {
	u32 when;			/* number of the event since the process started */
	u8 what, order;
	void *callers[CALLERS_KEPT];
};

static struct page_history {
	struct page_event events[EVENTS_KEPT];
	u32 count;
	u32 generation;			/* entries of an older machine are stale */
} *histories;

static unsigned long nr_histories;
static u32 generation, events;

/* The address sanitizer's runtime finds static functions too. */
void __sanitizer_symbolize_pc(void *pc, const char *fmt, char *text, size_t size)
	__attribute__((weak));

/**
 * host_init_history() - forget all events
 * @nr_frames: frames of memory, 0 to free the histories
 *
 * Takes no time, because tests boot thousands of machines.
 */
void host_init_history(unsigned long nr_frames)
{
	generation++;
	if (nr_frames == nr_histories)
		return;
	free(histories);
	histories = nr_frames ? calloc(nr_frames, sizeof(*histories)) : NULL;
	nr_histories = histories ? nr_frames : 0;
}

/* Follow the frame pointers, which checking builds have, up to one that is not plausible. */
static void note_callers(void **callers)
{
	void **frame = __builtin_frame_address(0);

	for (unsigned int i = 0; i < CALLERS_KEPT + 2; i++) {
		void **next = *frame;

		if (i >= 2)
			callers[i - 2] = frame[1];
		if (next <= frame || (char *)next > (char *)frame + SZ_64K)
			break;
		frame = next;
	}
}

void host_note(unsigned long pfn, enum host_event what, unsigned int order)
{
	struct page_history *history;
	struct page_event *event;

	if (likely(!histories))
		return;
	history = &histories[pfn - ptlu_first_pfn];
	if (history->generation != generation) {
		history->generation = generation;
		history->count = 0;
	}
	event = &history->events[history->count++ % EVENTS_KEPT];
	*event = (struct page_event){ .when = __atomic_add_fetch(&events, 1, __ATOMIC_RELAXED),
				      .what = what,
				      .order = order };
	note_callers(event->callers);
}

static size_t describe_caller(void *pc, char *text, size_t size)
{
	char name[128] = "";
	Dl_info info;

	if (__sanitizer_symbolize_pc)
		__sanitizer_symbolize_pc((char *)pc - 1, "%f", name, sizeof(name));
	else if (dladdr(pc, &info) && info.dli_sname)
		snprintf(name, sizeof(name), "%s", info.dli_sname);
	else
		snprintf(name, sizeof(name), "%p", pc);
	return snprintf(text, size, " < %s", name);
}

/**
 * host_describe_history() - describe the last events of a page, oldest first
 * @pfn: page frame number
 * @text: filled in
 * @size: bytes at @text
 */
void host_describe_history(unsigned long pfn, char *text, size_t size)
{
	static const char * const names[] = {
		[HOST_EVENT_ALLOC] = "allocated",
		[HOST_EVENT_FREE] = "freed",
		[HOST_EVENT_PRESERVED] = "handed over",
		[HOST_EVENT_RESTORED] = "restored",
		[HOST_EVENT_LOST] = "lost in the handover",
	};
	const struct page_history *history;
	size_t used = 0;

	if (!histories || !size)
		return;
	history = &histories[pfn - ptlu_first_pfn];
	text[0] = '\0';
	if (history->generation != generation || !history->count) {
		snprintf(text, size, ", no history");
		return;
	}
	for (u32 i = history->count > EVENTS_KEPT ? history->count - EVENTS_KEPT : 0;
	     i < history->count && used < size; i++) {
		const struct page_event *event = &history->events[i % EVENTS_KEPT];

		used += snprintf(text + used, size - used, "; #%u %s, order %u", event->when,
				 names[event->what], event->order);
		for (unsigned int c = 0; c < CALLERS_KEPT && event->callers[c] && used < size; c++)
			used += describe_caller(event->callers[c], text + used, size - used);
	}
}
