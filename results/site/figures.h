/* SPDX-License-Identifier: GPL-2.0-only */
/* The plots of runs, drawn by gnuplot, as parts of pages. */
#ifndef RESULTS_SITE_FIGURES_H
#define RESULTS_SITE_FIGURES_H

#include "page.h"

/**
 * draw_figures() - write the pages with the plots of the newest runs
 * @site: the site
 * @t: tree
 *
 * The plots are drawn anew of the run's samples: a picture in the run's own directory may hold a
 * script. Pages that are newer than the samples stay. Without gnuplot there are none.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int draw_figures(struct site *site, const struct site_tree *t);

/**
 * put_figure_links() - links to the pages that have the plots of a run
 * @p: page of the run
 * @run: index of the run
 *
 * Return: 0.
 */
int put_figure_links(struct page *p, size_t run);

/**
 * figure_inline() - an SVG of gnuplot as part of a page
 * @svg: the SVG
 * @prefix: what its ids begin with, letters, digits and '-': no other SVG of the page has it
 * @out: where to
 *
 * Return: 0 or -EINVAL if it is no SVG.
 */
int figure_inline(const char *svg, const char *prefix, FILE *out);

#endif /* RESULTS_SITE_FIGURES_H */
