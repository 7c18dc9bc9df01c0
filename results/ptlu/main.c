// SPDX-License-Identifier: GPL-2.0-only
/* ptlu: read what runs have left; the table of its subcommands. */
#include "commands.h"
#include "names.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* The build gives it: the revision of the checkout. */
#ifndef PTLU_VERSION
#define PTLU_VERSION	"unknown"
#endif

/* argp prints it for --version of a command. */
const char *argp_program_version = "ptlu " PTLU_VERSION;

static const struct {
	const char *name, *title, *what;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "report", "ptlu report", "summary and plots of a run", command_report },
	{ "compare", "ptlu compare", "what changed between two builds", command_compare },
	{ "counts", "ptlu counts", "exact counts, and what differs", command_counts },
	{ "judge", "ptlu judge", "good or bad by counts, for make bisect", command_judge },
	{ "selftest", "ptlu selftest", "what comparisons of equal code call", command_selftest },
	{ "stacks", "ptlu stacks", "what make perf sampled, and what differs", command_stacks },
	{ "env", "ptlu env", "write env.json of a run", command_env },
	{ "ktap", "ptlu ktap", "sum up the tests of a check", command_ktap },
	{ "show", "ptlu show", "samples of a run, or one figure", command_show },
	{ "export", "ptlu export", "a run in the format of another tool", command_export },
	{ "list", "ptlu list", "the runs in a directory", command_list },
	{ "history", "ptlu history", "runs of many nights in one file", command_history },
	{ "changes", "ptlu changes", "what changed over the nights", command_changes },
	{ "nightly", "ptlu nightly", "the report of a night of make nightly", command_nightly },
	{ "nightly-selftest", "ptlu nightly-selftest", "what changes of known histories reports",
	  command_nightly_selftest },
	{ "site", "ptlu site", "histories as pages that need no server", command_site },
	{ "site-selftest", "ptlu site-selftest", "how long the site of a year takes",
	  command_site_selftest },
	{ "tiers", "ptlu tiers", "the host tier beside kernels, as Markdown", command_tiers },
	{ "docs", "ptlu docs", "write or check the figures in pages", command_docs },
};

#define NR_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
	fprintf(out, "Usage: ptlu COMMAND [ARGUMENT...]\n\n");
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-16s %s\n", commands[i].name, commands[i].what);
	fprintf(out, "\nptlu COMMAND --help describes a command, ptlu --version prints the revision.\n");
}

/* A full disk or a closed pipe shows when the output is flushed, at the latest. */
static int finish_output(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	warn("cannot write all of the output");
	return status ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	/* A closed pipe is an error like any other: files are written all the same. */
	signal(SIGPIPE, SIG_IGN);
	gsl_set_error_handler_off();
	argp_err_exit_status = 2;
	if (argc > 1 && (same(argv[1], "--help") || same(argv[1], "help"))) {
		print_help(stdout);
		return finish_output(EXIT_SUCCESS);
	}
	if (argc > 1 && same(argv[1], "--version")) {
		printf("%s\n", argp_program_version);
		return finish_output(EXIT_SUCCESS);
	}
	for (size_t i = 0; argc > 1 && i < NR_COMMANDS; i++)
		if (same(argv[1], commands[i].name)) {
			argv[1] = (char *)commands[i].title;
			return finish_output(commands[i].run(argc - 1, argv + 1));
		}
	if (argc > 1)
		warnx("there is no command \"%s\"", argv[1]);
	print_help(stderr);
	return 2;
}
