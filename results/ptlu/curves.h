/* SPDX-License-Identifier: GPL-2.0-only */
/* How series become the curves of a plot's panels. */
#ifndef BENCH_REPORT_CURVES_H
#define BENCH_REPORT_CURVES_H

#include "report.h"
#include "plot.h"

/* Colours of what is not a target's curve. */
#define COLOR_BLACK	0x000000
#define COLOR_GREY	0x8a8a8a
#define COLOR_BLUE	0x0072b2
#define COLOR_RED	0xd55e00
#define COLOR_GREEN	0x009e73
#define COLOR_SKY	0x56b4e9
#define COLOR_PURPLE	0xcc79a7

/* What a curve reads from a sample. */
enum reading {
	READ_TIME,		/* nanoseconds of one operation */
	READ_PER_TABLE,		/* the same, divided by the number of tables */
};

/**
 * target_look() - how a target's curve looks in all plots
 * @v: view
 * @target: index of the target
 *
 * Targets of one family share a colour, and those with tables of one size the mark and the title
 * too, which says how many they are.
 *
 * Return: a curve without points.
 */
struct curve target_look(const struct view *v, size_t target);

/**
 * add_series() - add a series as a curve
 * @panel: panel
 * @look: title and look
 * @s: series; nothing is added for NULL
 * @reading: what to read from its samples
 */
void add_series(struct panel *panel, const struct curve *look, const struct series *s,
		enum reading reading);

/**
 * add_ratio() - add the ratio of two series at the sizes that both have
 * @panel: panel
 * @look: title and look
 * @ours: dividend; nothing is added for NULL
 * @base: divisor; nothing is added for NULL
 */
void add_ratio(struct panel *panel, const struct curve *look, const struct series *ours,
	       const struct series *base);

/**
 * add_slope() - add a guide: a power law through a sample, straight on log axes
 * @panel: panel
 * @title: title
 * @color: 0xrrggbb
 * @slope: the law's exponent
 * @at: the sample
 */
void add_slope(struct panel *panel, const char *title, unsigned int color, double slope,
	       const struct bench_sample *at);

/**
 * add_sum() - add the sum of two series at the sizes of both
 * @panel: panel
 * @look: title and look
 * @a: series; nothing is added for NULL
 * @b: series; nothing is added for NULL
 *
 * Where only one has a size, the other is interpolated; beyond the end of either there is no sum.
 */
void add_sum(struct panel *panel, const struct curve *look, const struct series *a,
	     const struct series *b);

#endif /* BENCH_REPORT_CURVES_H */
