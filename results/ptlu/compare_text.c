// SPDX-License-Identifier: GPL-2.0-only
/* The report of a comparison of two builds, as text and as Markdown. */
#define _GNU_SOURCE
#include "compare.h"
#include "names.h"
#include "table.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TIB	0x1p40
#define FLOOR	"floor-mem"

const char *verdict_text(enum verdict verdict)
{
	static const char *const texts[] = { "same", "faster", "slower", "cannot tell",
					     "noise" };

	return texts[verdict];
}

static const struct point *largest(const struct family *f)
{
	return &f->first[f->nr - 1];
}

static double median_ns(const struct point *p, enum arm arm, size_t rounds)
{
	double ns[PAIRED_MAX];

	memcpy(ns, p->ns[arm], rounds * sizeof(*ns));
	return gsl_stats_median(ns, 1, rounds);
}

static double percent(double ratio)
{
	return 100 * (ratio - 1);
}

/* As benchstat: a change that was not called is no figure. */
static void put_change(struct table *t, const struct change *c)
{
	if (c->verdict == VERDICT_CANNOT_TELL)
		table_cell(t, "~");
	else
		table_cell(t, "%+.1f %%", percent(c->ratio.estimate));
	/* too few rounds for an interval */
	if (isinf(c->ratio.high))
		table_cell(t, "-");
	else
		table_cell(t, "%+.1f..%+.1f", percent(c->ratio.low), percent(c->ratio.high));
	if (isnan(c->p))
		table_cell(t, "-");
	else
		table_cell(t, c->p < 0.0001 ? "%.0e" : "%.4f", c->p);
}

static void put_slope(struct table *t, const struct interval *slope)
{
	if (isnan(slope->estimate))
		table_cell(t, "-");
	else if (slope->low <= 1 && slope->high >= 1)
		table_cell(t, "~");
	else
		table_cell(t, "%+.2f %%", percent(slope->estimate));
}

static int by_effect(const void *a, const void *b)
{
	const struct family *left = *(const struct family *const *)a;
	const struct family *right = *(const struct family *const *)b;
	double x = fabs(log(left->head.ratio.estimate));
	double y = fabs(log(right->head.ratio.estimate));

	return x < y ? 1 : x > y ? -1 : left < right ? -1 : left > right;
}

/* The caller frees the array; NULL without memory. */
static const struct family **sort_families(const struct verdicts *v)
{
	const struct family **sorted = calloc(v->nr ? v->nr : 1, sizeof(*sorted));

	for (size_t i = 0; sorted && i < v->nr; i++)
		sorted[i] = &v->families[i];
	if (sorted)
		qsort(sorted, v->nr, sizeof(*sorted), by_effect);
	return sorted;
}

/* The lower bound in the same case, which knows the machine. */
static const struct point *floor_of(const struct rounds *r, const struct point *p)
{
	for (size_t i = 0; i < r->nr_points; i++) {
		const struct bench_sample *s = r->points[i].sample;

		if (same(s->variant, FLOOR) && same(s->case_id, p->sample->case_id) &&
		    same(s->op, p->sample->op))
			return &r->points[i];
	}
	return NULL;
}

static void put_floor(struct table *t, const struct rounds *r, const struct point *p)
{
	const struct point *floor = floor_of(r, p);

	if (floor)
		table_cell(t, "%.2f", median_ns(p, ARM_HEAD, r->nr) /
					      median_ns(floor, ARM_HEAD, r->nr));
	else
		table_cell(t, "-");
}

static const char *const code_texts[] = { "-", "same", "differs" };

static void print_families(const struct rounds *r, const struct verdicts *v, FILE *out)
{
	static const char *const columns[] = {
		"target", "operation", "variant", ">tables", ">base", ">head", ">change",
		">95 % interval", ">p", ">head/floor", "code", "verdict", "null arm", NULL
	};
	const struct family **sorted = sort_families(v);
	struct table *t = table_begin(columns);

	for (size_t i = 0; sorted && i < v->nr; i++) {
		const struct family *f = sorted[i];
		const struct point *p = largest(f);
		double tables = (double)p->sample->tables;

		table_row(t);
		table_cell(t, "%s", p->sample->target);
		table_cell(t, "%s", p->sample->op);
		table_cell(t, "%s", p->sample->variant);
		table_cell(t, "%.0f", tables);
		table_cell(t, "%.2f", median_ns(p, ARM_BASE, r->nr) / tables);
		table_cell(t, "%.2f", median_ns(p, ARM_HEAD, r->nr) / tables);
		put_change(t, &f->head);
		put_floor(t, r, p);
		table_cell(t, "%s", code_texts[f->code]);
		table_cell(t, "%s", verdict_text(f->head.verdict));
		table_cell(t, "%s", verdict_text(f->null.verdict));
	}
	table_end(t, out, "Families: an operation on a target, the weighted geometric mean over its cases");
	free(sorted);
	fputs("base, head: ns per table at the largest size.  ~ not told apart.  p: signed rank over\n"
	      "the rounds, corrected for the number of families (Holm).  head/floor: head's time\n"
	      "divided by that of " FLOOR " in this session.  code: whether the machine code of the\n"
	      "functions that are executed differs; if not, a change is noise.  null arm: a second\n"
	      "build of base, judged likewise.\n", out);
}

