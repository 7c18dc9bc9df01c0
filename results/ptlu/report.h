/* SPDX-License-Identifier: GPL-2.0-only */
/* ptlu-report: what its parts share, from the samples of a run to series, fits and output. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "results/format/sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Smallest table count that a fitted exponent looks at: below it, fixed costs and caches rule. */
#define REPORT_FIT_TABLES	512
/* The exponent that linear operations are expected to have, and how far off is worth a mark. */
#define REPORT_LINEAR_SLACK	0.1
/* Leaf sizes that a target may be measured with. */
#define REPORT_MAX_LEAVES	8
/* Extrapolation fits the sizes within this factor of the largest: the regime that it continues. */
#define REPORT_EXTRAPOLATE_WINDOW 16

/* ---- series: the samples of one measurement over table size (series.c) ---- */

/**
 * struct series - samples that differ in table size alone
 * @points: usable samples (none refused) by growing number of tables, one for each number
 * @nr: number of @points; at least 1
 *
 * What they have in common is read from points[0].
 */
struct series {
	const struct bench_sample **points;
	size_t nr;
};

/**
 * struct view - samples that may be compared with each other: same code, tier and cache state
 * @tier: "host" or "kernel"
 * @arch: architecture
 * @kernel: version of the tree
 * @cache: "cold" or "warm"
 * @targets: targets in the order of their first sample, without "any"
 * @nr_targets: number of @targets
 * @representatives: of each kind of target (first word of its name) the one measured most, in the
 *	order of @targets
 * @nr_representatives: number of @representatives
 * @series: all series
 * @nr_series: number of @series
 * @refused: samples whose figures mean nothing
 * @nr_refused: number of @refused
 * @nr_samples: all samples of the view
 */
struct view {
	const char *tier;
	const char *arch;
	const char *kernel;
	const char *cache;
	const char **targets;
	size_t nr_targets;
	const char **representatives;
	size_t nr_representatives;
	struct series *series;
	size_t nr_series;
	const struct bench_sample **refused;
	size_t nr_refused;
	size_t nr_samples;
};

/* The operations on a domain, in the order of a handover; boot-reserve is apart. */
#define REPORT_NR_OPS	4
extern const char *const report_ops[REPORT_NR_OPS];
/* The placements, the one that costs more first. */
extern const char *const report_placements[];
extern const size_t report_nr_placements;

/**
 * views_make() - sort a run's samples into views and series
 * @set: the samples; must outlive the views
 * @nr: receives the number of views
 *
 * Return: the views, to be freed with views_free(); NULL without memory.
 */
struct view *views_make(const struct sample_set *set, size_t *nr);

/**
 * views_free() - release views
 * @views: what views_make() returned
 * @nr: their number
 */
void views_free(struct view *views, size_t nr);

/**
 * series_find() - the series of an operation on a target
 * @v: view
 * @target: target
 * @op: operation
 * @variant: variant
 * @leaf: leaf size
 * @placement: placement
 *
 * Return: the series, NULL when there is none with a usable sample.
 */
const struct series *series_find(const struct view *v, const char *target, const char *op,
				 const char *variant, const char *leaf, const char *placement);

/**
 * series_boot_reserve() - the boot-reserve series of a table order
 * @v: view
 * @order: page order of the tables
 * @placement: placement
 * @variant: "tree", or who else reserves
 *
 * Return: the series, NULL when there is none with a usable sample.
 */
const struct series *series_boot_reserve(const struct view *v, unsigned int order,
					 const char *placement, const char *variant);

/**
 * base_leaf() - the smallest leaf size that a target was measured with, "4k" where it has it
 * @v: view
 * @target: target
 *
 * Return: the name of the leaf size; NULL when all is mixed.
 */
const char *base_leaf(const struct view *v, const char *target);

/**
 * leaves_of() - the leaf sizes that a target was measured with, growing, mixed ones at the end
 * @v: view
 * @target: target
 * @leaves: room for REPORT_MAX_LEAVES, receives their names
 *
 * Return: their number.
 */
size_t leaves_of(const struct view *v, const char *target, const char **leaves);

/**
 * table_order() - the page order of a target's tables
 * @v: view
 * @target: target
 *
 * Return: the order.
 */
