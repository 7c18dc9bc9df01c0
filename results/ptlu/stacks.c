// SPDX-License-Identifier: GPL-2.0-only
/* ptlu stacks: what make perf has sampled, of one tree or of two. */
#define _GNU_SOURCE
#include "commands.h"
#include "difference.h"
#include "flame_page.h"
#include "results/format/file.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Functions of one tree that are shown. */
#define MAX_FUNCTIONS	10

struct arguments {
	const char *run, *package;
	bool fold;
};

static const struct argp_option options[] = {
	{ "fold", 'f', NULL, 0, "Fold what perf script -F ip,sym prints, from standard input", 0 },
	{ "page", 'p', "PACKAGE", 0,
	  "Draw flamegraph.html of two trees with the npm package d3-flame-graph in the directory"
	  " PACKAGE", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->fold = true;
		return 0;
	case 'p':
		a->package = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->run)
			argp_usage(state);
		a->run = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->run == !a->fold)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "RUN\n--fold",
	"Show the functions of RUN, a run of make perf. If it has two trees, show which functions"
	" differ most, and write base.folded, head.folded and difference.folded: stacks, and their"
	" samples per operation."
	"\vdifference.folded has two numbers a line, of base and of head, as flamegraph.pl reads them.",
	NULL, NULL, NULL,
};

/* ---- one tree ---- */

static int by_samples(const void *a, const void *b)
{
	const struct stack *left = a, *right = b;

	return left->samples < right->samples ? 1 : left->samples > right->samples ? -1 :
	       strcmp(left->frames, right->frames);
}

static int show_one(const char *run)
{
	struct side side;
	int ret = side_read(&side, run, NULL);

	if (ret)
		return ret;
	printf("Functions of %s, %.0f samples\n", side.what, side.total);
	qsort(side.self.all, side.self.nr, sizeof(*side.self.all), by_samples);
	for (size_t i = 0; i < side.self.nr && i < MAX_FUNCTIONS; i++)
		printf("%6.1f %%  %s\n", 100 * side.self.all[i].samples / side.total,
		       side.self.all[i].frames);
	side_free(&side);
	return 0;
}

/* ---- two trees ---- */

/* Samples per operation, of each side that is given. */
static int write_folded(const char *run, const char *name, const struct side *base,
			const struct side *head)
{
	char *path = NULL, *text = NULL;
	struct stacks both = { 0 };
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? 0 : -ENOMEM;

	if (!ret && base)
		ret = stacks_add_all(&both, &base->stacks);
	if (!ret && head)
		ret = stacks_add_all(&both, &head->stacks);
	stacks_merge(&both);
	for (size_t i = 0; !ret && i < both.nr; i++) {
		const char *frames = both.all[i].frames;

		fputs(frames, out);
		if (base)
			fprintf(out, " %.6f", stacks_of(&base->stacks, frames) / base->operations);
		if (head)
			fprintf(out, " %.6f", stacks_of(&head->stacks, frames) / head->operations);
		fputc('\n', out);
	}
	stacks_free(&both);
	if (out && fclose(out))
		ret = -ENOMEM;
	if (!ret && asprintf(&path, "%s/%s.folded", run, name) < 0)
		ret = -ENOMEM;
	if (ret)
		warnx("out of memory");
	else
		ret = write_whole_file(path, text, len);
	free(path);
	free(text);
	return ret;
}

static int draw(const struct arguments *a, const struct side *base, const struct side *head)
{
	char *path = NULL;
	int ret;

	if (!a->package)
		return 0;
	if (asprintf(&path, "%s/flamegraph.html", a->run) < 0)
		return -ENOMEM;
	ret = flame_page_write(base, head, a->package, path);
	free(path);
	return ret;
}

static int show_two(const struct arguments *a)
{
	struct side base, head;
	int ret = side_read(&base, a->run, "base");

	if (ret)
		return ret;
	ret = side_read(&head, a->run, "head");
	if (!ret) {
		ret = print_difference(&base, &head, stdout);
		ret = write_folded(a->run, "base", &base, NULL) || ret;
		ret = write_folded(a->run, "head", NULL, &head) || ret;
		ret = write_folded(a->run, "difference", &base, &head) || ret;
		ret = draw(a, &base, &head) || ret;
		side_free(&head);
	}
	side_free(&base);
	return ret;
}

static int fold(void)
{
	struct stacks s;
	int ret = stacks_fold(&s, stdin);

	for (size_t i = 0; i < s.nr; i++)
		printf("%s %.0f\n", s.all[i].frames, s.all[i].samples);
	stacks_free(&s);
	return ret;
}

int command_stacks(int argc, char **argv)
{
	struct arguments a = { 0 };
	char *one = NULL;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.fold)
		return fold() ? EXIT_FAILURE : EXIT_SUCCESS;
	if (asprintf(&one, "%s/stacks.folded", a.run) < 0)
		return EXIT_FAILURE;
	ret = access(one, F_OK) ? show_two(&a) : show_one(a.run);
	free(one);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
