// SPDX-License-Identifier: GPL-2.0-only
/* ptlu history: the table of its subcommands, and those that write. */
#include "database.h"
#include "import.h"
#include "merge.h"
#include "rebuild.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"
#include "subcommands.h"

#include <argp.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *name, *title;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "import", "ptlu history import", history_command_import },
	{ "list", "ptlu history list", history_command_list },
	{ "show", "ptlu history show", history_command_show },
	{ "merge", "ptlu history merge", history_command_merge },
	{ "rebuild", "ptlu history rebuild", history_command_rebuild },
	{ "selftest", "ptlu history selftest", history_command_selftest },
};

#define NR_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static error_t parse_none(int key, char *arg, struct argp_state *state)
{
	if (key == ARGP_KEY_ARG)
		argp_error(state, "there is no command \"%s\"", arg);
	if (key == ARGP_KEY_NO_ARGS)
		argp_usage(state);
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp_all = {
	NULL, parse_none,
	"import [--db=FILE] RUN...\n"
	"list [--db=FILE]\n"
	"show [--db=FILE] [-s VALUES]\n"
	"merge A B\n"
	"rebuild [--db=FILE] DIRECTORY\n"
	"selftest REFERENCE",
	"Keep runs over many nights in one file: import takes them in, list prints them, show prints"
	" a series of times or counts night by night, merge adds to history A what B has, rebuild"
	" makes the history anew from the runs in DIRECTORY, and selftest measures how long a million"
	" samples take."
	"\vThe file is " HISTORY_FILE " by default. Each subcommand has --help.",
	NULL, NULL, NULL,
};

int command_history(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < NR_COMMANDS; i++)
		if (same(argv[1], commands[i].name)) {
			argv[1] = (char *)commands[i].title;
			return commands[i].run(argc - 1, argv + 1);
		}
	argp_parse(&argp_all, argc, argv, 0, NULL, NULL);
	return 2;
}

/* ---- those that write ---- */

struct arguments {
	const char *db;
	char **paths;
	int nr, least, most;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'd':
		a->db = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->paths = state->argv + state->next;
		a->nr = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (a->nr < a->least || a->nr > a->most)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "db", 'd', "FILE", 0, "The history, " HISTORY_FILE " by default", 0 },
	{ 0 },
};

static const struct argp argp_import = {
	options, parse, "RUN...",
	"Import the directory of each RUN into the history. A run that is there is left alone, one that"
	" was resumed since then is replaced.",
	NULL, NULL, NULL,
};

static void print_sum(const struct import_sum *sum)
{
	printf("%llu runs are new, %llu have changed, %llu were there; %llu samples, %llu tests\n",
	       sum->runs[IMPORT_NEW], sum->runs[IMPORT_CHANGED], sum->runs[IMPORT_THERE],
	       sum->samples, sum->tests);
}

int history_command_import(int argc, char **argv)
{
	struct arguments a = { .db = HISTORY_FILE, .least = 1, .most = argc };
	struct import_sum sum = { 0 };
	struct history h;
	int failed;

	argp_parse(&argp_import, argc, argv, 0, NULL, &a);
	if (history_open(&h, a.db, HISTORY_CREATE))
		return EXIT_FAILURE;
	failed = import_runs(&h, a.paths, (size_t)a.nr, &sum);
	print_sum(&sum);
	history_close(&h);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static const struct argp argp_merge = {
	NULL, parse, "A B",
	"Add to history A the runs and the reported changes that history B has and A has not. B stays"
	" as it is. Doing it twice changes nothing.",
	NULL, NULL, NULL,
};

static int merge_into(struct history *to, struct history *from, struct merge_sum *sum)
{
	int ret = history_begin(to);

	return ret ? ret : history_end(to, history_merge(to, from, sum));
}

int history_command_merge(int argc, char **argv)
{
	struct arguments a = { .least = 2, .most = 2 };
	struct history to, from;
	struct merge_sum sum;
	int ret;

	argp_parse(&argp_merge, argc, argv, 0, NULL, &a);
	if (history_open(&from, a.paths[1], HISTORY_EXISTING))
		return EXIT_FAILURE;
	ret = history_open(&to, a.paths[0], HISTORY_CREATE);
	if (!ret) {
		ret = merge_into(&to, &from, &sum);
		history_close(&to);
	}
	history_close(&from);
	if (!ret)
		printf("%llu runs are new, %llu have changed, %llu were there; %llu changes\n",
		       sum.added, sum.replaced, sum.there, sum.changes);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

static const struct argp argp_rebuild = {
	options, parse, "DIRECTORY",
	"Make the history anew from the runs in DIRECTORY. Changes that were reported stay reported."
	" Runs that are not in DIRECTORY are gone afterwards.",
	NULL, NULL, NULL,
};

int history_command_rebuild(int argc, char **argv)
{
	struct arguments a = { .db = HISTORY_FILE, .least = 1, .most = 1 };
	struct import_sum sum;
	long long before;
	struct history h;
	int ret, bad;

	argp_parse(&argp_rebuild, argc, argv, 0, NULL, &a);
	if (history_open(&h, a.db, HISTORY_CREATE))
		return EXIT_FAILURE;
	before = history_number(&h, "SELECT count(*) FROM run");
	ret = history_begin(&h);
	bad = ret ? ret : history_rebuild(&h, a.paths[0], &sum);
	ret = ret ? ret : history_end(&h, bad < 0 ? bad : 0);
	if (!ret)
		printf("%llu runs, %llu samples, %llu tests; there were %lld runs, %d could not be"
		       " imported\n", sum.runs[IMPORT_NEW] + sum.runs[IMPORT_CHANGED], sum.samples,
		       sum.tests, before, bad);
	history_close(&h);
	return ret || bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
