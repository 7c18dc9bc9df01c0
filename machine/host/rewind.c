// SPDX-License-Identifier: GPL-2.0-only
/* Goes back to an earlier state of the running kernel: frames, struct pages, counters. */
#include <linux/slab.h>
#include "internal.h"

static struct page *pages;		/* as they were at ptlu_mark() */
static unsigned long nr_pages;

/**
 * ptlu_mark() - save the state that ptlu_rewind() goes back to
 *
 * The contents of memory are not part of it. The caller must undo its changes of tables.
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
	host_mark_placement();
	memcpy(pages, pfn_to_page(ptlu_first_pfn), nr_pages * sizeof(*pages));
	return 0;
}

/* Only the struct page of a frame whose state has changed can have changed. */
static void rewind_page(unsigned long frame)
{
	*pfn_to_page(ptlu_first_pfn + frame) = pages[frame];
}

/**
 * ptlu_rewind() - go back to the state of ptlu_mark()
 *
 * The node's counters start from zero, as after a boot.
 */
void ptlu_rewind(void)
{
	host_rewind_frames(rewind_page);
	host_rewind_placement();
	host_reset_counters();
}