static void put_interval(struct table *t, const struct interval *i, double scale, double zero)
{
	if (isinf(i->high) || isnan(i->high))
		table_cell(t, "-");
	else
		table_cell(t, "%+.1f..%+.1f", scale * (i->low - zero), scale * (i->high - zero));
}

static bool excludes(const struct interval *i, double value)
{
	return i->low > value || i->high < value;
}

/* Only those that changed: a curve that did not is known by its family's line. */
static void print_curves(const struct verdicts *v, FILE *out)
{
	static const char *const columns[] = { "target", "operation", "variant", ">constant ns",
					       ">95 % interval of its change", ">slope ns/table",
					       ">95 % interval of its change, %",
					       ">exponent, % per doubling", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < v->nr; i++) {
		const struct family *f = &v->families[i];
		const struct curve *c = &f->curve;

		if (f->code == CODE_SAME || (!excludes(&c->constant_change, 0) &&
					     !excludes(&c->slope_change, 1) &&
					     !excludes(&c->per_doubling, 1)))
			continue;
		table_row(t);
		table_cell(t, "%s", f->first->sample->target);
		table_cell(t, "%s", f->first->sample->op);
		table_cell(t, "%s", f->first->sample->variant);
		table_cell(t, "%.0f", c->constant);
		put_interval(t, &c->constant_change, 1, 0);
		table_cell(t, "%.2f", c->slope);
		put_interval(t, &c->slope_change, 100, 1);
		put_slope(t, &c->per_doubling);
	}
	if (table_end(t, out, "\nCurves that changed: time = constant + slope * tables"))
		fputs("constant, slope: of base, over the cases that are like the largest one.  Intervals\n"
		      "are of one family each, not corrected for the number of families.\n", out);
}

static int by_change(const void *a, const void *b, void *changes)
{
	const struct change *c = changes;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;
	double x = fabs(log(c[left].ratio.estimate)), y = fabs(log(c[right].ratio.estimate));

	return x < y ? 1 : x > y ? -1 : left < right ? -1 : left > right;
}

static int by_number(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return left < right ? -1 : left > right;
}

/*
 * The numbers of the points that were judged, at most so many: those that changed most. The caller
 * frees the array; NULL without memory.
 */
static size_t *judged_points(const struct rounds *r, const struct verdicts *v, size_t most,
			     size_t *nr, size_t *left_out)
{
	size_t *numbers = calloc(r->nr_points, sizeof(*numbers));

	*nr = 0;
	*left_out = 0;
	if (!numbers)
		return NULL;
	for (size_t i = 0; i < r->nr_points; i++)
		if (!isnan(v->points[i].p))
			numbers[(*nr)++] = i;
	if (*nr > most) {
		qsort_r(numbers, *nr, sizeof(*numbers), by_change, v->points);
		*left_out = *nr - most;
		*nr = most;
		qsort(numbers, *nr, sizeof(*numbers), by_number);
	}
	return numbers;
}

static void print_points(const struct rounds *r, const struct verdicts *v, size_t most, FILE *out)
{
	static const char *const columns[] = { "case", "operation", "variant", ">base ns",
					       ">head ns", ">change", ">95 % interval", ">p",
					       "verdict", NULL };
	struct table *t = table_begin(columns);
	size_t nr, left_out, *numbers = judged_points(r, v, most, &nr, &left_out);

	for (size_t i = 0; numbers && i < nr; i++) {
		const struct point *p = &r->points[numbers[i]];
		const struct change *c = &v->points[numbers[i]];

		table_row(t);
		table_cell(t, "%s", p->sample->case_id);
		table_cell(t, "%s", p->sample->op);
		table_cell(t, "%s", p->sample->variant);
		table_cell(t, "%.0f", median_ns(p, ARM_BASE, r->nr));
		table_cell(t, "%.0f", median_ns(p, ARM_HEAD, r->nr));
		put_change(t, c);
		table_cell(t, "%s", verdict_text(c->verdict));
	}
	free(numbers);
	table_end(t, out, "\nPoints of the families that changed (Benjamini and Hochberg within each)");
	if (left_out)
		fprintf(out, "and %zu points that changed less: compare.txt\n", left_out);
}

/*
 * What the change is worth to a machine that updates: restore of one domain of 1 TiB, continued
 * linearly from the largest size, with the change at that size: the family's mean has that of small
 * domains in it.
 */
