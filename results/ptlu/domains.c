// SPDX-License-Identifier: GPL-2.0-only
/* Domains of familiar sizes, and how many tables they have: from the samples' pairs of both. */
#define _GNU_SOURCE
#include "domains.h"
#include "names.h"

#include <math.h>
#include <stdlib.h>

const struct domain_size domain_sizes[NR_DOMAIN_SIZES] = {
	{ "1 GiB", GIB, true },
	{ "16 GiB", 16 * GIB, false },
	{ "64 GiB", 64 * GIB, true },
	{ "256 GiB", 256 * GIB, false },
	{ "1 TiB", 1024 * GIB, true },
};

/* A domain as it was measured: its bytes and its tables. */
struct measured_domain {
	double bytes;
	double tables;
};

static int compare_bytes(const void *va, const void *vb)
{
	const struct measured_domain *a = va, *b = vb;

	return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

/* The target's domains by growing bytes, each once; sets the target's limit too. */
static size_t measured_domains(const struct view *v, const char *target, const char *leaf,
			       struct measured_domain **out, double *limit)
{
	struct measured_domain *all = NULL;
	size_t nr = 0, kept = 0;

	*limit = 0;
	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		struct measured_domain *grown;

		if (!same(s->points[0]->target, target) || !same(s->points[0]->leaf, leaf))
			continue;
		grown = reallocarray(all, nr + s->nr, sizeof(*all));
		if (!grown)
			break;
		all = grown;
		for (size_t j = 0; j < s->nr; j++) {
			*limit = fmax(*limit, (double)s->points[j]->iova_limit);
			all[nr].bytes = (double)s->points[j]->iova_bytes;
			all[nr++].tables = (double)s->points[j]->tables;
		}
	}
	if (nr)
		qsort(all, nr, sizeof(*all), compare_bytes);
	for (size_t i = 0; i < nr; i++)
		if (all[i].bytes > 0 && (!kept || all[i].bytes > all[kept - 1].bytes))
			all[kept++] = all[i];
	*out = all;
	return kept;
}

static struct figure tables_from(const struct measured_domain *d, size_t nr, double bytes)
{
	size_t i = 0;
	double slope;

	while (i < nr && d[i].bytes < bytes)
		i++;
	if (i < nr && d[i].bytes == bytes)
		return figure_exact(d[i].tables, FIGURE_MEASURED);
	if (!i || nr < 2)
		return figure_exact(0, FIGURE_NONE);
	if (i < nr) {
		slope = (d[i].tables - d[i - 1].tables) / (d[i].bytes - d[i - 1].bytes);
		return figure_exact(round(d[i - 1].tables + slope * (bytes - d[i - 1].bytes)),
				    FIGURE_INTERPOLATED);
	}
	slope = (d[nr - 1].tables - d[0].tables) / (d[nr - 1].bytes - d[0].bytes);
	return figure_exact(round(d[nr - 1].tables + slope * (bytes - d[nr - 1].bytes)),
			    FIGURE_EXTRAPOLATED);
}

struct figure tables_for(const struct view *v, const char *target, const char *leaf,
			 double iova_bytes)
{
	struct measured_domain *all = NULL;
	struct figure tables = figure_exact(0, FIGURE_NONE);
	double limit;
	size_t nr = leaf ? measured_domains(v, target, leaf, &all, &limit) : 0;

	if (nr && limit > 0 && iova_bytes > limit)
		tables.kind = FIGURE_TOO_LARGE;
	else if (nr)
		tables = tables_from(all, nr, iova_bytes);
	free(all);
	return tables;
}
