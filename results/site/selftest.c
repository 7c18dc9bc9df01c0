// SPDX-License-Identifier: GPL-2.0-only
/* ptlu site-selftest: how long the site of a year takes, and how large its pages are. */
#define _GNU_SOURCE
#include "made_history.h"
#include "results/ptlu/commands.h"
#include "site.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Goals, for so many nights. */
#define NIGHTS		365
#define GOAL_SECONDS	60
#define GOAL_BYTES	1000000

struct arguments {
	const char *reference, *again, *charts, *keep;
	long nights;
};

enum { KEY_CHARTS = 0x100, KEY_KEEP };

static const struct argp_option options[] = {
	{ "nights", 'n', "NUMBER", 0, "Nights, 365 by default", 0 },
	{ "charts", KEY_CHARTS, "PACKAGE", 0, "Directory of the npm package uplot", 0 },
	{ "keep", KEY_KEEP, "DIRECTORY", 0, "Write the site there and keep it", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	char *end;

	switch (key) {
	case 'n':
		a->nights = strtol(arg, &end, 10);
		if (*end || a->nights < 1 || a->nights > 10000)
			argp_error(state, "%s is no number of nights", arg);
		return 0;
	case KEY_CHARTS:
		a->charts = arg;
		return 0;
	case KEY_KEEP:
		a->keep = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->again)
			argp_usage(state);
		*(a->reference ? &a->again : &a->reference) = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->again)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "REFERENCE AGAIN",
	"Make a history with the points of the run REFERENCE and the noise between it and AGAIN, a run"
	" of equal code, write its site, and print how long that took and how large it is."
	"\vThe exit status is 0 whether the goals are reached or not, 1 for an error.",
	NULL, NULL, NULL,
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void print_goal(const char *name, double reached, double goal, const char *unit)
{
	printf("%s: %.3g %s, goal below %g %s: %s\n", name, reached, unit, goal, unit,
	       reached < goal ? "reached" : "not reached");
}

/* Reading the history is part of it. */
static int measure(const struct arguments *a, const char *db, const char *output)
{
	struct site site = { .runs_dir = "/nonexistent", .findings_dir = "docs/findings",
			     .charts = a->charts };
	struct site_tree tree = { 0 };
	double begin = now(), read = 0;
	int ret = folder_begin(&site.out, output);

	if (!ret)
		ret = tree_read(&tree, "made", db, 10001);
	read = now();
	site.trees = &tree;
	site.nr_trees = 1;
	if (!ret)
		ret = site_write(&site);
	if (!ret) {
		printf("%ld nights, %lld times: %zu files, %.1f MB, of which reading and finding"
		       " changes took %.1f s\n", a->nights,
		       history_number(&tree.h, "SELECT count(*) FROM time"), site.out.files,
		       (double)site.out.bytes / 1e6, read - begin);
		print_goal("site", now() - begin, GOAL_SECONDS, "s");
		print_goal("largest page, with what it loads", (double)site.out.heaviest / 1e6,
			   GOAL_BYTES / 1e6, "MB");
		printf("  %s\n", site.out.heaviest_path);
	}
	tree_free(&tree);
	return ret;
}

int command_site_selftest(int argc, char **argv)
{
	struct arguments a = { .nights = NIGHTS };
	char dir[64], db[96], output[96];
	const char *tmp = getenv("TMPDIR");
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	snprintf(dir, sizeof(dir), "%.30s/ptlu-site-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir)) {
		warn("%s", dir);
		return EXIT_FAILURE;
	}
	snprintf(db, sizeof(db), "%s/history.sqlite", dir);
	snprintf(output, sizeof(output), "%s/site", dir);
	ret = made_history_write(db, a.reference, a.again, (size_t)a.nights);
	if (!ret)
		ret = measure(&a, db, a.keep ? a.keep : output);
	nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