static void print_blackout(const struct rounds *r, const struct verdicts *v, FILE *out)
{
	static const char *const columns[] = { "target", "variant", ">base ms", ">change ms",
					       ">95 % interval ms", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < v->nr; i++) {
		const struct family *f = &v->families[i];
		const struct point *p = largest(f);
		struct interval ratio;
		double base;

		if (!same(p->sample->op, "restore") || !p->sample->iova_bytes)
			continue;
		ratio = change_of_points(p, 1, r->nr).ratio;
		base = median_ns(p, ARM_BASE, r->nr) * TIB / (double)p->sample->iova_bytes / 1e6;
		table_row(t);
		table_cell(t, "%s", p->sample->target);
		table_cell(t, "%s", p->sample->variant);
		table_cell(t, "%.2f", base);
		if (!excludes(&ratio, 1))
			table_cell(t, "~");
		else
			table_cell(t, "%+.2f", base * (ratio.estimate - 1));
		if (isinf(ratio.high))
			table_cell(t, "-");
		else
			table_cell(t, "%+.2f..%+.2f", base * (ratio.low - 1),
				   base * (ratio.high - 1));
	}
	table_end(t, out,
		  "\nBlackout: restore of a domain of 1 TiB, linear from the largest size measured");
}

static void print_side(const char *name, const struct conditions *c, FILE *out)
{
	fprintf(out, "%s:  %s, files compiled: %.16s\n", name, c->tree[0] ? c->tree : "not known",
		c->tree_hash[0] ? c->tree_hash : "not known");
}

static void print_only(const struct rounds *r, FILE *out)
{
	fprintf(out, "note:  too short for the clock, or not in every round on both sides:\n");
	for (size_t i = 0; i < r->only && i < ROUNDS_MAX_ONLY; i++)
		fprintf(out, "       %s %s %s\n", r->only_of[i]->case_id, r->only_of[i]->op,
			r->only_of[i]->variant);
	if (r->only > ROUNDS_MAX_ONLY)
		fprintf(out, "       and %zu more\n", r->only - ROUNDS_MAX_ONLY);
}

static void print_session(const struct rounds *r, const struct verdicts *v, FILE *out)
{
	const struct conditions *base = &r->conditions[ARM_BASE];
	const struct conditions *head = &r->conditions[ARM_HEAD];

	print_side("base", base, out);
	print_side("head", head, out);
	if (base->tree_hash[0] && same(base->tree_hash, head->tree_hash))
		fputs("note:  both sides compile the same files: a difference is noise\n", out);
	fprintf(out, "machine: %s, %lld processors%s, %s %s\n", base->cpu, base->cpus,
		base->virtualized ? ", virtualized" : "", base->compiler, base->cflags);
	fprintf(out, "rounds: %zu, and %zu more that others disturbed; %zu of the %zu are disturbed\n",
		r->nr, r->nr_dirty, r->nr_dirty_kept, r->nr);
	if (r->only)
		print_only(r, out);
	if (r->nr < v->fewest)
		fprintf(out, "note:  with %zu families nothing can be called before %zu rounds\n",
			v->nr, v->fewest);
	fputc('\n', out);
}

void compare_print_verdict(const struct verdicts *v, const struct limits *limits,
			   const struct checks *checks, FILE *out)
{
	fprintf(out,
		"\nThe null arm was called in %zu of %zu families: with 95 %% confidence at most\n"
		"%.1f %% of unchanged families are called in this session.\n",
		v->false_calls, v->nr, 100 * v->false_rate);
	fprintf(out, "Geometric mean of all changes: %+.2f %%.  Changes within %.1f %% are none",
		percent(v->geometric_mean), 100 * limits->threshold);
	if (limits->floor_ns > 0)
		fprintf(out, ", nor those of less than %g ns", limits->floor_ns);
	fprintf(out, ".\n%s%s\n", verdict_text(v->overall),
		v->false_calls ? ": the null arm was called, so no verdict holds" : "");
	if (checks->newly_failing)
		fprintf(out, "%zu tests that did not fail on base fail on head\n",
			checks->newly_failing);
}

void compare_print(const struct rounds *r, const struct verdicts *v, size_t most_points, FILE *out)
{
	print_session(r, v, out);
	print_families(r, v, out);
	print_curves(v, out);
	print_points(r, v, most_points, out);
	print_blackout(r, v, out);
}

void compare_markdown(const struct rounds *r, const struct verdicts *v,
		      const struct checks *checks, FILE *out)
{
	const struct family **sorted = sort_families(v);

	fputs("| target | operation | variant | base, ns/table | head, ns/table | change |"
	      " 95 % interval | verdict |\n"
	      "|---|---|---|--:|--:|--:|--:|---|\n", out);
	for (size_t i = 0; sorted && i < v->nr; i++) {
		const struct family *f = sorted[i];
		const struct point *p = largest(f);
		double tables = (double)p->sample->tables;

		fprintf(out, "| %s | %s | %s | %.2f | %.2f | %+.1f %% | ", p->sample->target,
			p->sample->op, p->sample->variant, median_ns(p, ARM_BASE, r->nr) / tables,
			median_ns(p, ARM_HEAD, r->nr) / tables, percent(f->head.ratio.estimate));
		if (!isinf(f->head.ratio.high))
			fprintf(out, "%+.1f..%+.1f %%", percent(f->head.ratio.low),
				percent(f->head.ratio.high));
		fprintf(out, " | %s |\n", verdict_text(f->head.verdict));
	}
	free(sorted);
	checks_markdown(checks, out);
}
