// SPDX-License-Identifier: GPL-2.0-only
/* The summary of a run: its machine, its result in a line or two, and all its tables in order. */
#include "summary.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- head: what was measured, on what ---- */

static const char *text_at(const json_t *env, const char *group, const char *key)
{
	const char *text = json_string_value(json_object_get(json_object_get(env, group), key));

	return text ? text : "not known";
}

static void print_machine(const char *dir, FILE *out)
{
	char path[4096];
	json_t *env, *machine, *dirty;

	snprintf(path, sizeof(path), "%s/env.json", dir);
	env = json_load_file(path, 0, NULL);
	if (!env)
		return;
	machine = json_object_get(env, "machine");
	dirty = json_object_get(json_object_get(env, "ptlu"), "dirty");
	fprintf(out, "machine:  %s, %lld cpus%s, Linux %s\n", text_at(env, "machine", "cpu"),
		(long long)json_integer_value(json_object_get(machine, "cpus_online")),
		json_is_true(json_object_get(machine, "virtualized")) ? ", virtualized" : "",
		text_at(env, "machine", "kernel_release"));
	fprintf(out, "build:    %s %s, ptlu %s%s\n", text_at(env, "build", "compiler"),
		text_at(env, "build", "cflags"), text_at(env, "ptlu", "revision"),
		json_is_true(dirty) ? " with local changes" : "");
	json_decref(env);
}

static void print_view_head(const struct view *v, FILE *out)
{
	fprintf(out,
		"measured: Linux %s page-table code, %s tier, %s, %s caches, "
		"%zu target%s, %zu samples\n",
		v->kernel, v->tier, v->arch, v->cache, v->nr_targets, v->nr_targets == 1 ? "" : "s",
		v->nr_samples);
	if (v->nr_series && v->series[0].points[0]->clock &&
	    !strcmp(v->series[0].points[0]->clock, "icount"))
		fprintf(out,
			"clock:    a nanosecond is an instruction executed: compare counts, not times\n");
}

/* ---- at a glance: the two ratios that the design promises ---- */

/* Ratios of restore, ours over another variant, over all targets with large enough domains. */
struct ratios {
	double least, median, most;
	const char *most_target;
	size_t nr;
};

static struct ratios restore_ratios(const struct view *v, const char *variant)
{
	double *all = calloc(v->nr_targets + 1, sizeof(*all));
	struct ratios r = { 0 };

	for (size_t i = 0; all && i < v->nr_targets; i++) {
		const char *leaf = base_leaf(v, v->targets[i]);
		const struct series *both[] = {
			series_find(v, v->targets[i], "restore", "ours", leaf, "shuffled"),
			series_find(v, v->targets[i], "restore", variant, leaf, "shuffled"),
		};
		const struct bench_sample *at[2];

		/* Small domains cost what they cost whatever their tables. */
		if (!both[0] || !both[1] || !largest_common(both, 2, at) ||
		    at[0]->tables < REPORT_FIT_TABLES)
			continue;
		all[r.nr] = at[0]->ns_median / at[1]->ns_median;
		if (!r.nr || all[r.nr] > r.most) {
			r.most = all[r.nr];
			r.most_target = v->targets[i];
		}
		r.nr++;
	}
	if (r.nr) {
		gsl_sort(all, 1, r.nr);
		r.least = all[0];
		r.median = gsl_stats_median_from_sorted_data(all, 1, r.nr);
	}
	free(all);
	return r;
}

static void print_glance(const struct view *v, FILE *out)
{
	struct ratios posted = restore_ratios(v, "posted");
	struct ratios api = restore_ratios(v, "floor-api");
	size_t nr = posted.nr ? posted.nr : api.nr;

	if (!nr)
		return;
	fprintf(out, "largest domain of each target, %d tables or more, shuffled (%zu target%s):\n",
		REPORT_FIT_TABLES, nr, nr == 1 ? "" : "s");
	if (posted.nr)
		fprintf(out, "  restore is %.1f to %.1f times faster than posted, median %.1f"
			" (least: %s)\n", 1 / posted.most, 1 / posted.least, 1 / posted.median,
			posted.most_target);
	if (api.nr)
		fprintf(out, "  restore takes %.2f to %.2f times floor-api, median %.2f"
			" (most: %s)\n", api.least, api.most, api.median, api.most_target);
}

/* ---- what was refused ---- */

