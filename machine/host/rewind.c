// SPDX-License-Identifier: GPL-2.0-only
/* Back to a moment of the running kernel, thousands of times a second: page owners, struct pages, counters. */
#include <linux/slab.h>
#include "internal.h"

static struct page *pages;		/* as they were at ptlu_mark() */
static unsigned long nr_pages;

/**
 * ptlu_mark() - take this moment as the one that ptlu_rewind() goes back to
 *
 * What memory holds is not part of it: whoever changes tables changes them back.
 *
 * Return: 0 or -ENOMEM.
 */
int ptlu_mark(void)
{
	nr_pages = host_the_machine.size >> PAGE_SHIFT;
	free(pages);
	pages = malloc(nr_pages * sizeof(*pages));
	if (!pages || host_mark_frames())
		return -ENOMEM;
	memcpy(pages, pfn_to_page(ptlu_first_pfn), nr_pages * sizeof(*pages));
	return 0;
}

/* A frame that changed hands has a struct page that may have changed; no other's does. */
static void rewind_page(unsigned long frame)
{
	*pfn_to_page(ptlu_first_pfn + frame) = pages[frame];
}

/**
 * ptlu_rewind() - every page is whose it was at ptlu_mark()
 *
 * The node's counters start from zero, as they do when a kernel has booted.
 */
void ptlu_rewind(void)
{
	host_rewind_frames(rewind_page);
	host_reset_counters();
}
