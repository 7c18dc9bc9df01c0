/* SPDX-License-Identifier: GPL-2.0-only */
/* A page of a site: its head, its navigation, and what it loads. */
#ifndef RESULTS_SITE_PAGE_H
#define RESULTS_SITE_PAGE_H

#include "site.h"

#include <stdio.h>

/* Scripts that a page loads at most, beside the site's own. */
#define PAGE_SCRIPTS	4

/**
 * struct page - a page that is being written
 * @site: the site
 * @tree: the tree that it is of, or NULL
 * @title: its title
 * @path: its path within the site
 * @up: "../../", which leads from the page to the site's folder
 * @out: receives what stands in its middle
 * @text: owned by @out
 * @size: bytes of @text
 * @scripts: paths of the scripts that it loads, within the site
 * @nr_scripts: number of @scripts
 * @loads: bytes of what the page loads
 */
struct page {
	struct site *site;
	const struct site_tree *tree;
	char title[RUN_TEXT];
	char path[SITE_PATH];
	char up[64];
	FILE *out;
	char *text;
	size_t size;
	char scripts[PAGE_SCRIPTS][SITE_PATH];
	size_t nr_scripts;
	size_t loads;
};

/**
 * page_begin() - begin a page
 * @p: receives it; to be ended with page_end()
 * @site: the site
 * @t: the tree that it is of; NULL for none
 * @path: its path within the site
 * @title: its title, any text
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int page_begin(struct page *p, struct site *site, const struct site_tree *t, const char *path,
	       const char *title);

/**
 * page_script() - have a page load a script of the site
 * @p: page
 * @path: path of the script within the site
 * @size: its bytes
 */
void page_script(struct page *p, const char *path, size_t size);

/**
 * page_chart() - have a page load the library that draws charts
 * @p: page
 */
void page_chart(struct page *p);

/**
 * page_table() - begin a table that can be scrolled sideways
 * @p: page
 * @title: what it is a table of, any text
 * @columns: heads of its columns, ended by NULL; one that begins with '>' is aligned to the right
 */
void page_table(struct page *p, const char *title, const char *const *columns);

/**
 * page_table_end() - end it
 * @p: page
 */
void page_table_end(struct page *p);

/**
 * page_end() - write a page
 * @p: page
 * @ret: what went wrong before: the page is then not written
 *
 * Return: @ret, or a negative errno value after one line on stderr.
 */
int page_end(struct page *p, int ret);

#endif /* RESULTS_SITE_PAGE_H */
