/* SPDX-License-Identifier: GPL-2.0-only */
/* State of every frame, one byte each. frames.c owns it, page_alloc.c allocates frames. */
#ifndef PTLU_HOST_FRAMES_H
#define PTLU_HOST_FRAMES_H

#include "internal.h"

extern u8 *host_frame;		/* enum ptlu_frame_state or'ed with flags: */
#define FRAME_STATE	0x0f
#define FRAME_POISONED	0x10		/* filled with POISON: check before reuse */
#define FRAME_TOUCHED	0x20		/* was allocated since memory was mapped */
#define FRAME_KERNELS	0x40		/* allocated by the kernel for itself during boot */
#define FRAME_TREE	0x80		/* a node of KHO's radix tree, which never shrinks */

extern unsigned long host_nr_frames, host_nr_in_state[PTLU_FRAME_STATES];

static inline enum ptlu_frame_state frame_state(unsigned long frame)
{
	return host_frame[frame] & FRAME_STATE;
}

/* Atomic where the kernel's managed_pages and totalram are, if several threads run. */
static inline void count_states(enum ptlu_frame_state from, enum ptlu_frame_state to, long nr)
{
	if (unlikely(host_threaded)) {
		__atomic_sub_fetch(&host_nr_in_state[from], nr, __ATOMIC_RELAXED);
		__atomic_add_fetch(&host_nr_in_state[to], nr, __ATOMIC_RELAXED);
	} else {
		host_nr_in_state[from] -= nr;
		host_nr_in_state[to] += nr;
	}
}

static inline void note_state(unsigned long frame, enum ptlu_frame_state state)
{
	host_frame[frame] = (host_frame[frame] & ~(FRAME_STATE | FRAME_KERNELS)) | state;
}

void host_set_other_state(unsigned long frame, enum ptlu_frame_state state);

/*
 * Move a frame from @expected to its new state. Count from @expected, not from the loaded byte, so
 * that a cache miss does not stall the next page.
 */
static inline void set_state(unsigned long frame, enum ptlu_frame_state expected,
			     enum ptlu_frame_state state)
{
	if (unlikely(frame_state(frame) != expected)) {
		host_set_other_state(frame, state);
		return;
	}
	count_states(expected, state, 1);
	note_state(frame, state);
}

void host_poison(unsigned long frame);
void host_check_poison(unsigned long frame);

#endif
