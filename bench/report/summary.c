// SPDX-License-Identifier: GPL-2.0-only
/* The summary of a run: what a live update of page tables costs, in tables for a person. */
#include "report.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GIB	(1024.0 * 1024 * 1024)

/* Domains that the cost is told for. */
static const struct {
	const char *name;
	double bytes;
} domains[] = {
	{ "1 GiB", GIB },
	{ "64 GiB", 64 * GIB },
	{ "1 TiB", 1024 * GIB },
};

#define NR_DOMAINS	(sizeof(domains) / sizeof(domains[0]))

/* Beside what "ours" is put. */
static const char *const baselines[] = { "posted", "floor-api", "floor-mem" };

#define NR_BASELINES	(sizeof(baselines) / sizeof(baselines[0]))

/* Three significant digits with a unit: "12.3 us". */
static void time_text(char *text, size_t size, double ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	size_t unit = 0;

	while (unit < 3 && ns >= 999.5) {
		ns /= 1000;
		unit++;
	}
	snprintf(text, size, "%.*f %s", ns < 9.995 ? 2 : ns < 99.95 ? 1 : 0, ns, units[unit]);
}

/* A figure with its mark, 13 columns wide. */
static void print_figure(FILE *out, struct figure f)
{
	static const char marks[] = { [FIGURE_MEASURED] = ' ', [FIGURE_INTERPOLATED] = '~',
				      [FIGURE_EXTRAPOLATED] = '*' };
	char text[32];

	if (f.kind == FIGURE_NONE || f.kind == FIGURE_TOO_LARGE) {
		fprintf(out, "%12s ", "-");
		return;
	}
	time_text(text, sizeof(text), f.value);
	fprintf(out, "%12s%c", text, marks[f.kind]);
}

static bool has_placement(const struct view *v, const char *placement)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (!strcmp(v->series[i].points[0]->placement, placement))
			return true;
	return false;
}

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
}

/* ---- at a glance: the two ratios that the design promises ---- */

/* Smallest and largest ratio of restore, ours over @variant, over all targets. */
struct range {
	double least, most;
	const char *most_target;
	uint64_t tables;	/* smallest size that went in */
};

static struct range restore_ratios(const struct view *v, const char *variant)
{
	struct range r = { 0 };

	for (size_t i = 0; i < v->nr_targets; i++) {
		const char *leaf = base_leaf(v, v->targets[i]);
		const struct series *both[] = {
			series_find(v, v->targets[i], "restore", "ours", leaf, "shuffled"),
			series_find(v, v->targets[i], "restore", variant, leaf, "shuffled"),
		};
		const struct bench_sample *at[2];
		double ratio;

		if (!both[0] || !both[1] || !largest_common(both, 2, at))
			continue;
		ratio = at[0]->ns_median / at[1]->ns_median;
		if (!r.most_target || ratio < r.least)
			r.least = ratio;
		if (!r.tables || at[0]->tables < r.tables)
			r.tables = at[0]->tables;
		if (!r.most_target || ratio > r.most) {
			r.most = ratio;
			r.most_target = v->targets[i];
		}
	}
	return r;
}

static void print_glance(const struct view *v, FILE *out)
{
	struct range posted = restore_ratios(v, "posted");
	struct range api = restore_ratios(v, "floor-api");

	if (posted.most_target)
		fprintf(out, "restore is %.1f to %.1f times faster than posted (least: %s)\n",
			1 / posted.most, 1 / posted.least, posted.most_target);
	if (api.most_target)
		fprintf(out, "restore takes %.2f to %.2f times floor-api (most: %s)\n", api.least,
			api.most, api.most_target);
	if (posted.most_target || api.most_target)
		fprintf(out,
			"(each target's smallest leaves, shuffled, "
			"largest size: %llu tables or more)\n",
			(unsigned long long)(api.most_target ? api : posted).tables);
}

/* ---- cost: one domain of each size ---- */

static void print_cost_row(const struct view *v, const char *target, size_t domain,
			   const char *placement, FILE *out)
{
	const char *leaf = base_leaf(v, target);
	struct figure tables = tables_for(v, target, leaf, domains[domain].bytes);
	struct figure restore = { 0, FIGURE_NONE }, boot;

	fprintf(out, "%-18s %7s", domain ? "" : target, domains[domain].name);
	if (tables.kind == FIGURE_TOO_LARGE) {
		fprintf(out, "   larger than the target's address space\n");
		return;
	}
	if (tables.kind == FIGURE_NONE) {
		fprintf(out, "   not measured\n");
		return;
	}
	fprintf(out, " %8.0f", tables.value);
	for (size_t i = 0; i < report_nr_ops; i++) {
		struct figure f =
			time_at(series_find(v, target, report_ops[i], "ours", leaf, placement),
				tables.value);

		if (!strcmp(report_ops[i], "restore"))
			restore = f;
		print_figure(out, f);
	}
	boot = time_at(series_boot_reserve(v, table_order(v, target), placement), tables.value);
	print_figure(out, boot);
	print_figure(out, figure_sum(boot, restore));
	if (leaf && strcmp(leaf, "4k"))
		fprintf(out, "  %s leaves", leaf);
	fputc('\n', out);
}

