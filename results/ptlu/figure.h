/* SPDX-License-Identifier: GPL-2.0-only */
/* A figure with its origin and interval, and how it is printed. */
#ifndef RESULTS_FIGURE_H
#define RESULTS_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* Where a figure comes from; the later ones know less. */
enum figure_kind {
	FIGURE_MEASURED,
	FIGURE_INTERPOLATED,	/* between two measured sizes, a straight line on log axes */
	FIGURE_EXTRAPOLATED,	/* beyond the largest size, with a 95 % prediction interval */
	FIGURE_WITHHELD,	/* not measured, and the measured sizes do not bound it */
	FIGURE_TOO_LARGE,	/* the target cannot map so much */
	FIGURE_NONE,		/* no sample of it */
};

/**
 * struct figure - a number and how sure it is
 * @value: the number
 * @low: lower end of its interval; @value unless extrapolated
 * @high: upper end of its interval
 * @kind: where it comes from; the numbers mean nothing from FIGURE_WITHHELD on
 */
struct figure {
	double value;
	double low;
	double high;
	enum figure_kind kind;
};

/* Bytes that figure_text() and time_text() fill at most. */
#define FIGURE_TEXT	32

/**
 * figure_exact() - a figure without an interval
 * @value: the number
 * @kind: where it comes from
 *
 * Return: the figure.
 */
struct figure figure_exact(double value, enum figure_kind kind);

/**
 * figure_is_known() - whether a figure's numbers mean something
 * @f: figure
 *
 * Return: true if they do.
 */
bool figure_is_known(struct figure f);

/**
 * figure_sum() - add two figures; the sum is as sure as the less sure one
 * @a: figure
 * @b: figure
 *
 * The ends of the intervals are added: both may be off in one direction, by one cause.
 *
 * Return: the sum.
 */
struct figure figure_sum(struct figure a, struct figure b);

/**
 * time_text() - a time with three significant digits and a unit: "12.3 us"
 * @text: receives it, FIGURE_TEXT bytes
 * @ns: nanoseconds
 */
void time_text(char *text, double ns);

/**
 * figure_text() - a time as a table shows it
 * @text: receives it, FIGURE_TEXT bytes
 * @f: figure in nanoseconds
 *
 * "890 us" is measured, "890 us ~" interpolated, "890 us +-13%" extrapolated, "?" withheld and "-"
 * not measured at all.
 */
void figure_text(char *text, struct figure f);

#endif /* RESULTS_FIGURE_H */
