/* SPDX-License-Identifier: GPL-2.0-only */
/* A change in words, and the table of changes. */
#ifndef RESULTS_SITE_CHANGE_TEXT_H
#define RESULTS_SITE_CHANGE_TEXT_H

#include "page.h"

/**
 * change_subject() - what changed, in a few words
 * @c: change
 * @text: receives it
 * @size: bytes of @text
 */
void change_subject(const struct site_change *c, char *text, size_t size);

/**
 * change_size() - by how much, in a few words
 * @c: change
 * @text: receives it
 * @size: bytes of @text
 */
void change_size(const struct site_change *c, char *text, size_t size);

/**
 * change_range() - "v7.3..v7.3-5-g0123456789ab, ptlu 0123456789ab", of both runs
 * @t: tree
 * @c: change
 * @text: receives it, "" if the runs are not on the site
 * @size: bytes of @text
 */
void change_range(const struct site_tree *t, const struct site_change *c, char *text, size_t size);

/**
 * put_changes() - the table of changes
 * @p: page of a tree
 * @title: its title
 * @take: whether a change is taken; NULL for all
 * @arg: for @take
 * @most: rows at most
 *
 * Return: number of changes that were taken, those beyond @most included.
 */
size_t put_changes(struct page *p, const char *title,
		   bool (*take)(const struct site_change *c, const void *arg), const void *arg,
		   size_t most);

#endif /* RESULTS_SITE_CHANGE_TEXT_H */
