// SPDX-License-Identifier: GPL-2.0-only
/* ptlu site: the histories of trees as pages that need no server. */
#define _GNU_SOURCE
#include "site.h"
#include "history_data.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"

#include <argp.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define SITE_OUTPUT	"results/site-out"
#define SITE_NIGHTLY	"results/nightly"
/* Days that a site goes back, and runs whose plots are drawn. */
#define SITE_DAYS	366
#define SITE_DRAWN	3

/* ---- all pages ---- */

static int write_tree(struct site *site, struct site_tree *t)
{
	int ret = write_runs_script(site, t);

	if (!ret)
		ret = write_target_pages(site, t);
	if (!ret)
		ret = write_run_pages(site, t);
	if (!ret)
		ret = write_compare_page(site, t);
	if (!ret)
		ret = write_changes_page(site, t);
	return ret ? ret : write_tree_page(site, t);
}

int site_write(struct site *site)
{
	int ret = write_assets(site);

	if (!ret)
		ret = write_finding_pages(site);
	for (size_t i = 0; !ret && i < site->nr_trees; i++)
		ret = write_tree(site, &site->trees[i]);
	return ret ? ret : write_first_page(site);
}

/* ---- the command ---- */

/**
 * struct arguments - what the command line says
 * @db: a history; NULL for those of make nightly
 * @nightly: directory of make nightly
 * @output: folder of the site
 * @days: days that it goes back
 * @site: the site
 */
struct arguments {
	const char *db, *nightly, *output;
	long days;
	struct site site;
};

enum { KEY_NIGHTLY = 0x100, KEY_RUNS, KEY_FINDINGS, KEY_CHARTS, KEY_DAYS, KEY_PLOTS };

static const struct argp_option options[] = {
	{ "db", 'd', "FILE", 0, "A history, instead of those of make nightly", 0 },
	{ "output", 'o', "DIRECTORY", 0, "The site's folder, " SITE_OUTPUT " by default", 0 },
	{ "nightly", KEY_NIGHTLY, "DIRECTORY", 0, "Nights and histories of make nightly, "
	  SITE_NIGHTLY " by default", 0 },
	{ "runs", KEY_RUNS, "DIRECTORY", 0, "The runs' directories, results/runs by default", 0 },
	{ "findings", KEY_FINDINGS, "DIRECTORY", 0, "Pages on findings, docs/findings by default", 0 },
	{ "charts", KEY_CHARTS, "PACKAGE", 0, "Directory of the npm package uplot; tables alone"
	  " without it", 0 },
	{ "days", KEY_DAYS, "NUMBER", 0, "Days before the newest run, 366 by default", 0 },
	{ "plots", KEY_PLOTS, "NUMBER", 0, "Runs of each tree whose plots are drawn, the newest 3 by"
	  " default", 0 },
	{ 0 },
};

static long parse_number(const char *arg, long least, long most, const struct argp_state *state)
{
	char *end;
	long number = strtol(arg, &end, 10);

	if (*end || end == arg || number < least || number > most)
		argp_error(state, "%s is no number from %ld to %ld", arg, least, most);
	return number;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'd':
		a->db = arg;
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case KEY_NIGHTLY:
		a->nightly = arg;
		return 0;
	case KEY_RUNS:
		a->site.runs_dir = arg;
		return 0;
	case KEY_FINDINGS:
		a->site.findings_dir = arg;
		return 0;
	case KEY_CHARTS:
		a->site.charts = arg;
		return 0;
	case KEY_DAYS:
		a->days = parse_number(arg, 1, 100000, state);
		return 0;
	case KEY_PLOTS:
		a->site.drawn = (size_t)parse_number(arg, 0, 1000, state);
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, NULL,
	"Write histories as a site of static pages: nights, changes, each operation on each target,"
	" each run, a comparison of two runs."
	"\vIt needs no server and no network: open index.html of its folder. Without JavaScript it is"
	" tables. make site gives it uPlot, which draws the charts.",
	NULL, NULL, NULL,
};

static int add_tree(struct arguments *a, const char *label, const char *db)
{
	struct site_tree *more = reallocarray(a->site.trees, a->site.nr_trees + 1, sizeof(*more));
	int ret;

	if (!more) {
		warnx("out of memory");
		return -ENOMEM;
	}
	a->site.trees = more;
	ret = tree_read(&more[a->site.nr_trees], label, db, a->days);
	a->site.nr_trees += !ret;
	return ret;
}

static int is_tree(const struct dirent *entry)
{
	return sample_name_is_valid(entry->d_name);
}

static int add_nightly_trees(struct arguments *a)
{
	struct dirent **entries = NULL;
	int nr = scandir(a->nightly, &entries, is_tree, versionsort), ret = 0;
	char db[PATH_MAX];

	for (int i = 0; i < nr; i++) {
		snprintf(db, sizeof(db), "%s/%s/history.sqlite", a->nightly, entries[i]->d_name);
		if (!ret && !access(db, F_OK))
			ret = add_tree(a, entries[i]->d_name, db);
		free(entries[i]);
	}
	free(entries);
	if (!ret && !a->site.nr_trees) {
		warnx("there is no history in %s: make nightly makes one, --db=FILE (make site DB=FILE)"
		      " names another",
		      a->nightly);
		ret = -ENOENT;
	}
	return ret;
}

static void free_trees(struct site *site)
{
	for (size_t i = 0; i < site->nr_trees; i++)
		tree_free(&site->trees[i]);
	free(site->trees);
}

int command_site(int argc, char **argv)
{
	struct arguments a = {
		.nightly = SITE_NIGHTLY, .output = SITE_OUTPUT, .days = SITE_DAYS,
		.site = { .runs_dir = RUNS_DIRECTORY, .findings_dir = "docs/findings",
			  .drawn = SITE_DRAWN },
	};
	char nights[PATH_MAX];
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	snprintf(nights, sizeof(nights), "%s/nights", a.nightly);
	ret = nights_read(&a.site.nights, nights);
	if (!ret)
		ret = a.db ? add_tree(&a, "history", a.db) : add_nightly_trees(&a);
	if (!ret)
		ret = folder_begin(&a.site.out, a.output);
	if (!ret)
		ret = site_write(&a.site);
	if (!ret)
		printf("%s/index.html: %zu files, %.1f MB\n", a.output, a.site.out.files,
		       (double)a.site.out.bytes / 1e6);
	free_trees(&a.site);
	nights_free(&a.site.nights);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
