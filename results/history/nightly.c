// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu nightly: the report of a night of make nightly: what became of its stages, and what changed.
 *
 * The report's files are written before the changes are recorded as reported, so that what nobody
 * could read is reported again.
 */
#include "night.h"
#include "report.h"
#include "report_json.h"
#include "results/format/file.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"
#include "results/ptlu/table.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* What is in a night, and the exit status that it ends with. */
enum status { NIGHT_NOTHING_NEW, NIGHT_FOUND, NIGHT_COULD_NOT_RUN };

static const char *const status_names[] = { "nothing new", "found something", "could not run" };

/**
 * struct report - a night and what changed in each of its trees
 * @night: the night
 * @histories: of each tree
 * @findings: of each tree
 * @open: number of trees whose history is open and in a transaction
 */
struct report {
	struct night night;
	struct history *histories;
	struct findings *findings;
	size_t open;
};

struct arguments {
	const char *dir, *runs;
};

static const char *ksrc_of(const struct night_tree *t)
{
	return same(t->ksrc, "-") ? NULL : t->ksrc;
}

static size_t changes_of(const struct report *r)
{
	size_t nr = 0;

	for (size_t i = 0; i < r->open; i++)
		nr += r->findings[i].nr;
	return nr;
}

static enum status status_of(const struct report *r)
{
	if (changes_of(r))
		return NIGHT_FOUND;
	return night_could_not_run(&r->night) ? NIGHT_COULD_NOT_RUN : NIGHT_NOTHING_NEW;
}

static void print_headline(const struct report *r, FILE *out)
{
	size_t failed = night_could_not_run(&r->night), changes = changes_of(r);

	fprintf(out, "Night %s: %s", r->night.name, status_names[status_of(r)]);
	if (changes)
		fprintf(out, ", %zu change%s", changes, changes > 1 ? "s" : "");
	if (failed)
		fprintf(out, ", %zu stage%s not run to the end", failed, failed > 1 ? "s" : "");
	fputc('\n', out);
}

static void time_of_stage(long long seconds, char *text, size_t size)
{
	snprintf(text, size, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void print_tree(const struct night_tree *t, FILE *out)
{
	fprintf(out, "%s (%s), ptlu %s", t->label, t->version, t->ptlu);
	if (t->unchanged)
		fputs("; neither has changed since the last night", out);
	fputc('\n', out);
}

static int print_text(const struct report *r, FILE *out)
{
	static const char *const columns[] = { "stage", "outcome", ">time", "run", "note", NULL };
	char time[32];
	int ret = 0;

	print_headline(r, out);
	for (size_t i = 0; i < r->night.nr_trees && !ret; i++) {
		const struct night_tree *t = &r->night.trees[i];
		struct table *table = table_begin(columns);

		fputs("\n", out);
		print_tree(t, out);
		for (size_t j = 0; j < t->nr_stages; j++) {
			const struct night_stage *s = &t->stages[j];

			time_of_stage(s->seconds, time, sizeof(time));
			table_row(table);
			table_cell(table, "%s", s->name);
			table_cell(table, "%s", s->outcome);
			table_cell(table, "%s", time);
			table_cell(table, "%s", s->run);
			table_cell(table, "%s", same(s->note, "-") ? "" : s->note);
		}
		table_end(table, out, "");
		fputs("\n", out);
		ret = report_text(&r->findings[i], ksrc_of(t), out);
	}
	return ret;
}

static int print_markdown(const struct report *r, FILE *out)
{
	char time[32];
	int ret = 0;

	fputs("# ", out);
	print_headline(r, out);
	for (size_t i = 0; i < r->night.nr_trees && !ret; i++) {
		const struct night_tree *t = &r->night.trees[i];

		fputs("\n## ", out);
		print_tree(t, out);
		fputs("\n| stage | outcome | time | run | note |\n|---|---|--:|---|---|\n", out);
		for (size_t j = 0; j < t->nr_stages; j++) {
			const struct night_stage *s = &t->stages[j];

			time_of_stage(s->seconds, time, sizeof(time));
			fprintf(out, "| %s | %s | %s | %s | %s |\n", s->name, s->outcome, time,
				s->run, same(s->note, "-") ? "" : s->note);
		}
		fputs("\n", out);
		ret = report_markdown(&r->findings[i], ksrc_of(t), out);
	}
	return ret;
}

static json_t *tree_to_json(const struct night_tree *t, const struct findings *f)
{
	json_t *stages = json_array();

	for (size_t i = 0; i < t->nr_stages; i++) {
		const struct night_stage *s = &t->stages[i];

		json_array_append_new(stages, json_pack("{s:s, s:s, s:I, s:s, s:s}", "stage",
			s->name, "outcome", s->outcome, "seconds", (json_int_t)s->seconds, "run",
			same(s->run, "-") ? "" : s->run, "note", same(s->note, "-") ? "" : s->note));
	}
	return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o}", "tree", t->label, "version", t->version,
			 "ptlu", t->ptlu, "unchanged", t->unchanged, "stages", stages, "found",
			 findings_to_json(f, ksrc_of(t)));
}

