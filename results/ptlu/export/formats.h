/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of ptlu export, a function each; export.c has their table. */
#ifndef RESULTS_EXPORT_FORMATS_H
#define RESULTS_EXPORT_FORMATS_H

#include "export.h"

#include <stdio.h>

/*
 * Each writes the run as text to a stream in memory, and returns 0 or -ENOMEM. The run has what the
 * format is made of.
 */
int export_ktap(const struct export *e, FILE *out);
int export_kcidb(const struct export *e, FILE *out);
int export_junit(const struct export *e, FILE *out);
int export_lava(const struct export *e, FILE *out);
int export_squad(const struct export *e, FILE *out);
int export_openmetrics(const struct export *e, FILE *out);
int export_prometheus(const struct export *e, FILE *out);
int export_gbench(const struct export *e, FILE *out);
int export_gbench_median(const struct export *e, FILE *out);
int export_bmf(const struct export *e, FILE *out);
int export_benchfmt(const struct export *e, FILE *out);
int export_otava(const struct export *e, FILE *out);
int export_csv(const struct export *e, FILE *out);

/**
 * export_format() - the names of the formats
 * @i: number, from 0
 *
 * Return: the name of a format, NULL behind the last one.
 */
const char *export_format(size_t i);

#endif /* RESULTS_EXPORT_FORMATS_H */
