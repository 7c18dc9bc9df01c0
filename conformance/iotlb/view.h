/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory as a device sees it that does not snoop the processors' caches. */
#ifndef PTLU_CONFORMANCE_VIEW_H
#define PTLU_CONFORMANCE_VIEW_H

#include <linux/types.h>

struct ptlu_view_page;

/**
 * struct ptlu_view - the lines that were written back since their page was allocated
 * @pages: indexed by frame, NULL for a page without any; allocated at the first use
 */
struct ptlu_view {
	struct ptlu_view_page **pages;
};

void ptlu_view_write_back(struct ptlu_view *view, u64 phys, size_t size);
bool ptlu_view_read(const struct ptlu_view *view, u64 phys, u64 *entry);
void ptlu_view_forget(struct ptlu_view *view, u64 phys, size_t size);
void ptlu_view_free(struct ptlu_view *view);

#endif
