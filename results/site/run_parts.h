/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of a run's page: tests, the stage of the night, files. */
#ifndef RESULTS_SITE_RUN_PARTS_H
#define RESULTS_SITE_RUN_PARTS_H

#include "page.h"

/* Each prints a part, if the run has it; 0 or a negative errno value, after one line on stderr. */
int put_tests(struct page *p, size_t run);
int put_stage(struct page *p, size_t run);
int put_files(struct page *p, size_t run);

/**
 * put_run_link() - a link to the page of a run
 * @p: page of its tree
 * @run: index of the run
 */
void put_run_link(const struct page *p, size_t run);

#endif /* RESULTS_SITE_RUN_PARTS_H */
