// SPDX-License-Identifier: GPL-2.0-only
/* The data of a plot: points of curves in panels, written as tab-separated values. */
#include "plot_data.h"

#include <string.h>

/* What a logarithmic axis of a double can show with its tics. */
#define LEAST	1e-6
#define MOST	1e30

/* Whether a name is known, or there is room to add it. */
static bool know(char (*names)[PLOT_TEXT], size_t *nr, size_t room, const char *name)
{
	for (size_t i = 0; i < *nr; i++)
		if (!strncmp(names[i], name, PLOT_TEXT - 1))
			return true;
	if (*nr == room)
		return false;
	snprintf(names[(*nr)++], PLOT_TEXT, "%s", name);
	return true;
}

void plot_add(struct plot_data *d, const char *panel, const char *curve, struct plot_point p)
{
	if (!(p.x > 0) || !(p.y >= LEAST) || !(p.y <= MOST))
		return;
	if (!know(d->panels, &d->nr_panels, PLOT_MAX_PANELS, panel) ||
	    !know(d->curves, &d->nr_curves, PLOT_MAX_CURVES, curve)) {
		d->left_out++;
		return;
	}
	if (!(p.low >= LEAST) || p.low > p.y)
		p.low = p.y;
	if (!(p.high > p.y) || p.high > MOST)
		p.high = p.y;
	fprintf(d->out, "%s\t%s\t%.0f\t%.5g\t%.5g\t%.5g\n", panel, curve, p.x, p.y, p.low, p.high);
	d->points++;
}

void plot_add_series(struct plot_data *d, const char *panel, const char *curve,
		     const struct series *s, bool per_table)
{
	for (size_t i = 0; s && i < s->nr; i++) {
		const struct bench_sample *p = s->points[i];
		double scale = per_table ? 1 / (double)p->tables : 1;

		plot_add(d, panel, curve, (struct plot_point){
			(double)p->tables, p->ns_median * scale, (p->ns_median - p->ns_mad) * scale,
			(p->ns_median + p->ns_mad) * scale });
	}
}

void plot_add_ratio(struct plot_data *d, const char *panel, const char *curve,
		    const struct series *a, const struct series *b, double from)
{
	for (size_t i = 0, j = 0; a && b && i < a->nr; i++) {
		const struct bench_sample *p = a->points[i];
		double ratio;

		while (j < b->nr && b->points[j]->tables < p->tables)
			j++;
		if (j == b->nr || b->points[j]->tables != p->tables || (double)p->tables < from)
			continue;
		ratio = p->ns_median / b->points[j]->ns_median;
		plot_add(d, panel, curve, (struct plot_point){ (double)p->tables, ratio, ratio,
							       ratio });
	}
}
