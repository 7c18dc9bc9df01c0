/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the userland kernel call of each other, from the lowest part to the highest.
 * A part calls those above it in this file only.
 */
#ifndef PTLU_HOST_INTERNAL_H
#define PTLU_HOST_INTERNAL_H

#include <linux/mm.h>
#include "machine/machine.h"

/* vmstat.c */
void host_reset_counters(void);
void host_fold_counters(void);

/* schedule.c, see changed/linux/compiler.h too */
#ifdef PTLU_FAULTS
bool host_schedule_begin(unsigned int nr);
void host_schedule_enter(unsigned int number);
void host_schedule_leave(void);
#define host_schedule_none()		ptlu_schedule(NULL)
#else
#define host_schedule_none()		do { } while (0)
#define host_schedule_begin(nr)		false
#define host_schedule_enter(number)	do { } while (0)
#define host_schedule_leave()		do { } while (0)
#endif

/* workers.c */
/* Several threads of this kernel run, so their shared counters must be atomic. */
extern bool host_threaded;

void host_end_worker(const char *text);

#define HOST_MAX_WORKERS	64

#ifdef PTLU_FAULTS
void host_meet_in_restore(void);
#endif

/* nodes.c */
void host_init_nodes(void);
void host_count_managed(void);

/* lowmem_reserve.c */
struct host_zone_reserves {
	unsigned long managed, ratio, watermark, against[4];
};

void host_recalculate_reserves(long count);

/* memory.c */
extern struct ptlu_machine host_the_machine;

int host_map_memory(const struct ptlu_machine *machine);
void host_unmap_memory(void);
int host_share_memory(struct ptlu_handover *handover);
int host_adopt_memory(const struct ptlu_handover *handover);
void host_reset_memmap(void);

/* history.c */
enum host_event {
	HOST_EVENT_NONE,
	HOST_EVENT_ALLOC,
	HOST_EVENT_FREE,
	HOST_EVENT_PRESERVED,
	HOST_EVENT_RESTORED,
	HOST_EVENT_LOST,
};

void host_init_history(unsigned long nr_frames);
void host_note(unsigned long pfn, enum host_event event, unsigned int order);
void host_describe_history(unsigned long pfn, char *text, size_t size);

/* observe.c, see changed/linux/compiler.h too */
#ifdef PTLU_FAULTS
void host_note_alloc(phys_addr_t phys, unsigned int order);
void host_note_free(phys_addr_t phys, unsigned int order);
#else
#define host_note_alloc(phys, order)	do { } while (0)
#define host_note_free(phys, order)	do { } while (0)
#endif

/* frames.c, see frames.h too */
int host_init_frames(void);
void host_forget_frames(void);
void host_set_frames(phys_addr_t phys, size_t size, enum ptlu_frame_state state);
void host_own_page(phys_addr_t phys, unsigned int order);
void host_lose_unpreserved(void);
void host_frames_booted(void);
void host_frames_shutdown(void);
int host_mark_frames(void);
void host_for_each_touched(void (*fn)(const void *virt, size_t size));
void host_rewind_frames(void (*changed)(unsigned long frame));
void host_take_restored(struct page *page, unsigned int order);
void host_count_restored(struct page *page, long count);

/* page_alloc.c */
void host_set_slab_available(bool available);
void host_reset_placement(void);
void host_mark_placement(void);
void host_rewind_placement(void);
void host_free_stacks(void);

/* memblock.c */
void host_memblock_boot(void);
void host_memblock_each_reserved(void (*fn)(phys_addr_t base, size_t size));
unsigned long host_memblock_nr_reserved(void);

/* kho.c */
struct kimage;
void host_kho_reset(void);
int host_kho_load(struct kimage *image);
void host_kho_populate(const struct kimage *image);
void host_kho_reserve(enum ptlu_reservation how);
void host_kho_each_scratch(void (*fn)(phys_addr_t base, size_t size));
void host_kho_each_node(void (*fn)(phys_addr_t phys));

/* evict.c, in_use.c, rewind.c and boot.c: functions of machine.h only */

#endif