static int print_night_json(const struct report *r, FILE *out)
{
	json_t *trees = json_array();

	for (size_t i = 0; i < r->night.nr_trees; i++)
		json_array_append_new(trees, tree_to_json(&r->night.trees[i], &r->findings[i]));
	return print_json(json_pack("{s:i, s:s, s:s, s:o}", "schema", 1, "night", r->night.name,
				    "status", status_names[status_of(r)], "trees", trees), out);
}

/* ---- the files ---- */

static const struct {
	const char *name;
	int (*print)(const struct report *r, FILE *out);
} files[] = {
	{ "report.txt", print_text },
	{ "report.md", print_markdown },
	{ "report.json", print_night_json },
};

#define NR_FILES	(sizeof(files) / sizeof(files[0]))

static int write_file(const struct report *r, const char *dir, size_t file)
{
	char path[PATH_MAX], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int ret;

	if (!out)
		return -ENOMEM;
	ret = files[file].print(r, out);
	if (fclose(out) && !ret)
		ret = -ENOMEM;
	snprintf(path, sizeof(path), "%s/%s", dir, files[file].name);
	if (!ret)
		ret = write_whole_file(path, text, size);
	free(text);
	return ret;
}

static int read_changes(struct report *r, const struct arguments *a)
{
	char again[PATH_MAX];
	int ret = 0;

	r->histories = calloc(r->night.nr_trees, sizeof(*r->histories));
	r->findings = calloc(r->night.nr_trees, sizeof(*r->findings));
	if (!r->histories || !r->findings)
		return -ENOMEM;
	while (!ret && r->open < r->night.nr_trees) {
		struct history *h = &r->histories[r->open];

		/* there is none after a first night that measured nothing */
		ret = history_open(h, r->night.trees[r->open].db, HISTORY_CREATE);
		if (ret)
			return ret;
		ret = history_begin(h);
		if (!ret) {
			snprintf(again, sizeof(again), "%s/%s-again", a->dir,
				 r->night.trees[r->open].label);
			ret = findings_read(&r->findings[r->open], h, FINDINGS_NEW, again);
			if (ret)
				history_end(h, ret);
		}
		if (ret) {
			history_close(h);
			break;
		}
		findings_add_functions(&r->findings[r->open], a->runs);
		findings_draw(&r->findings[r->open], h, a->dir, r->night.trees[r->open].label);
		r->open++;
	}
	return ret;
}

/* Records what was reported, or nothing of it. */
static int end_histories(struct report *r, int ret)
{
	int worst = ret;

	for (size_t i = 0; i < r->open; i++) {
		int ended = history_end(&r->histories[i], ret);

		worst = worst ?: ended;
		history_close(&r->histories[i]);
		findings_free(&r->findings[i]);
	}
	free(r->histories);
	free(r->findings);
	return worst;
}

static const struct argp_option options[] = {
	{ "runs", 'r', "DIRECTORY", 0, "Runs whose functions are compared, " RUNS_DIRECTORY
	  " by default", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	if (key == 'r')
		a->runs = arg;
	else if (key == ARGP_KEY_ARG && !a->dir)
		a->dir = arg;
	else if (key == ARGP_KEY_ARG || (key == ARGP_KEY_END && !a->dir))
		argp_usage(state);
	return key == 'r' || key == ARGP_KEY_ARG || key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	options, parse, "NIGHT",
	"Report what became of the stages of a night and what changed in its trees, in NIGHT as"
	" report.txt, report.md and report.json, with a plot of each change, and print the first."
	"\vmake nightly calls it. The exit status is 0 if nothing is new, 1 if something changed, 2 if"
	" a stage did not come to its end or the report could not be written.",
	NULL, NULL, NULL,
};

int command_nightly(int argc, char **argv)
{
	enum status status = NIGHT_COULD_NOT_RUN;
	struct report r = { 0 };
	struct arguments a = { .runs = RUNS_DIRECTORY };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (night_read(&r.night, a.dir))
		return NIGHT_COULD_NOT_RUN;
	ret = read_changes(&r, &a);
	for (size_t i = 0; i < NR_FILES && !ret; i++)
		ret = write_file(&r, a.dir, i);
	if (!ret) {
		status = status_of(&r);
		ret = print_text(&r, stdout);
	}
	ret = end_histories(&r, ret);
	night_free(&r.night);
	if (ret == -ENOMEM)
		warnx("out of memory");
	return ret ? NIGHT_COULD_NOT_RUN : status;
}
