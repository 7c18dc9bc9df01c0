/* SPDX-License-Identifier: GPL-2.0-only */
/* A site: what all of its pages need, and the parts that write them. */
#ifndef RESULTS_SITE_SITE_H
#define RESULTS_SITE_SITE_H

#include "nights.h"
#include "folder.h"
#include "tree.h"

/**
 * struct site - a site that is being written
 * @out: its folder
 * @runs_dir: directory that the runs' directories are in
 * @findings_dir: directory of the pages that describe findings
 * @charts: directory of the npm package uplot; NULL for a site of tables alone
 * @drawn: runs of each tree whose plots are drawn, the newest ones
 * @nights: what make nightly has recorded
 * @trees: the trees
 * @nr_trees: number of @trees
 * @charts_size: bytes of what a page with a chart loads of the package
 * @common_size: bytes of what every page loads
 * @has_findings: there are pages of findings
 */
struct site {
	struct folder out;
	const char *runs_dir;
	const char *findings_dir;
	const char *charts;
	size_t drawn;
	struct nights nights;
	struct site_tree *trees;
	size_t nr_trees;
	size_t charts_size, common_size;
	bool has_findings;
};

/**
 * site_write() - write all pages
 * @site: the site; its trees are read
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int site_write(struct site *site);

/* The parts of site_write(); each returns 0 or a negative errno value, after one line on stderr. */
int write_assets(struct site *site);
int write_finding_pages(struct site *site);
int write_target_pages(struct site *site, const struct site_tree *t);
int write_run_pages(struct site *site, const struct site_tree *t);
int write_compare_page(struct site *site, const struct site_tree *t);
int write_changes_page(struct site *site, const struct site_tree *t);
int write_tree_page(struct site *site, struct site_tree *t);
int write_first_page(struct site *site);

#endif /* RESULTS_SITE_SITE_H */
