// SPDX-License-Identifier: GPL-2.0-only
/* ptlu list: the runs in a directory. */
#define _GNU_SOURCE
#include "commands.h"
#include "names.h"
#include "run.h"
#include "table.h"
#include "results/format/printable.h"

#include <argp.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **dir = state->input;

	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (*dir)
		argp_usage(state);
	*dir = arg;
	return 0;
}

static const struct argp argp = {
	NULL, parse, "[DIRECTORY]",
	"List the runs in DIRECTORY, which is results by default: those in DIRECTORY/runs and in"
	" DIRECTORY itself.",
	NULL, NULL, NULL,
};

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void put_run(struct table *t, const struct run *run, const char *name)
{
	const struct conditions *c = &run->conditions;
	const struct view *v = &run->views[0];
	size_t targets = 0;

	for (size_t i = 0; i < run->nr_views; i++)
		if (run->views[i].nr_targets > targets)
			targets = run->views[i].nr_targets;
	table_row(t);
	table_cell(t, "%s", name);
	table_cell(t, "%s", v->tier);
	table_cell(t, "%s", v->kernel);
	table_cell(t, "%zu", targets);
	table_cell(t, "%zu", run->set.nr);
	table_cell(t, "%s", c->profile);
	table_cell(t, "%.12s%s", c->revision, c->dirty ? "+" : "");
	table_cell(t, "%.40s", c->cpu);
	table_cell(t, "%s", c->outcome);
}

/* @shown: what stands before the name. False if some run cannot be read. */
static bool list_directory(struct table *t, const char *dir, const char *shown)
{
	struct dirent **entries = NULL;
	int nr = scandir(dir, &entries, is_visible, versionsort);
	bool ok = true;

	for (int i = 0; i < nr; i++) {
		char *path = NULL, *samples = NULL, *name = NULL;
		struct run run;

		if (asprintf(&path, "%s/%s", dir, entries[i]->d_name) < 0 ||
		    asprintf(&samples, "%s/samples.jsonl", path) < 0 ||
		    asprintf(&name, "%s%s", shown, entries[i]->d_name) < 0) {
			warnx("out of memory");
			ok = false;
		} else if (entries[i]->d_type != DT_LNK && !access(samples, F_OK)) {
			make_printable(name);
			if (run_read(&run, path)) {
				ok = false;
			} else {
				put_run(t, &run, name);
				run_free(&run);
			}
		}
		free(name);
		free(samples);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

int command_list(int argc, char **argv)
{
	static const char *const columns[] = { "run", "tier", "kernel", ">targets", ">samples",
					       "profile", "ptlu", "processor", "outcome", NULL };
	const char *dir = NULL;
	struct table *t;
	char *runs = NULL;
	bool ok;

	argp_parse(&argp, argc, argv, 0, NULL, &dir);
	dir = dir ? dir : "results";
	if (access(dir, R_OK)) {
		warn("cannot read %s", dir);
		return EXIT_FAILURE;
	}
	if (asprintf(&runs, "%s/runs", dir) < 0)
		return EXIT_FAILURE;
	t = table_begin(columns);
	ok = list_directory(t, dir, "");
	ok = list_directory(t, runs, "runs/") && ok;
	free(runs);
	if (!table_end(t, stdout, "Runs (+: built with local changes)")) {
		warnx("%s has no run", dir);
		return EXIT_FAILURE;
	}
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