static void print_cost(const struct view *v, const char *placement, FILE *out)
{
	if (!has_placement(v, placement) || !v->nr_targets)
		return;
	fprintf(out,
		"\nWhat does it cost? One domain mapped with 4k pages, variant ours, "
		"table pages %s\n",
		placement);
	fprintf(out, "%-18s %7s %8s", "target", "domain", "tables");
	for (size_t i = 0; i < report_nr_ops; i++)
		fprintf(out, "%12s ", report_ops[i]);
	fprintf(out, "%12s %12s\n", "boot-reserve", "blackout");
	for (size_t t = 0; t < v->nr_targets; t++)
		for (size_t d = 0; d < NR_DOMAINS; d++)
			print_cost_row(v, v->targets[t], d, placement, out);
}

static void print_cost_legend(const struct view *v, FILE *out)
{
	if (!v->nr_targets)
		return;
	fprintf(out,
		"\nEach figure is a median for one domain.  ~ interpolated between measured sizes"
		"  * extrapolated along the power\nlaw of the largest sizes  - not measured.  "
		"blackout = boot-reserve + restore: what preserved tables add to the time\n"
		"in which nothing runs, for this domain alone "
		"(boot-reserve grows with all preserved pages"
		" of the machine).\n");
}

/* ---- ratios at the largest common size ---- */

static void print_ratio_half(const struct view *v, const char *target, const char *op,
			     const char *placement, FILE *out)
{
	const char *leaf = base_leaf(v, target);
	const struct series *ours = series_find(v, target, op, "ours", leaf, placement);
	const struct bench_sample *at[2];

	if (!ours) {
		fprintf(out, "  %8s %8s %8s %9s %9s", "-", "-", "-", "-", "-");
		return;
	}
	fprintf(out, "  %8llu %8.1f", (unsigned long long)ours->points[ours->nr - 1]->tables,
		ours->points[ours->nr - 1]->ns_per_table);
	for (size_t i = 0; i < NR_BASELINES; i++) {
		const struct series *pair[] = { ours, series_find(v, target, op, baselines[i], leaf,
								  placement) };

		if (pair[1] && largest_common(pair, 2, at))
			fprintf(out, " %*.3f", i ? 9 : 8, at[0]->ns_median / at[1]->ns_median);
		else
			fprintf(out, " %*s", i ? 9 : 8, "-");
	}
}

static bool has_op(const struct view *v, const char *op)
{
	for (size_t i = 0; i < v->nr_series; i++)
		if (!strcmp(v->series[i].points[0]->op, op))
			return true;
	return false;
}

static void print_ratios(const struct view *v, FILE *out)
{
	for (size_t o = 0; o < report_nr_ops; o++) {
		if (!has_op(v, report_ops[o]))
			continue;
		fprintf(out,
			"\n%s: ours at its largest size, and its ratio to posted and to the "
			"floors at the largest size that both have\n%-18s",
			report_ops[o], "");
		for (size_t p = 0; p < report_nr_placements; p++)
			if (has_placement(v, report_placements[p]))
				fprintf(out, "  %-46s", report_placements[p]);
		fprintf(out, "\n%-18s", "target");
		for (size_t p = 0; p < report_nr_placements; p++)
			if (has_placement(v, report_placements[p]))
				fprintf(out, "  %8s %8s %8s %9s %9s", "tables", "ns/table",
					"/posted", "/api", "/mem");
		fputc('\n', out);
		for (size_t t = 0; t < v->nr_targets; t++) {
			fprintf(out, "%-18s", v->targets[t]);
			for (size_t p = 0; p < report_nr_placements; p++)
				if (has_placement(v, report_placements[p]))
					print_ratio_half(v, v->targets[t], report_ops[o],
							 report_placements[p], out);
			fputc('\n', out);
		}
	}
}

/* ---- fitted exponents ---- */

struct exponent_count {
	size_t fitted;
	size_t off;
};

