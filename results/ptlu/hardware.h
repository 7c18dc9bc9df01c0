/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts of the processor's own counters, where a run has them. */
#ifndef RESULTS_HARDWARE_H
#define RESULTS_HARDWARE_H

#include "series.h"
#include "table.h"

/* Cycles, and misses of caches and of the TLB; instructions are counted without them too. */
#define NR_HARDWARE_COUNTS	4
extern const char *const hardware_count_names[NR_HARDWARE_COUNTS];

/**
 * hardware_count() - a count of a sample
 * @s: sample
 * @which: index of its name
 *
 * Return: the count, negative if it was not counted.
 */
double hardware_count(const struct bench_sample *s, size_t which);

/**
 * has_hardware_counts() - whether anything was counted by hardware
 * @s: sample
 *
 * Return: true if a count is there.
 */
bool has_hardware_counts(const struct bench_sample *s);

/**
 * print_hardware() - print the counts of ours and of its baselines per table, at the largest size
 * @v: view
 * @out: where to
 *
 * Return: whether there were any.
 */
bool print_hardware(const struct view *v, FILE *out);

#endif /* RESULTS_HARDWARE_H */
