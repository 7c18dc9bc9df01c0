/* SPDX-License-Identifier: GPL-2.0-only */
/* Watches the pages of the formats while a test runs. */
#ifndef PTLU_KERNEL_WATCH_H
#define PTLU_KERNEL_WATCH_H

#include <linux/mmzone.h>
#include <linux/types.h>

/**
 * struct ptlu_watch_result - what a test did with its pages
 * @in_use: base pages that were not freed
 * @freed_too_often: pages that were freed more than once
 * @freed_registered: pages that were freed while they were registered with KHO
 * @no_memory: calls that failed because there was no memory to watch their page
 */
struct ptlu_watch_result {
	unsigned long in_use;
	unsigned int freed_too_often, freed_registered, no_memory;
};

void ptlu_watch_begin(void);
struct ptlu_watch_result ptlu_watch_result(void);
void ptlu_watch_end(void);
bool ptlu_is_watching(void);
void ptlu_watch_kexec(void);
unsigned long ptlu_watch_node_state(enum node_stat_item item);

#endif
