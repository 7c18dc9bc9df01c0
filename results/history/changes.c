// SPDX-License-Identifier: GPL-2.0-only
/* ptlu changes: what changed over the nights of a history. */
#include "candidates.h"
#include "report.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>

static const struct format {
	const char *name;
	int (*print)(const struct findings *f, const char *ksrc, FILE *out);
} formats[] = {
	{ "text", report_text },
	{ "markdown", report_markdown },
	{ "json", report_json },
};

#define NR_FORMATS	(sizeof(formats) / sizeof(formats[0]))

struct arguments {
	const char *db, *ksrc, *candidates, *runs;
	const struct format *format;
	enum findings_mode mode;
};

#define KEY_ALL		0x100
#define KEY_CANDIDATES	0x101
#define KEY_RUNS	0x102

static const struct argp_option options[] = {
	{ "db", 'd', "FILE", 0, "The history, " HISTORY_FILE " by default", 0 },
	{ "format", 'f', "FORMAT", 0, "text, markdown or json", 0 },
	{ "ksrc", 'k', "DIRECTORY", 0, "Kernel tree for the commands, $KSRC by default", 0 },
	{ "runs", KEY_RUNS, "DIRECTORY", 0, "Runs whose functions are compared, " RUNS_DIRECTORY
	  " by default", 0 },
	{ "all", KEY_ALL, NULL, 0, "Report what was reported, too, and record nothing", 0 },
	{ "candidates", KEY_CANDIDATES, "RUN", 0, "Print what looks changed in RUN and is to be"
	  " measured again, a line for each family, and record nothing", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'd':
		a->db = arg;
		return 0;
	case 'f':
		a->format = NULL;
		for (size_t i = 0; i < NR_FORMATS; i++)
			if (same(arg, formats[i].name))
				a->format = &formats[i];
		if (!a->format)
			argp_error(state, "there is no format \"%s\"", arg);
		return 0;
	case 'k':
		a->ksrc = arg;
		return 0;
	case KEY_RUNS:
		a->runs = arg;
		return 0;
	case KEY_ALL:
		a->mode = FINDINGS_ALL;
		return 0;
	case KEY_CANDIDATES:
		a->candidates = arg;
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
	"Report what changed over the nights of a history, each change once: exact counts first, then"
	" times, and the tests that newly fail."
	"\vdocs/nightly.md describes what is a change. The exit status is 0 if nothing changed that"
	" was not reported before, 1 if something did or there are candidates, 2 for an error.",
	NULL, NULL, NULL,
};

/* What cannot be printed is not recorded as reported. */
static int report(const struct arguments *a, struct history *h, size_t *nr)
{
	struct findings f;
	int ret = findings_read(&f, h, a->mode, NULL);

	if (ret)
		return ret;
	*nr = f.nr;
	findings_add_functions(&f, a->runs);
	ret = a->format->print(&f, a->ksrc, stdout);
	if (!ret && fflush(stdout))
		ret = -EIO;
	findings_free(&f);
	return ret;
}

static int list_candidates(const struct arguments *a, struct history *h, size_t *nr)
{
	long found = candidates_print(h, a->candidates, stdout);

	if (found < 0)
		return (int)found;
	*nr = (size_t)found;
	return fflush(stdout) ? -EIO : 0;
}

int command_changes(int argc, char **argv)
{
	struct arguments a = { .db = HISTORY_FILE, .format = &formats[0], .ksrc = getenv("KSRC"),
			       .runs = RUNS_DIRECTORY };
	struct history h;
	size_t nr = 0;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.ksrc && !*a.ksrc)
		a.ksrc = NULL;
	if (history_open(&h, a.db, HISTORY_EXISTING))
		return 2;
	ret = history_begin(&h);
	if (!ret)
		ret = history_end(&h, a.candidates ? list_candidates(&a, &h, &nr) :
				      report(&a, &h, &nr));
	history_close(&h);
	return ret ? 2 : nr > 0;
}
