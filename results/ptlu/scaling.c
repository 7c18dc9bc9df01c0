// SPDX-License-Identifier: GPL-2.0-only
/* How ours compares and grows: ratios to posted and the floors, and exponents over table size. */
#include "summary.h"

#include <math.h>
#include <string.h>

/* Beside what "ours" is put. */
static const char *const baselines[] = { "posted", "floor-api", "floor-mem" };

#define NR_BASELINES	(sizeof(baselines) / sizeof(baselines[0]))

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

void print_ratios(const struct view *v, FILE *out)
{
	for (size_t o = 0; o < REPORT_NR_OPS; o++) {
		if (!has_op(v, report_ops[o]))
			continue;
		fprintf(out,
			"\n%s: ours at its largest size, and its ratio to posted and to the "
			"floors at the largest size that both have\n%-18s",
			report_ops[o], "");
		for (size_t p = 0; p < report_nr_placements; p++)
			if (measured_at(v, report_placements[p]))
				fprintf(out, "  %-46s", report_placements[p]);
		fprintf(out, "\n%-18s", "target");
		for (size_t p = 0; p < report_nr_placements; p++)
			if (measured_at(v, report_placements[p]))
				fprintf(out, "  %8s %8s %8s %9s %9s", "tables", "ns/table",
					"/posted", "/api", "/mem");
		fputc('\n', out);
		for (size_t t = 0; t < v->nr_targets; t++) {
			fprintf(out, "%-18s", v->targets[t]);
			for (size_t p = 0; p < report_nr_placements; p++)
				if (measured_at(v, report_placements[p]))
					print_ratio_half(v, v->targets[t], report_ops[o],
							 report_placements[p], out);
			fputc('\n', out);
		}
	}
}

/* ---- other cores ---- */

/* Cores that are not measured everywhere, and what is said of them. */
static const struct {
	const char *variant, *what;
} other_cores[] = {
	{ "kho-batch", "many pages under one lock, proposals/kho_batch/" },
	{ "parallel-batch-2", "two workers on one domain, on kho-batch" },
	{ "tree", "the live update of the tree's own" },
};

/* A series of a core beside the same of others; false when some of them are missing. */
static bool print_beside(const struct view *v, const struct bench_sample *first, bool head,
			 const char *what, FILE *out)
{
	const char *const beside[] = { first->variant, "ours", "posted", "floor-api" };
	const struct bench_sample *at[4];
	const struct series *all[4];

	for (size_t b = 0; b < 4; b++) {
		all[b] = series_find(v, first->target, first->op, beside[b], first->leaf,
				     first->placement);
		if (!all[b])
			return false;
	}
	if (strcmp(first->leaf, base_leaf(v, first->target)) || !largest_common(all, 4, at))
		return false;
	if (head)
		fprintf(out, "\n%s: %s; ns per table, and its ratio\n"
			"%-18s %-12s %-10s %8s %10s %8s %8s %8s\n", first->variant, what, "target",
			"op", "placement", "tables", first->variant, "/ours", "/posted", "/api");
	fprintf(out, "%-18s %-12s %-10s %8llu %10.1f", first->target, first->op, first->placement,
		(unsigned long long)at[0]->tables, at[0]->ns_per_table);
	for (size_t b = 1; b < 4; b++)
		fprintf(out, " %8.3f", at[0]->ns_median / at[b]->ns_median);
	fputc('\n', out);
	return true;
}

void print_other_cores(const struct view *v, FILE *out)
{
	for (size_t c = 0; c < sizeof(other_cores) / sizeof(other_cores[0]); c++) {
		bool head = true;

		for (size_t i = 0; i < v->nr_series; i++) {
			const struct bench_sample *first = v->series[i].points[0];

			if (!strcmp(first->variant, other_cores[c].variant) &&
			    print_beside(v, first, head, other_cores[c].what, out))
				head = false;
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

void print_exponents(const struct view *v, FILE *out)
{
	struct exponent_count count = { 0 };

	if (!v->nr_targets)
		return;
	fprintf(out, "\nFitted exponent of time over tables, from %d tables up (1 is linear):"
		" ours, posted, floor-api, floor-mem\n%-18s %-10s", REPORT_FIT_TABLES, "target",
		"placement");
	for (size_t o = 0; o < REPORT_NR_OPS; o++)
		fprintf(out, "  %-23s", report_ops[o]);
	fputc('\n', out);
	for (size_t t = 0; t < v->nr_targets; t++)
		for (size_t p = 0; p < report_nr_placements; p++) {
			if (!measured_at(v, report_placements[p]))
				continue;
			fprintf(out, "%-18s %-10s", v->targets[t], report_placements[p]);
			for (size_t o = 0; o < REPORT_NR_OPS; o++)
				print_exponents_of(v, v->targets[t], report_ops[o],
						   report_placements[p], &count, out);
			fputc('\n', out);
		}
	fprintf(out,
		"%zu of %zu exponents are farther from 1 than %.1f (marked !); "
		"- too few sizes for a fit\n",
		count.off, count.fitted, REPORT_LINEAR_SLACK);
}

void print_boot_reserve(const struct view *v, FILE *out)
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
