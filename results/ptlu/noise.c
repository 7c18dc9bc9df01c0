// SPDX-License-Identifier: GPL-2.0-only
/* How noisy the machine was while a run was measured, and how far its figures can be trusted. */
#include "noise.h"
#include "names.h"

#include <errno.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FLOOR		"floor-mem"

/* The most of each for a grade. */
static const struct {
	enum trust trust;
	double spread, steal;
} grades[] = {
	{ TRUST_HIGH, 0.03, 0.005 },
	{ TRUST_FAIR, 0.10, 0.03 },
};

/*
 * What computes is as much slower as the clock, what waits for memory is not: beyond this, times of
 * one run do not belong together.
 */
#define STEADY_CLOCK	1.05

#define NR_GRADES	(sizeof(grades) / sizeof(grades[0]))

/* Sizes of a class differ by less than a tenth: targets of one size have a few tables more. */
static long size_class(const struct bench_sample *s)
{
	return lround(8 * log2((double)s->tables));
}

static bool same_work(const struct bench_sample *a, const struct bench_sample *b)
{
	return same(a->op, b->op) && same(a->placement, b->placement) && same(a->cache, b->cache) &&
	       a->order == b->order && size_class(a) == size_class(b);
}

static bool is_measured_floor(const struct bench_sample *s)
{
	return same(s->variant, FLOOR) && s->tables && s->reps && s->ns_median > 0;
}

static double median(double *values, size_t nr)
{
	gsl_sort(values, 1, nr);
	return gsl_stats_median_from_sorted_data(values, 1, nr);
}

static double median_of_spreads(double *spreads, size_t nr)
{
	return nr ? median(spreads, nr) : -1;
}

/* The median distance from the median of all cases that do the work of @first. */
static double spread_between(const struct sample_set *set, size_t first, double *values,
			     size_t *nr)
{
	double middle;

	*nr = 0;
	for (size_t i = first; i < set->nr; i++)
		if (is_measured_floor(&set->samples[i]) &&
		    same_work(&set->samples[i], &set->samples[first]))
			values[(*nr)++] = set->samples[i].ns_per_table;
	middle = median(values, *nr);
	for (size_t i = 0; i < *nr; i++)
		values[i] = fabs(values[i] - middle);
	return median(values, *nr) / middle;
}

static bool is_first_of_its_work(const struct sample_set *set, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_measured_floor(&set->samples[i]) &&
		    same_work(&set->samples[i], &set->samples[at]))
			return false;
	return true;
}

static double busy_part(const struct sample_set *set)
{
	double busy = 0, reps = 0;

	for (size_t i = 0; i < set->nr; i++) {
		if (set->samples[i].busy_reps < 0)
			return -1;
		busy += set->samples[i].busy_reps;
		reps += (double)set->samples[i].reps;
	}
	return reps > 0 ? busy / reps : -1;
}

static int measure_spreads(struct noise *n, const struct sample_set *set)
{
	double *within = calloc(set->nr + 1, sizeof(*within));
	double *between = calloc(set->nr + 1, sizeof(*between));
	double *values = calloc(set->nr + 1, sizeof(*values));
	size_t nr_within = 0, nr_between = 0, nr;
	int ret = within && between && values ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];
		double spread;

		if (!is_measured_floor(s))
			continue;
		within[nr_within++] = s->ns_mad / s->ns_median;
		if (!is_first_of_its_work(set, i))
			continue;
		spread = spread_between(set, i, values, &nr);
		/* of two values the median distance is always half of their difference */
		if (nr > 2)
			between[nr_between++] = spread;
	}
	if (!ret) {
		n->within = median_of_spreads(within, nr_within);
		n->between = median_of_spreads(between, nr_between);
	}
	free(within);
	free(between);
	free(values);
	return ret;
}

static void explain(struct noise *n, const char *what, double value)
{
	if (!n->reason[0])
		snprintf(n->reason, sizeof(n->reason), "%s %.1f %%", what, 100 * value);
}

static void grade(struct noise *n, const struct conditions *c)
{
	double spread = fmax(n->within, n->between);

	n->trust = TRUST_LOW;
	for (size_t i = 0; i < NR_GRADES && n->trust == TRUST_LOW; i++) {
		if (spread > grades[i].spread)
			explain(n, "the lower bound varies by", spread);
		else if (n->steal > grades[i].steal)
			explain(n, "other virtual machines took", n->steal);
		else
			n->trust = grades[i].trust;
	}
	if (spread < 0) {
		n->trust = TRUST_LOW;
		snprintf(n->reason, sizeof(n->reason), "no lower bound was measured");
	}
	if (n->trust == TRUST_HIGH && n->load > DISTURBING_LOAD * (double)c->cpus) {
		n->trust = TRUST_FAIR;
		snprintf(n->reason, sizeof(n->reason), "other programs ran at the start");
	}
	if (n->trust == TRUST_HIGH && c->ghz_high > STEADY_CLOCK * c->ghz_low) {
		n->trust = TRUST_FAIR;
		snprintf(n->reason, sizeof(n->reason), "the core's clock varied by %.0f %%",
			 100 * (c->ghz_high / c->ghz_low - 1));
	}
	if (c->disturbed_by[0]) {
		n->trust = TRUST_LOW;
		snprintf(n->reason, sizeof(n->reason), "another run was measured");
	}
}

int noise_of(struct noise *n, const struct run *run)
{
	const struct conditions *c = &run->conditions;

	*n = (struct noise){ .within = -1, .between = -1, .steal = -1, .load = c->load };
	if (c->steal >= 0 && c->seconds > 0 && c->cpus)
		n->steal = c->steal / c->seconds / (double)c->cpus;
	n->busy = busy_part(&run->set);
	if (measure_spreads(n, &run->set))
		return -ENOMEM;
	grade(n, c);
	return 0;
}

static void print_part(const char *what, double part, FILE *out)
{
	if (part >= 0)
		fprintf(out, "%s %.1f %%", what, 100 * part);
	else
		fprintf(out, "%s not known", what);
}

void noise_print(const struct run *run, FILE *out)
{
	static const char *const texts[] = {
		[TRUST_LOW] = "low: compare nothing but large ratios within this run",
		[TRUST_FAIR] = "fair: ratios within this run, times of other runs only roughly",
		[TRUST_HIGH] = "high: ratios and times",
	};
	const struct conditions *c = &run->conditions;
	struct noise n;

	if (!c->known || !run->set.nr || !same(run->set.samples[0].tier, "host") ||
	    noise_of(&n, run))
		return;
	if (n.within >= 0)
		fprintf(out, "noise:    " FLOOR " varies by %.1f %% in a case", 100 * n.within);
	else
		fputs("noise:    " FLOOR " was not measured", out);
	if (n.between >= 0)
		fprintf(out, ", by %.1f %% over the run", 100 * n.between);
	print_part("\n          repetitions that had to share their core", n.busy, out);
	print_part(", steal", n.steal, out);
	if (c->ghz_high > 0)
		fprintf(out, "\n          core at %.2f to %.2f GHz, %.1f additions a cycle",
			c->ghz_low, c->ghz_high, c->additions);
	fprintf(out, "\n          governor %s, SMT %s, huge pages %s%s\n", c->governor, c->smt,
		c->huge_pages, c->virtualized ? ", a virtual machine" : "");
	fprintf(out, "trust:    %s", texts[n.trust]);
	fprintf(out, n.reason[0] ? "; %s\n" : "\n", n.reason);
}
