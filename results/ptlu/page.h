/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures in a Markdown page, between markers that name their samples. */
#ifndef RESULTS_PAGE_H
#define RESULTS_PAGE_H

#include "run.h"

#include <stdbool.h>
#include <stddef.h>

#define MAX_PAGE_RUNS	16

/* The runs that pages refer to, each read once. */
struct page_runs {
	struct run runs[MAX_PAGE_RUNS];
	char *dirs[MAX_PAGE_RUNS];
	size_t nr;
};

/**
 * struct page_result - what was found in a page
 * @text: the page with all figures as the samples have them; the caller frees it
 * @len: bytes of @text
 * @figures: number of figures, and of generated tables
 * @changed: number of figures and tables that differed
 * @errors: number of markers that cannot be followed
 */
struct page_result {
	char *text;
	size_t len;
	size_t figures;
	size_t changed;
	size_t errors;
};

/**
 * page_fill() - put the samples' figures into a page
 * @text: the page, terminated by a zero byte
 * @path: its name, for messages
 * @runs: runs read so far; the caller releases them with page_runs_free()
 * @result: receives the new page
 *
 * results/README.md describes the markers. A line on stdout names each figure that differs, one on
 * stderr each marker that cannot be followed; its text is left as it is.
 */
void page_fill(const char *text, const char *path, struct page_runs *runs,
	       struct page_result *result);

/**
 * page_runs_free() - release the runs
 * @runs: runs
 */
void page_runs_free(struct page_runs *runs);

#endif /* RESULTS_PAGE_H */
