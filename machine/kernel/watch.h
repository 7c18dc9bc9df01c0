/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine of machine/machine.h on a running kernel: what suites need beyond that interface. */
#ifndef PTLU_KERNEL_MACHINE_H
#define PTLU_KERNEL_MACHINE_H

#include <linux/mmzone.h>
#include <linux/types.h>

struct kunit;

void ptlu_test_machine_boot(u64 seed);
void ptlu_test_machine_check(struct kunit *test);
void ptlu_test_machine_halt(void);

u64 ptlu_test_machine_random(void);
unsigned long ptlu_test_machine_node_page_state(enum node_stat_item item);
unsigned long ptlu_test_machine_node_total(enum node_stat_item item);
unsigned long ptlu_test_machine_free_pages(void);

#endif
