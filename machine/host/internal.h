/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the userland kernel say to each other and to nobody else. */
#ifndef PTLU_HOST_INTERNAL_H
#define PTLU_HOST_INTERNAL_H

#include <linux/mm.h>
#include "machine/machine.h"

extern struct ptlu_machine host_the_machine;

/* memory.c */
int host_map_memory(const struct ptlu_machine *machine);
void host_unmap_memory(void);
int host_share_memory(struct ptlu_handover *handover);
int host_adopt_memory(const struct ptlu_handover *handover);
void host_reset_memmap(void);
void *host_arena(void);

/* frames.c */
void host_init_frames(void);
void host_forget_frames(void);
void host_set_frames(phys_addr_t phys, size_t size, enum ptlu_frame_state state);
void host_own_page(phys_addr_t phys, unsigned int order);
void host_lose_unpreserved(void);
void host_frames_booted(void);
void host_frames_shutdown(void);
void host_for_each_touched(void (*fn)(const void *virt, size_t size));
int host_mark_frames(void);
void host_rewind_frames(void (*changed)(unsigned long frame));
void host_take_restored(struct page *page, unsigned int order);
void host_count_restored(long count);

/* vmstat.c */
void host_reset_counters(void);
void host_fold_counters(void);

/* workers.c */
/* Threads of this kernel run: what they all count must be counted as one. */
extern bool host_threaded;

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

/* lowmem_reserve.c */
struct host_zone_reserves {
	unsigned long managed, ratio, watermark, against[4];
};

void host_reckon_reserves(long count);

extern bool host_slab_up;

#endif
