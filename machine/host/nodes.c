// SPDX-License-Identifier: GPL-2.0-only
/*
 * NUMA nodes and their zones. Memory is cut into equal parts, two zones of each node; builds for
 * benchmarks have one node with one zone, whose numbers are constants.
 */
#include <linux/mm.h>
#include "frames.h"

struct pglist_data host_nodes[MAX_NUMNODES];
unsigned long host_zone_frames;
unsigned int host_nr_nodes = 1;
static const struct per_cpu_nodestat no_difference;

/* No block of the page allocator is in two zones. */
void host_init_nodes(void)
{
	unsigned int nodes = clamp(host_the_machine.nodes, 1U, (unsigned int)MAX_NUMNODES);
	unsigned long frames = host_the_machine.size >> PAGE_SHIFT;

	host_nr_nodes = nodes;
	host_zone_frames = round_up(DIV_ROUND_UP(frames, nodes * MAX_NR_ZONES),
				    MAX_ORDER_NR_PAGES);
	for (unsigned int i = 0; i < MAX_NUMNODES; i++)
		host_nodes[i] = (struct pglist_data){
			.node_id = i,
			.per_cpu_nodestats = &no_difference,
		};
}

static unsigned long count_managed(const struct zone *zone)
{
	unsigned long first = host_zone_number(zone) * host_zone_frames;
	unsigned long end = min(first + host_zone_frames, host_nr_frames), nr = 0;

	for (unsigned long frame = first; frame < end; frame++)
		nr += frame_state(frame) == PTLU_FRAME_FREE ||
		      frame_state(frame) == PTLU_FRAME_ALLOCATED;
	return nr;
}

/* The end of boot: what memblock gives to the page allocator. */
void host_count_managed(void)
{
	for (unsigned int i = 0; MAX_NUMNODES > 1 && i < host_nr_nodes * MAX_NR_ZONES; i++) {
		struct zone *zone = host_zone(i);

		atomic_long_set(&zone->managed_pages, count_managed(zone));
	}
}

/**
 * ptlu_wrong_zones() - compare the managed pages of each zone with the frames in it
 *
 * adjust_managed_page_count() must be called with a page of the zone that the pages are in.
 *
 * Return: number of zones whose managed pages are not those that the page allocator has.
 */
unsigned int ptlu_wrong_zones(void)
{
	unsigned int wrong = 0;

	for (unsigned int i = 0; MAX_NUMNODES > 1 && i < host_nr_nodes * MAX_NR_ZONES; i++) {
		struct zone *zone = host_zone(i);

		wrong += atomic_long_read(&zone->managed_pages) != (long)count_managed(zone);
	}
	return wrong;
}

/**
 * ptlu_node_pages() - read the page-table counters of a node
 * @node: its number
 * @iommu: receives NR_IOMMU_PAGES, 0 of a node that is not there
 * @secondary: receives NR_SECONDARY_PAGETABLE
 */
void ptlu_node_pages(unsigned int node, long *iommu, long *secondary)
{
	*iommu = *secondary = 0;
	if (node >= host_nr_nodes)
		return;
	*iommu = node_page_state(NODE_DATA(node), NR_IOMMU_PAGES);
	*secondary = node_page_state(NODE_DATA(node), NR_SECONDARY_PAGETABLE);
}

/**
 * ptlu_node_of() - the node that memory belongs to
 * @phys: its physical address
 *
 * Return: the number of the node.
 */
unsigned int ptlu_node_of(phys_addr_t phys)
{
	return pfn_to_nid(PHYS_PFN(phys));
}
