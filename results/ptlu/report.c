// SPDX-License-Identifier: GPL-2.0-only
/* ptlu report: summary.txt, bench.json and plots of a run. */
#define _GNU_SOURCE
#include "cases.h"
#include "commands.h"
#include "plots.h"
#include "results/format/file.h"
#include "summary.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
	const char *dir;
	bool quiet, no_plots;
};

enum { OPTION_NO_PLOTS = 256 };

static const struct argp_option options[] = {
	{ "quiet", 'q', NULL, 0, "Print nothing; write the files alone", 0 },
	{ "no-plots", OPTION_NO_PLOTS, NULL, 0, "Write summary.txt and bench.json alone", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'q':
		a->quiet = true;
		return 0;
	case OPTION_NO_PLOTS:
		a->no_plots = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "RUN",
	"Write summary.txt, bench.json, bench-medians.json and plots/ into RUN, the directory of a run, from its"
	" samples.jsonl, counts.jsonl, env.json and cases/; print the main part of the summary."
	"\vBecause a run may come from somebody else, its files are untrusted input: names and"
	" numbers are checked, and nothing outside of RUN is written.",
	NULL, NULL, NULL,
};

/* The caller frees the text. */
static char *text_of(void (*write)(const struct run *run, FILE *out), const struct run *run,
		     size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (out)
		write(run, out);
	if (!out || fclose(out)) {
		warnx("out of memory");
		free(text);
		return NULL;
	}
	return text;
}

static int write_summary(const struct run *run)
{
	size_t len;
	char *path = NULL, *text = text_of(summary_write, run, &len);
	int ret = -ENOMEM;

	if (text && asprintf(&path, "%s/summary.txt", run->dir) >= 0)
		ret = write_whole_file(path, text, len);
	free(text);
	free(path);
	return ret;
}

static void print_brief(const struct run *run, const struct plots_written *plots)
{
	summary_brief(run, stdout);
	printf("\nAll targets, placements and ratios: %s/summary.txt\n", run->dir);
	if (plots->nr > 1)
		printf("%zu plots, to begin with %s.svg: %s/plots\n", plots->nr, plots->first,
		       run->dir);
	else if (plots->nr)
		printf("One plot: %s/plots/%s.svg\n", run->dir, plots->first);
}

int command_report(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct plots_written plots = { 0 };
	struct run run;
	bool ok;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (run_read(&run, a.dir))
		return EXIT_FAILURE;
	/* Each part is of use if another one fails; the small ones come first, for room. */
	ok = !write_summary(&run);
	ok = !cases_merge(a.dir) && ok;
	if (!a.no_plots)
		ok = !plots_write(&run, &plots) && ok;
	if (!a.quiet)
		print_brief(&run, &plots);
	run_free(&run);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