unsigned int table_order(const struct view *v, const char *target);

/**
 * table_kib() - the size of a target's tables
 * @v: view
 * @target: target
 *
 * A top table may be larger than the others: it is the size of nearly all.
 *
 * Return: KiB; 0 without any usable sample.
 */
unsigned int table_kib(const struct view *v, const char *target);

/**
 * measured_at() - whether anything was measured with a placement
 * @v: view
 * @placement: placement
 *
 * Return: true when there is a usable sample.
 */
bool measured_at(const struct view *v, const char *placement);

/**
 * largest_common() - the largest size that all of some series were measured at
 * @s: series; none NULL
 * @nr: their number
 * @out: receives the point of each
 *
 * Return: true when there is one.
 */
bool largest_common(const struct series *const *s, size_t nr, const struct bench_sample **out);

/* ---- fits: what lies between and beyond the measured sizes (fit.c) ---- */

/* How a figure was come by, from the surest to none at all. */
enum figure_kind {
	FIGURE_MEASURED,
	FIGURE_INTERPOLATED,	/* between two measured sizes, straight on log axes */
	FIGURE_EXTRAPOLATED,	/* beyond the largest, along a law fitted to the largest sizes */
	FIGURE_TOO_LARGE,	/* the target cannot map so much */
	FIGURE_NONE,		/* not measured, or too little of it */
};

struct figure {
	double value;
	enum figure_kind kind;
};

/* A power law y = a * x^exponent fitted to the logarithms. */
struct power_law {
	double log_a;
	double exponent;
	double error;		/* standard error of the exponent */
	size_t points;		/* 0: too few points, no fit */
};

/**
 * fit_exponent() - fit time over tables
 * @s: series or NULL
 * @from: smallest number of tables to look at
 *
 * Return: the fit; its @points is 0 for fewer than three points.
 */
struct power_law fit_exponent(const struct series *s, double from);

/**
 * time_at() - what an operation costs at a number of tables
 * @s: series or NULL
 * @tables: number of tables, not necessarily whole
 *
 * Return: nanoseconds.
 */
struct figure time_at(const struct series *s, double tables);

/**
 * tables_for() - how many tables a domain of a target has
 * @v: view
 * @target: target
 * @leaf: leaf size that it is mapped with
 * @iova_bytes: bytes mapped
 *
 * Knows nothing of formats: it reads the samples' pairs of bytes and tables, and goes on linearly.
 *
 * Return: number of tables; FIGURE_TOO_LARGE beyond the target's address space.
 */
struct figure tables_for(const struct view *v, const char *target, const char *leaf,
			 double iova_bytes);

/**
 * figure_sum() - add two figures; the sum is as sure as the less sure one
 * @a: figure
 * @b: figure
 *
 * Return: the sum.
 */
struct figure figure_sum(struct figure a, struct figure b);

/* ---- output ---- */

/* Files of samples that may stand beside a run. */
#define REPORT_MAX_BESIDE	4

/**
 * struct report - a run being reported
 * @dir: the run's folder
 * @set: its samples
 * @beside: other samples, for the plot of both tiers alone
 * @nr_beside: number of @beside
 * @views: its views
 * @nr_views: number of @views
 */
struct report {
	const char *dir;
	struct sample_set set;
	struct sample_set beside[REPORT_MAX_BESIDE];
	size_t nr_beside;
	struct view *views;
	size_t nr_views;
};

/**
 * summary_write() - all of the run's summary as text (summary.c)
 * @r: report
 * @out: where to
 */
void summary_write(const struct report *r, FILE *out);

/**
 * summary_brief() - what a terminal shows of the summary: representatives only (summary.c)
 * @r: report
 * @out: where to
 */
void summary_brief(const struct report *r, FILE *out);

/**
 * plots_write() - all plots of the run into plots/ (plots.c)
 * @r: report
 *
 * Return: 0 or a negative errno value, after one line on stderr: -ENOENT without gnuplot.
 */
int plots_write(const struct report *r);

/**
 * cases_merge() - merge cases/<case>.json into bench.json, one at a time (cases.c)
 * @dir: the run's folder
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int cases_merge(const char *dir);

#endif /* BENCH_REPORT_H */
