// SPDX-License-Identifier: GPL-2.0-only
/* ptlu docs: write the figures of committed runs into pages, or check those that are there. */
#define _GNU_SOURCE
#include "commands.h"
#include "page.h"
#include "results/format/file.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PAGE	(4 << 20)

struct arguments {
	char **pages;
	size_t nr;
	bool check;
};

static const struct argp_option options[] = {
	{ "check", 'c', NULL, 0, "Change nothing; fail if a figure differs from its sample", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	(void)arg;
	switch (key) {
	case 'c':
		a->check = true;
		return 0;
	case ARGP_KEY_ARGS:
		a->pages = state->argv + state->next;
		a->nr = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		if (!a->nr)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "PAGE...",
	"Write the figures of committed runs into Markdown pages, between markers that name the"
	" samples. results/README.md describes the markers. Directories of runs are relative to"
	" the current directory.",
	NULL, NULL, NULL,
};

/* The caller frees the text; NULL after a message. */
static char *read_page(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = malloc(MAX_PAGE + 1);
	size_t len = 0;

	if (in && text)
		len = fread(text, 1, MAX_PAGE + 1, in);
	if (!in || !text || ferror(in) || len > MAX_PAGE || memchr(text, '\0', len)) {
		warnx("cannot read %s: %s", path,
		      errno ? strerror(errno) : "too large, or not a text");
		free(text);
		text = NULL;
	} else {
		text[len] = '\0';
	}
	if (in)
		fclose(in);
	return text;
}

/* Returns false if the page has an error, or with --check a wrong figure. */
static bool do_page(const struct arguments *a, const char *path, struct page_runs *runs,
		    size_t *figures)
{
	struct page_result result;
	char *text;
	bool ok;

	errno = 0;
	text = read_page(path);
	if (!text)
		return false;
	page_fill(text, path, runs, &result);
	ok = !result.errors;
	if (a->check)
		ok = ok && !result.changed;
	else if (ok && result.changed)
		ok = !write_whole_file(path, result.text, result.len);
	*figures += result.figures;
	free(result.text);
	free(text);
	return ok;
}

int command_docs(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct page_runs runs = { .nr = 0 };
	size_t figures = 0;
	bool ok = true;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	for (size_t i = 0; i < a.nr; i++)
		ok = do_page(&a, a.pages[i], &runs, &figures) && ok;
	page_runs_free(&runs);
	if (ok)
		printf("%zu figures in %zu pages agree with their samples\n", figures, a.nr);
	else if (a.check)
		warnx("make docs writes the figures of the samples into the pages");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
