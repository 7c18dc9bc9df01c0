/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine of host/host.h on a running kernel: what suites need beyond that interface. */
#ifndef PTLU_KERNEL_MACHINE_H
#define PTLU_KERNEL_MACHINE_H

#include <linux/mmzone.h>
#include <linux/types.h>

struct kunit;

void machine_boot(u64 seed);
void machine_check(struct kunit *test);
void machine_halt(void);

u64 machine_random(void);
unsigned long machine_node_page_state(enum node_stat_item item);
unsigned long machine_node_total(enum node_stat_item item);
unsigned long machine_free_pages(void);

#endif
