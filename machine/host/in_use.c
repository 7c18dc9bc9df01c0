// SPDX-License-Identifier: GPL-2.0-only
/* Counts the pages that were allocated since boot and not freed. */
#include <stdio.h>
#include "frames.h"

static void mark_node(phys_addr_t phys)
{
	host_frame[PHYS_PFN(phys) - ptlu_first_pfn] |= FRAME_TREE;
}

static bool is_in_use(unsigned long frame)
{
	return frame_state(frame) == PTLU_FRAME_ALLOCATED &&
	       !(host_frame[frame] & (FRAME_KERNELS | FRAME_TREE));
}

/**
 * ptlu_frames_in_use() - count the pages that were allocated since boot and not freed
 * @describe: number of pages to describe on stdout
 *
 * The nodes of KHO's radix tree do not count, KHO never frees them.
 *
 * Return: number of pages.
 */
unsigned long ptlu_frames_in_use(unsigned int describe)
{
	unsigned long in_use = 0;
	char text[1024];

	host_kho_each_node(mark_node);
	for (unsigned long i = 0; i < host_nr_frames; i++) {
		if (is_in_use(i) && in_use++ < describe) {
			ptlu_describe_page(PFN_PHYS(ptlu_first_pfn + i), text, sizeof(text));
			printf("    # not freed: %s\n", text);
		}
		host_frame[i] &= ~FRAME_TREE;
	}
	return in_use;
}
