/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules by target: what became of the tests that show a rule on a target. */
#ifndef RESULTS_SITE_RULES_H
#define RESULTS_SITE_RULES_H

#include "page.h"

/**
 * put_rules() - a table of rules and targets for each tier and architecture
 * @p: page of a tree
 *
 * Of the newest run that has tests there.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int put_rules(struct page *p);

#endif /* RESULTS_SITE_RULES_H */
