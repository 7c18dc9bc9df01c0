/* SPDX-License-Identifier: GPL-2.0-only */
/* A differential flame graph as one page that needs no network. */
#ifndef RESULTS_FLAME_PAGE_H
#define RESULTS_FLAME_PAGE_H

#include "sides.h"

/**
 * flame_page_write() - write the page
 * @base: side
 * @head: side
 * @package: directory of the npm package d3-flame-graph, which draws it
 * @path: the page
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int flame_page_write(const struct side *base, const struct side *head, const char *package,
		     const char *path);

#endif /* RESULTS_FLAME_PAGE_H */
