// SPDX-License-Identifier: GPL-2.0-only
/* The data of charts and comparisons, as classic scripts: from file:// nothing else is loaded. */
#define _GNU_SOURCE
#include "history_data.h"
#include "change_text.h"
#include "run_compare.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* A script that is being written. */
struct script {
	FILE *out;
	char *text;
	size_t size;
};

static int script_begin(struct script *s)
{
	*s = (struct script){ 0 };
	s->out = open_memstream(&s->text, &s->size);
	if (!s->out)
		warnx("out of memory");
	return s->out ? 0 : -ENOMEM;
}

static int script_end(struct script *s, struct site *site, const char *path, size_t *size)
{
	int ret = -ENOMEM;

	if (fclose(s->out))
		warnx("out of memory");
	else
		ret = folder_write(&site->out, path, s->text, s->size);
	*size = s->size;
	free(s->text);
	return ret;
}

/* ---- runs ---- */

int write_runs_script(struct site *site, struct site_tree *t)
{
	struct script s;
	int ret = script_begin(&s);

	if (ret)
		return ret;
	fputs("ptlu.runs([\n", s.out);
	for (size_t i = 0; i < t->nr_runs; i++) {
		const struct site_run *r = &t->runs[i];

		fprintf(s.out, "[%lld,", r->start);
		script_text(s.out, r->name);
		fputc(',', s.out);
		script_text(s.out, r->file);
		fputc(',', s.out);
		script_text(s.out, *r->tree ? r->tree : r->kernel);
		fputc(',', s.out);
		script_text(s.out, r->ptlu);
		fputc(',', s.out);
		script_text(s.out, r->state);
		fprintf(s.out, ",%lld],\n", r->times + r->counts);
	}
	fputs("]);\n", s.out);
	snprintf(t->runs_script, sizeof(t->runs_script), "trees/%s/runs.js", t->file);
	return script_end(&s, site, t->runs_script, &t->runs_script_size);
}

/* ---- the series of a page ---- */

/* Whether any series of the group has a figure of a run. */
static bool has_figure(const struct site_tree *t, const struct group *g, size_t run)
{
	for (size_t i = 0; i < g->nr; i++)
		if (series_value(t, g->series[i], false, run) ||
		    series_value(t, g->series[i], true, run))
			return true;
	return false;
}

static size_t *runs_of(const struct site_tree *t, const struct group *g, size_t *nr)
{
	size_t *runs = calloc(t->nr_runs + 1, sizeof(*runs));

	*nr = 0;
	for (size_t run = 0; runs && run < t->nr_runs; run++)
		if (has_figure(t, g, run))
			runs[(*nr)++] = run;
	return runs;
}

static double smallest(const struct site_tree *t, size_t series, const size_t *runs, size_t nr)
{
	double least = INFINITY;

	for (size_t i = 0; i < nr; i++) {
		double x = series_value(t, series, false, runs[i]);

		if (x > 0)
			least = fmin(least, x);
	}
	return isfinite(least) ? least : 0;
}

/* "host x86_64, machine 1" */
static void put_place(FILE *out, const char *tier, const char *arch, long long machine)
{
	char place[RUN_TEXT + 128];

	snprintf(place, sizeof(place), "%s %s, machine %lld", tier, arch, machine);
	script_text(out, place);
}

static void put_series(FILE *out, const struct site_tree *t, size_t series, bool exact,
		       const size_t *runs, size_t nr)
{
	const struct bench_sample *k = &t->series.keys[series];
	const char *const names[] = { k->variant, k->leaf, k->placement, k->cache };
	double base = exact ? 0 : smallest(t, series, runs, nr), step = exact ? 1 : base / 1000;

	fputc('[', out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		script_text(out, names[i]);
		fputc(',', out);
	}
	fprintf(out, "%u,%llu,", k->order, (unsigned long long)k->tables);
	put_place(out, k->tier, k->arch, t->series.machines[series]);
	fprintf(out, ",%d,%.7g,%.7g,[", exact, base, step);
	for (size_t i = 0; i < nr; i++) {
		double x = series_value(t, series, exact, runs[i]);

		if (i)
			fputc(',', out);
		if (x > 0 && step > 0)
			fprintf(out, "%.0f", (x - base) / step);
		else
			fputs("-1", out);
	}
	fputs("]],\n", out);
}

