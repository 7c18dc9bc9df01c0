/* SPDX-License-Identifier: GPL-2.0-only */
/* What a night has measured again and not called: its report names it. */
#ifndef RESULTS_SITE_NO_CHANGES_H
#define RESULTS_SITE_NO_CHANGES_H

#include "page.h"

/**
 * put_no_changes() - print what looked changed in a night and is noise or refuted
 * @p: page of a tree
 * @night: name of the night
 *
 * Nothing is printed if the night's report has none, is missing, or is no report.
 */
void put_no_changes(struct page *p, const char *night);

#endif /* RESULTS_SITE_NO_CHANGES_H */
