// SPDX-License-Identifier: GPL-2.0-only
/* Memory as a device sees it that does not snoop the processors' caches. */
#include <linux/mm.h>
#include <stdlib.h>
#include "machine/machine.h"
#include "view.h"

#define LINE	64

/* A page, of which some lines were written back. */
struct ptlu_view_page {
	u8 bytes[PAGE_SIZE];
	bool known[PAGE_SIZE / LINE];
};

static size_t nr_frames(void)
{
	return ptlu_this_machine()->size >> PAGE_SHIFT;
}

static size_t frame_of(u64 phys)
{
	return (phys - ptlu_this_machine()->phys_base) >> PAGE_SHIFT;
}

static struct ptlu_view_page *page_at(struct ptlu_view *view, u64 phys)
{
	struct ptlu_view_page **page;

	if (!view->pages)
		view->pages = calloc(nr_frames(), sizeof(*view->pages));
	if (!view->pages)
		abort();
	page = &view->pages[frame_of(phys)];
	if (!*page)
		*page = calloc(1, sizeof(**page));
	if (!*page)
		abort();
	return *page;
}

/* The lines of a range are written back. */
void ptlu_view_write_back(struct ptlu_view *view, u64 phys, size_t size)
{
	u64 end = phys + size;

	for (u64 line = phys & ~(LINE - 1ULL); line < end; line += LINE) {
		struct ptlu_view_page *page = page_at(view, line);
		size_t offset = line % PAGE_SIZE;

		memcpy(page->bytes + offset, phys_to_virt(line), LINE);
		page->known[offset / LINE] = true;
	}
}

/* Returns false for a line that was not written back: the device can find anything there. */
bool ptlu_view_read(const struct ptlu_view *view, u64 phys, u64 *entry)
{
	const struct ptlu_view_page *page = view->pages ? view->pages[frame_of(phys)] : NULL;

	if (!page || !page->known[phys % PAGE_SIZE / LINE])
		return false;
	memcpy(entry, page->bytes + phys % PAGE_SIZE, sizeof(*entry));
	return true;
}

/* A page changes hands: what the device finds in it is not known any more. */
void ptlu_view_forget(struct ptlu_view *view, u64 phys, size_t size)
{
	for (u64 at = phys; view->pages && at < phys + size; at += PAGE_SIZE) {
		free(view->pages[frame_of(at)]);
		view->pages[frame_of(at)] = NULL;
	}
}

void ptlu_view_free(struct ptlu_view *view)
{
	for (size_t i = 0; view->pages && i < nr_frames(); i++)
		free(view->pages[i]);
	free(view->pages);
	view->pages = NULL;
}
