// SPDX-License-Identifier: GPL-2.0-only
/* What lies between and beyond measured sizes: interpolation, power laws, tables of a domain. */
#include "report.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Repetitions agree better than sizes do: without a least spread few points would decide a fit. */
#define LEAST_SPREAD	0.02

struct power_law fit_exponent(const struct series *s, double from)
{
	struct power_law law = { 0 };
	double *x = s ? calloc(3 * s->nr, sizeof(*x)) : NULL;
	double *y, *weight, cov00, cov01, cov11, chisq, spread;
	size_t nr = 0;

	if (!x)
		return law;
	y = x + s->nr;
	weight = y + s->nr;
	for (size_t i = 0; i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];

		if ((double)p->tables < from)
			continue;
		x[nr] = log((double)p->tables);
		y[nr] = log(p->ns_median);
		/* The error of a logarithm is the relative error. */
		spread = fmax(p->ns_mad / p->ns_median, LEAST_SPREAD);
		weight[nr++] = 1 / (spread * spread);
	}
	if (nr >= 3) {
		gsl_fit_wlinear(x, 1, weight, 1, y, 1, nr, &law.log_a, &law.exponent, &cov00,
				&cov01, &cov11, &chisq);
		/* How far the points really lie off the line says more than their spread. */
		law.error = sqrt(cov11 * chisq / (double)(nr - 2));
		law.points = nr;
	}
	free(x);
	return law;
}

/* Between two points, straight on log axes: a power law goes through both. */
static double between(const struct bench_sample *a, const struct bench_sample *b, double tables)
{
	double part = log(tables / (double)a->tables) / log((double)b->tables / (double)a->tables);

	return a->ns_median * pow(b->ns_median / a->ns_median, part);
}

/* Along the straight line through the two largest sizes, if both are large. */
static struct figure beyond_two(const struct series *s, double tables)
{
	const struct bench_sample *a, *b;
	double slope;

	if (s->nr < 2 || s->points[s->nr - 2]->tables < REPORT_FIT_TABLES)
		return (struct figure){ 0, FIGURE_NONE };
	a = s->points[s->nr - 2];
	b = s->points[s->nr - 1];
	slope = (b->ns_median - a->ns_median) / (double)(b->tables - a->tables);
	/* Two points of a time that does not grow only tell of noise. */
	if (slope <= 0)
		return (struct figure){ 0, FIGURE_NONE };
	return (struct figure){ b->ns_median + slope * (tables - (double)b->tables),
				FIGURE_EXTRAPOLATED };
}

static struct figure beyond(const struct series *s, double tables)
{
	double largest = (double)s->points[s->nr - 1]->tables;
	struct power_law law = fit_exponent(s, fmax(REPORT_FIT_TABLES,
						    largest / REPORT_EXTRAPOLATE_WINDOW));

	if (!law.points)
		return beyond_two(s, tables);
	return (struct figure){ exp(law.log_a + law.exponent * log(tables)), FIGURE_EXTRAPOLATED };
}

struct figure time_at(const struct series *s, double tables)
{
	if (!s || tables < (double)s->points[0]->tables)
		return (struct figure){ 0, FIGURE_NONE };
	for (size_t i = 0; i < s->nr; i++) {
		double at = (double)s->points[i]->tables;

		if (at == tables)
			return (struct figure){ s->points[i]->ns_median, FIGURE_MEASURED };
		if (at > tables)
			return (struct figure){ between(s->points[i - 1], s->points[i], tables),
						FIGURE_INTERPOLATED };
	}
	return beyond(s, tables);
}

/* A domain as it was measured: its bytes and its tables. */
struct domain_size {
	double bytes;
	double tables;
};

static int compare_sizes(const void *va, const void *vb)
{
	const struct domain_size *a = va, *b = vb;

	return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

/* The sizes of a target's domains by growing bytes, each once; sets the target's limit too. */
static size_t domain_sizes(const struct view *v, const char *target, const char *leaf,
			   struct domain_size **out, double *limit)
{
	struct domain_size *sizes = NULL;
	size_t nr = 0, kept = 0;

	*limit = 0;
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		struct domain_size *grown;

		if (strcmp(s->points[0]->target, target) || strcmp(s->points[0]->leaf, leaf))
			continue;
		grown = reallocarray(sizes, nr + s->nr, sizeof(*sizes));
		if (!grown)
			break;
		sizes = grown;
		for (size_t j = 0; j < s->nr; j++) {
			*limit = fmax(*limit, (double)s->points[j]->iova_limit);
			sizes[nr].bytes = (double)s->points[j]->iova_bytes;
			sizes[nr++].tables = (double)s->points[j]->tables;
		}
	}
	if (nr)
		qsort(sizes, nr, sizeof(*sizes), compare_sizes);
	for (size_t i = 0; i < nr; i++)
		if (sizes[i].bytes > 0 && (!kept || sizes[i].bytes > sizes[kept - 1].bytes))
			sizes[kept++] = sizes[i];
	*out = sizes;
	return kept;
}

static struct figure tables_from(const struct domain_size *d, size_t nr, double bytes)
{
	size_t i = 0;
	double slope;

	while (i < nr && d[i].bytes < bytes)
		i++;
	if (i < nr && d[i].bytes == bytes)
		return (struct figure){ d[i].tables, FIGURE_MEASURED };
	if (!i || nr < 2)
		return (struct figure){ 0, FIGURE_NONE };
	if (i < nr) {
		slope = (d[i].tables - d[i - 1].tables) / (d[i].bytes - d[i - 1].bytes);
		return (struct figure){ round(d[i - 1].tables + slope * (bytes - d[i - 1].bytes)),
					FIGURE_INTERPOLATED };
	}
	slope = (d[nr - 1].tables - d[0].tables) / (d[nr - 1].bytes - d[0].bytes);
	return (struct figure){ round(d[nr - 1].tables + slope * (bytes - d[nr - 1].bytes)),
				FIGURE_EXTRAPOLATED };
}

struct figure tables_for(const struct view *v, const char *target, const char *leaf,
			 double iova_bytes)
{
	struct domain_size *sizes = NULL;
	double limit;
	struct figure tables = { 0, FIGURE_NONE };
	size_t nr = leaf ? domain_sizes(v, target, leaf, &sizes, &limit) : 0;

	if (nr && limit > 0 && iova_bytes > limit)
		tables.kind = FIGURE_TOO_LARGE;
	else if (nr)
		tables = tables_from(sizes, nr, iova_bytes);
	free(sizes);
	return tables;
}

struct figure figure_sum(struct figure a, struct figure b)
{
	return (struct figure){ a.value + b.value, a.kind > b.kind ? a.kind : b.kind };
}