/* Changes whose first run is on the site, and that are seen on the chart of some series. */
static void put_change(FILE *out, const struct site_tree *t, const struct group *g, size_t nr)
{
	const struct site_change *c = &t->changes[nr];
	char subject[FINDING_TEXT], size[64], range[3 * RUN_TEXT];

	if (c->kind == FINDING_RULE || c->first == NO_RUN || !same(c->op, g->op) ||
	    !(same(c->target, g->target) || same(c->target, ALL_TARGETS)))
		return;
	change_subject(c, subject, sizeof(subject));
	change_size(c, size, sizeof(size));
	change_range(t, c, range, sizeof(range));
	fprintf(out, "[%zu,%ld,%zu,%d,", nr + 1, c->before == NO_RUN ? -1 : (long)c->before,
		c->first, c->kind == FINDING_COUNT);
	script_text(out, c->variant);
	fputc(',', out);
	put_place(out, c->tier, c->arch, c->machine);
	fputc(',', out);
	script_text(out, subject);
	fputc(',', out);
	script_text(out, size);
	fputc(',', out);
	script_text(out, range);
	fputs("],\n", out);
}

/* The index of a series among those that are put, where one with counts as well stands twice. */
static size_t index_of_default(const struct site_tree *t, const struct group *g)
{
	size_t wanted = group_default(t, g), index = 0;

	for (size_t i = 0; i < g->nr && g->series[i] != wanted; i++)
		index += (t->ns[g->series[i]] != NULL) + (t->counts[g->series[i]] != NULL);
	return index;
}

int write_history_data(struct site *site, const struct site_tree *t, const struct group *g,
		       const char *path, size_t *size)
{
	size_t nr, *runs = runs_of(t, g, &nr);
	struct script s;
	int ret = runs ? script_begin(&s) : -ENOMEM;

	if (ret) {
		free(runs);
		return ret;
	}
	fputs("ptlu.history({runs:[", s.out);
	for (size_t i = 0; i < nr; i++)
		fprintf(s.out, "%s%zu", i ? "," : "", runs[i]);
	fprintf(s.out, "],first:%zu,series:[\n", index_of_default(t, g));
	for (size_t i = 0; i < g->nr; i++) {
		if (t->ns[g->series[i]])
			put_series(s.out, t, g->series[i], false, runs, nr);
		if (t->counts[g->series[i]])
			put_series(s.out, t, g->series[i], true, runs, nr);
	}
	fputs("],changes:[\n", s.out);
	for (size_t i = 0; i < t->nr_changes; i++)
		put_change(s.out, t, g, i);
	fputs("]});\n", s.out);
	free(runs);
	return script_end(&s, site, path, size);
}

/* ---- comparisons ---- */

int write_points_script(struct site *site, const struct site_tree *t, const char *path,
			size_t *size)
{
	struct script s;
	int ret = script_begin(&s);

	if (ret)
		return ret;
	fputs("ptlu.points([\n", s.out);
	for (size_t i = 0, next; i < t->series.nr; i = next) {
		const struct bench_sample *k = &t->series.keys[i];

		for (next = i + 1; next < t->series.nr && in_one_family(t, i, next); next++)
			;
		fputc('[', s.out);
		script_text(s.out, k->target);
		fputc(',', s.out);
		script_text(s.out, k->op);
		fputc(',', s.out);
		script_text(s.out, k->variant);
		fputc(',', s.out);
		put_place(s.out, k->tier, k->arch, t->series.machines[i]);
		fprintf(s.out, ",%zu],\n", next - i);
	}
	fputs("]);\n", s.out);
	return script_end(&s, site, path, size);
}

/* A figure that is not there is left out between its commas. */
static void put_logarithms(FILE *out, const struct site_tree *t, bool exact, size_t run)
{
	fputc('[', out);
	for (size_t i = 0; i < t->series.nr; i++) {
		double x = series_value(t, i, exact, run);

		if (x > 0)
			fprintf(out, "%.0f", 10000 * log(x));
		fputc(',', out);
	}
	fputc(']', out);
}

int write_run_data(struct site *site, const struct site_tree *t, size_t run, const char *path,
		   size_t *size)
{
	struct script s;
	int ret = script_begin(&s);

	if (ret)
		return ret;
	fprintf(s.out, "ptlu.figures(%zu,", run);
	put_logarithms(s.out, t, false, run);
	fputc(',', s.out);
	if (t->runs[run].counts)
		put_logarithms(s.out, t, true, run);
	else
		fputs("[]", s.out);
	fputs(");\n", s.out);
	return script_end(&s, site, path, size);
}
