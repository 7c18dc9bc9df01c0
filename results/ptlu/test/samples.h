/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples and series for tests. */
#ifndef RESULTS_TEST_SAMPLES_H
#define RESULTS_TEST_SAMPLES_H

#include "results/ptlu/series.h"

/**
 * test_sample() - a sample of restore, ours, on vtdss-48
 * @tables: number of tables
 * @ns: median, minimum, and ten times the MAD
 *
 * Return: the sample, all its strings constant.
 */
struct bench_sample test_sample(uint64_t tables, double ns);

/**
 * test_views() - views of samples in an array
 * @samples: array
 * @nr: number of samples
 * @nr_views: receives the number of views
 *
 * Return: views, for views_free().
 */
struct view *test_views(struct bench_sample *samples, size_t nr, size_t *nr_views);

#endif /* RESULTS_TEST_SAMPLES_H */
