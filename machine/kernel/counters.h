/* SPDX-License-Identifier: GPL-2.0-only */
/* Exact values of the kernel's page counters. */
#ifndef PTLU_KERNEL_COUNTERS_H
#define PTLU_KERNEL_COUNTERS_H

#include <linux/mmzone.h>

unsigned long ptlu_node_total(enum node_stat_item item);
unsigned long ptlu_free_pages(void);

#endif
