/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.json: the Google Benchmark files of all cases as one; bench-medians.json: one entry a name.
 */
#ifndef RESULTS_CASES_H
#define RESULTS_CASES_H

/**
 * cases_merge() - merge cases/<case>.json into bench.json and bench-medians.json
 * @dir: the run's directory
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int cases_merge(const char *dir);

#endif /* RESULTS_CASES_H */