static void print_exponents_of(const struct view *v, const char *target, const char *op,
			       const char *placement, struct exponent_count *count, FILE *out)
{
	static const char *const variants[] = { "ours", "posted", "floor-api", "floor-mem" };
	const char *leaf = base_leaf(v, target);

	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		const struct series *s = series_find(v, target, op, variants[i], leaf, placement);
		struct power_law law = fit_exponent(s, REPORT_FIT_TABLES);
		bool off = fabs(law.exponent - 1) > REPORT_LINEAR_SLACK;

		if (!law.points) {
			fprintf(out, "    - ");
			continue;
		}
		count->fitted++;
		count->off += off;
		fprintf(out, " %4.2f%c", law.exponent, off ? '!' : ' ');
	}
	fputc(' ', out);
}

static void print_exponents(const struct view *v, FILE *out)
{
	struct exponent_count count = { 0 };

	if (!v->nr_targets)
		return;
	fprintf(out, "\nFitted exponent of time over tables, from %d tables up (1 is linear):"
		" ours, posted, floor-api, floor-mem\n%-18s %-10s", REPORT_FIT_TABLES, "target",
		"placement");
	for (size_t o = 0; o < report_nr_ops; o++)
		fprintf(out, "  %-23s", report_ops[o]);
	fputc('\n', out);
	for (size_t t = 0; t < v->nr_targets; t++)
		for (size_t p = 0; p < report_nr_placements; p++) {
			if (!has_placement(v, report_placements[p]))
				continue;
			fprintf(out, "%-18s %-10s", v->targets[t], report_placements[p]);
			for (size_t o = 0; o < report_nr_ops; o++)
				print_exponents_of(v, v->targets[t], report_ops[o],
						   report_placements[p], &count, out);
			fputc('\n', out);
		}
	fprintf(out,
		"%zu of %zu exponents are farther from 1 than %.1f (marked !); "
		"- too few sizes for a fit\n",
		count.off, count.fitted, REPORT_LINEAR_SLACK);
}

static void print_boot_reserve(const struct view *v, FILE *out)
{
	bool head = false;

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		const struct bench_sample *last = s->points[s->nr - 1];
		struct power_law law = fit_exponent(s, REPORT_FIT_TABLES);
		char text[32];

		if (strcmp(last->op, "boot-reserve"))
			continue;
		if (!head)
			fprintf(out,
				"\nboot-reserve: what early boot does with each preserved table"
				" (1 is linear, 2 quadratic)\n"
				"%-6s %-10s %-9s %9s %13s %10s  exponent\n",
				"order", "placement", "variant", "tables", "time", "ns/table");
		head = true;
		time_text(text, sizeof(text), last->ns_median);
		fprintf(out, "%-6u %-10s %-9s %9llu %13s %10.1f  ", last->order, last->placement,
			last->variant, (unsigned long long)last->tables, text, last->ns_per_table);
		if (law.points)
			fprintf(out, "%.2f +- %.2f\n", law.exponent, law.error);
		else
			fprintf(out, "-\n");
	}
}

/* ---- leaves larger than the smallest, and what was refused ---- */

static void print_other_leaves(const struct view *v, FILE *out)
{
	bool head = false;

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		const struct bench_sample *last = s->points[s->nr - 1];
		const char *base = base_leaf(v, last->target);

		if (strcmp(last->op, report_ops[0]) || strcmp(last->variant, "ours") ||
		    !strcmp(last->leaf, base ? base : ""))
			continue;
		if (!head) {
			fprintf(out,
				"\nOther leaves, variant ours, the largest domain of each\n"
				"%-18s %-6s %-10s %10s %8s",
				"target", "leaf", "placement", "GiB", "tables");
			for (size_t o = 0; o < report_nr_ops; o++)
				fprintf(out, "%12s ", report_ops[o]);
			fputc('\n', out);
		}
		head = true;
		fprintf(out, "%-18s %-6s %-10s %10.0f %8llu", last->target, last->leaf,
			last->placement, (double)last->iova_bytes / GIB,
			(unsigned long long)last->tables);
		for (size_t o = 0; o < report_nr_ops; o++)
			print_figure(out, time_at(series_find(v, last->target, report_ops[o],
							      "ours", last->leaf, last->placement),
						  (double)last->tables));
		fputc('\n', out);
	}
}

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

static void print_view(const struct view *v, FILE *out)
{
	fputc('\n', out);
	print_view_head(v, out);
	print_glance(v, out);
	for (size_t p = 0; p < report_nr_placements; p++)
		print_cost(v, report_placements[p], out);
	print_cost_legend(v, out);
	print_boot_reserve(v, out);
	print_ratios(v, out);
	print_exponents(v, out);
	print_other_leaves(v, out);
	print_refused(v, out);
}

void summary_write(const struct report *r, FILE *out)
{
	fprintf(out, "ptlu run %s\n", r->set.samples[0].run);
	print_machine(r->dir, out);
	for (size_t i = 0; i < r->nr_views; i++)
		print_view(&r->views[i], out);
}