/* Refusals that tell one story: one operation and variant, reasons that differ in numbers. */
struct refusal {
	const struct bench_sample *first;
	const char *one_target;	/* NULL when there are several */
	uint64_t least, most;
	size_t nr;
};

static const char *refusal_text(const struct bench_sample *s)
{
	return s->refused ? s->refused : "the time or the number of tables is 0";
}

static bool same_refusal(const struct bench_sample *a, const struct bench_sample *b)
{
	const char *x = refusal_text(a), *y = refusal_text(b);
	size_t len = strcspn(x, "0123456789");

	return !strcmp(a->op, b->op) && !strcmp(a->variant, b->variant) &&
	       len == strcspn(y, "0123456789") && !strncmp(x, y, len);
}

static size_t group_refused(const struct view *v, struct refusal *groups)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_refused; i++) {
		const struct bench_sample *s = v->refused[i];
		struct refusal *g = groups;

		while (g < groups + nr && !same_refusal(g->first, s))
			g++;
		if (g == groups + nr) {
			nr++;
			*g = (struct refusal){ .first = s,
					       .one_target = s->target,
					       .least = s->tables };
		}
		if (g->one_target && strcmp(g->one_target, s->target))
			g->one_target = NULL;
		if (s->tables < g->least)
			g->least = s->tables;
		if (s->tables > g->most)
			g->most = s->tables;
		g->nr++;
	}
	return nr;
}

static void print_refused(const struct view *v, FILE *out)
{
	struct refusal *groups = calloc(v->nr_refused + 1, sizeof(*groups));
	size_t nr = groups ? group_refused(v, groups) : 0;

	if (nr)
		fprintf(out,
			"\n%zu of %zu figures mean nothing and are not used above"
			" (each is in samples.jsonl with its reason):\n",
			v->nr_refused, v->nr_samples);
	for (size_t i = 0; i < nr; i++) {
		const struct refusal *g = &groups[i];

		fprintf(out, "  %s %s, %s, %llu to %llu tables, %zu figure%s: %s%s\n", g->first->op,
			g->first->variant, g->one_target ? g->one_target : "several targets",
			(unsigned long long)g->least, (unsigned long long)g->most, g->nr,
			g->nr == 1 ? "" : "s", g->nr == 1 ? "" : "first: ", refusal_text(g->first));
	}
	free(groups);
}

/* ---- all of it ---- */

static void print_view(const struct view *v, FILE *out)
{
	bool cost = false;

	fputc('\n', out);
	print_view_head(v, out);
	print_glance(v, out);
	for (size_t p = 0; p < report_nr_placements; p++)
		cost |= print_cost(v, SUMMARY_ALL, report_placements[p], out);
	if (cost)
		print_cost_legend(out);
	print_blackout(v, out);
	print_boot_reserve(v, out);
	print_other_cores(v, out);
	print_workers(v, out);
	print_ratios(v, out);
	print_exponents(v, out);
	print_leaves(v, out);
	print_in_use(v, out);
	print_refused(v, out);
}

static void print_head(const struct report *r, FILE *out)
{
	fprintf(out, "ptlu run %s\n", r->set.samples[0].run);
	print_machine(r->dir, out);
}

void summary_write(const struct report *r, FILE *out)
{
	print_head(r, out);
	for (size_t i = 0; i < r->nr_views; i++)
		print_view(&r->views[i], out);
}

/* Only the costlier placement: what it makes of boot-reserve is what a reader must not miss. */
static void print_brief_cost(const struct view *v, FILE *out)
{
	for (size_t p = 0; p < report_nr_placements; p++)
		if (print_cost(v, SUMMARY_REPRESENTATIVES, report_placements[p], out)) {
			print_cost_legend(out);
			return;
		}
}

void summary_brief(const struct report *r, FILE *out)
{
	print_head(r, out);
	for (size_t i = 0; i < r->nr_views; i++) {
		fputc('\n', out);
		print_view_head(&r->views[i], out);
		print_glance(&r->views[i], out);
		/* Further views tell of other conditions: their result is enough. */
		if (i)
			continue;
		print_brief_cost(&r->views[i], out);
		print_blackout(&r->views[i], out);
		print_boot_reserve(&r->views[i], out);
	}
	fprintf(out,
		"\nAll targets and placements, ratios, exponents and leaves: %s/summary.txt\n"
		"Pictures, overview.svg first: %s/plots\n", r->dir, r->dir);
}
