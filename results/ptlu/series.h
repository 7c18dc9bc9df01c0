/* SPDX-License-Identifier: GPL-2.0-only */
/* From a run's samples to series over table size, and which series may be compared. */
#ifndef RESULTS_SERIES_H
#define RESULTS_SERIES_H

#include "results/format/sample.h"

#include <stdbool.h>
#include <stddef.h>

/* Leaf sizes that a target may be measured with. */
#define MAX_LEAVES	8
/* More than this in one file was not measured by ptlu. */
#define MAX_VIEWS	16
#define MAX_TARGETS	256
#define MAX_SERIES	16384

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

/**
 * views_make() - sort a run's samples into views and series
 * @set: the samples; must outlive the views
 * @nr: receives the number of views
 *
 * Return: the views, to be freed with views_free(); NULL after one line on stderr if there are more
 * views, targets or series than a run has, or no memory.
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
 * @leaf: leaf size, or NULL
 * @placement: placement
 *
 * Return: the series, NULL if there is none with a usable sample.
 */
const struct series *series_find(const struct view *v, const char *target, const char *op,
				 const char *variant, const char *leaf, const char *placement);

/**
 * series_boot_reserve() - the boot-reserve series of a table order
 * @v: view
 * @order: page order of the tables
 * @placement: placement
 * @variant: "tree", or whose reservation it is
 *
 * Return: the series, NULL if there is none with a usable sample.
 */
const struct series *series_boot_reserve(const struct view *v, unsigned int order,
					 const char *placement, const char *variant);

/**
 * base_leaf() - the smallest leaf size that a target was measured with, "4k" where it has it
 * @v: view
 * @target: target
 *
 * Return: the name of the leaf size; NULL if all leaves are mixed.
 */
const char *base_leaf(const struct view *v, const char *target);

/**
 * leaves_of() - the leaf sizes that a target was measured with, growing, mixed ones at the end
 * @v: view
 * @target: target
 * @leaves: room for MAX_LEAVES, receives their names
 *
 * Return: their number.
 */
size_t leaves_of(const struct view *v, const char *target, const char **leaves);

/**
 * leaf_bytes() - the size of a leaf
 * @leaf: its name in a sample
 *
 * Return: bytes of "4k", "2m", "1g"; 0 for "mixed" and the like.
 */
unsigned long long leaf_bytes(const char *leaf);

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
 * Return: true if there is a usable sample.
 */
bool measured_at(const struct view *v, const char *placement);

/**
 * has_op() - whether an operation was measured
 * @v: view
 * @op: operation
 *
 * Return: true if there is a usable sample.
 */
bool has_op(const struct view *v, const char *op);

/**
 * counts_instructions() - whether a nanosecond of a view's samples is an instruction executed
 * @v: view
 *
 * Return: true if its clock is QEMU's icount.
 */
bool counts_instructions(const struct view *v);

/**
 * largest_common() - the largest size that all of some series were measured at
 * @s: series; none NULL
 * @nr: their number
 * @out: receives the point of each
 *
 * Return: true if there is one.
 */
bool largest_common(const struct series *const *s, size_t nr, const struct bench_sample **out);

#endif /* RESULTS_SERIES_H */
