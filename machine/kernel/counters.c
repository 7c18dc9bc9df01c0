// SPDX-License-Identifier: GPL-2.0-only
/* Exact values of the kernel's page counters, with the deltas of each CPU. */
#include <linux/mm.h>
#include <linux/vmstat.h>
#include "counters.h"

/**
 * ptlu_node_total() - sum a counter over all nodes and CPUs
 * @item: the counter
 *
 * The kernel's own sum lacks the deltas that each CPU folds into the node once a second
 * (vm.stat_interval), up to some hundred pages.
 */
unsigned long ptlu_node_total(enum node_stat_item item)
{
	long total = 0;
	int nid, cpu;

	for_each_online_node(nid) {
		pg_data_t *pgdat = NODE_DATA(nid);

		total += atomic_long_read(&pgdat->vm_stat[item]);
#ifdef CONFIG_SMP
		for_each_online_cpu(cpu)
			total +=
				per_cpu_ptr(pgdat->per_cpu_nodestats, cpu)->vm_node_stat_diff[item];
#endif
	}
	return total;
}

/* Count the free pages of all nodes, those on the lists of each CPU included. */
unsigned long ptlu_free_pages(void)
{
	long total = 0;
	int nid, cpu;

	for_each_online_node(nid) {
		for (unsigned int i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[i];

			if (!populated_zone(zone))
				continue;
			total += atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]);
			for_each_online_cpu(cpu) {
				total += per_cpu_ptr(zone->per_cpu_pageset, cpu)->count;
#ifdef CONFIG_SMP
				total += per_cpu_ptr(zone->per_cpu_zonestats, cpu)
						 ->vm_stat_diff[NR_FREE_PAGES];
#endif
			}
		}
	}
	return total;
}
