/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a summary, each a table or two for a person. */
#ifndef BENCH_REPORT_SUMMARY_H
#define BENCH_REPORT_SUMMARY_H

#include "report.h"

/* Which targets a table has. */
enum summary_extent {
	SUMMARY_REPRESENTATIVES,
	SUMMARY_ALL,
};

/**
 * print_cost() - what domains of 1 GiB, 64 GiB and 1 TiB cost (cost.c)
 * @v: view
 * @extent: which targets; those without any figure are left out
 * @placement: placement
 * @out: where to
 *
 * Return: false when there was nothing to print.
 */
bool print_cost(const struct view *v, enum summary_extent extent, const char *placement,
		FILE *out);

/**
 * print_cost_legend() - how to read what print_cost() printed (cost.c)
 * @out: where to
 */
void print_cost_legend(FILE *out);

/**
 * print_leaves() - what the size of leaves changes, for the representatives (cost.c)
 * @v: view
 * @out: where to
 */
void print_leaves(const struct view *v, FILE *out);

/**
 * print_boot_reserve() - boot-reserve with its exponents (scaling.c)
 * @v: view
 * @out: where to
 */
void print_boot_reserve(const struct view *v, FILE *out);

/**
 * print_blackout() - boot-reserve + restore by placement and who reserves; the pool's memory (blackout.c)
 * @v: view
 * @out: where to
 */
void print_blackout(const struct view *v, FILE *out);

/**
 * print_workers() - what each worker more is worth, in cores of several (workers.c)
 * @v: view
 * @out: where to
 */
void print_workers(const struct view *v, FILE *out);

/**
 * print_in_use() - map, unmap and free beside the driver's present code (in_use.c)
 * @v: view
 * @out: where to
 */
void print_in_use(const struct view *v, FILE *out);

/**
 * print_ratios() - ours beside posted and the floors (scaling.c)
 * @v: view
 * @out: where to
 */
void print_ratios(const struct view *v, FILE *out);

/**
 * print_other_cores() - cores that are not measured everywhere, beside ours (scaling.c)
 * @v: view
 * @out: where to
 */
void print_other_cores(const struct view *v, FILE *out);

/**
 * print_exponents() - how operations grow with tables (scaling.c)
 * @v: view
 * @out: where to
 */
void print_exponents(const struct view *v, FILE *out);

/**
 * time_text() - a time with three significant digits and a unit: "12.3 us"
 * @text: receives it
 * @size: bytes of @text
 * @ns: nanoseconds
 */
void time_text(char *text, size_t size, double ns);

#endif /* BENCH_REPORT_SUMMARY_H */
