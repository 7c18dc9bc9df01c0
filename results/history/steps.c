// SPDX-License-Identifier: GPL-2.0-only
/* Which families of times have a new level, and since which night. */
#include "steps.h"
#include "results/ptlu/paired.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* A family that scatters by more from night to night shows nothing. */
#define MOST_NOISE	0.05
/* Newest nights that may make a candidate, values that there must be before; change and p. */
#define NEW_NIGHTS	4
#define OLD_NIGHTS	6
#define NEW_LEAST	0.015
#define NEW_P		0.001
/* Standard error of quiet nights. */
#define LEAST_ERROR	0.004
/* The standard deviation of a normal distribution by its median absolute deviation. */
#define NORMAL_MAD	1.4826

/* p is divided by the number of families: see steps_find(). */
const struct edivisive_limits family_limits = {
	.window = 50, .segment = 3, .weak_p = 0.01, .p = 0.001, .least = 0.01, .spreads = 3,
};

const struct edivisive_limits point_limits = {
	.window = 50, .segment = 3, .weak_p = 0.01, .p = 0.001, .least = 0.01, .spreads = 0,
};

int steps_add(struct steps *s, const struct step *step)
{
	struct step *more = s->all;

	if (!(s->nr & (s->nr - 1)))
		more = reallocarray(s->all, s->nr ? 2 * s->nr : 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	s->all = more;
	s->all[s->nr++] = *step;
	return 0;
}

/* The nights of one machine that may be compared, the newest STEPS_NIGHTS of them. */
static size_t nights_of(const struct times *t, long long machine, size_t until, size_t *rows)
{
	size_t nr = 0, from = until;

	while (from && nr < STEPS_NIGHTS) {
		from--;
		nr += t->nights[from].usable && t->nights[from].machine == machine;
	}
	nr = 0;
	for (size_t i = from; i < until; i++)
		if (t->nights[i].usable && t->nights[i].machine == machine)
			rows[nr++] = i;
	return nr;
}

/**
 * struct family_series - the values of a family, night by night
 * @rows: nights of the machine
 * @nr: number of @rows
 * @x: a value for each night that has one
 * @which: index in @rows of each value
 * @known: indices in @x of steps that were found before
 * @found: change points
 */
struct family_series {
	size_t rows[STEPS_NIGHTS];
	size_t nr;
	double x[STEPS_NIGHTS];
	size_t which[STEPS_NIGHTS];
	size_t known[STEPS_NIGHTS];
	struct change_point found[STEPS_NIGHTS];
};

/* A step that was found before begins with the first value from its night on. */
static size_t find_known(struct family_series *f, size_t n, const struct steps *known,
			 size_t family)
{
	size_t nr = 0;

	for (size_t i = 1; i < n; i++) {
		size_t night = f->rows[f->which[i]], before = f->rows[f->which[i - 1]];
		bool is_known = false;

		for (size_t k = 0; known && k < known->nr; k++)
			is_known |= known->all[k].family == family &&
				    known->all[k].night > before && known->all[k].night <= night;
		if (is_known)
			f->known[nr++] = i;
	}
	return nr;
}

/*
 * The standard deviation of a night, by the differences of neighbours without the largest one: that
 * may be a step, and a large one would pass for noise.
 */
static double noise_of(const double *x, size_t n)
{
	double sum = 0, most = 0;

	for (size_t i = 1; i < n; i++) {
		double square = (x[i] - x[i - 1]) * (x[i] - x[i - 1]);

		sum += square;
		most = fmax(most, square);
	}
	return n > 2 ? sqrt((sum - most) / 2 / (double)(n - 2)) : 0;
}

/* A night that is older than the step, but not than the last known one. */
static size_t base_of(const struct family_series *f, size_t nr_known, size_t at)
{
	size_t oldest = 0;

	for (size_t i = 0; i < nr_known && f->known[i] < at; i++)
		oldest = f->known[i];
	return f->rows[f->which[at > oldest + STEPS_MARGIN ? at - 1 - STEPS_MARGIN : oldest]];
}

/* ---- candidates ---- */

static double spread_of(const double *x, size_t n)
{
	double distances[STEPS_NIGHTS], median;

	for (size_t i = 0; i < n; i++)
		distances[i] = x[i];
	median = gsl_stats_median(distances, 1, n);
	for (size_t i = 0; i < n; i++)
		distances[i] = fabs(x[i] - median);
	return NORMAL_MAD * gsl_stats_median(distances, 1, n);
}

/* The newest values up to @n that differ most from those from @from on, in spreads of these. */
static struct step newest_step(const double *x, size_t from, size_t n)
{
	struct step step = { .strength = STEP_CANDIDATE, .p = 1 };
	double most = 0;

	for (size_t new = 1; new <= NEW_NIGHTS && from + OLD_NIGHTS + new <= n; new++) {
		size_t old = n - new - from;
		double change = gsl_stats_mean(x + n - new, 1, new) -
				gsl_stats_mean(x + from, 1, old);
		double error = spread_of(x + from, old) * sqrt(1 / (double)new + 1 / (double)old);
		double spreads = fabs(change) / fmax(error, LEAST_ERROR);

		if (spreads <= most)
			continue;
		most = spreads;
		step.nights = new;
		step.change = change;
		step.p = 2 * gsl_cdf_tdist_Q(spreads, (double)old - 1);
	}
	return step;
}

/* Whether the newest values, which must be of the newest night, look like another level. */
static int find_candidate(const struct family_series *f, size_t n, size_t nr_known, size_t family,
			  struct steps *found)
{
	size_t from = nr_known ? f->known[nr_known - 1] : 0, at;
	struct step step;

	if (!n || f->which[n - 1] + 1 != f->nr)
		return 0;
	step = newest_step(f->x, from, n);
	if (step.p > NEW_P || fabs(step.change) < NEW_LEAST)
		return 0;
	at = n - step.nights;
	step.family = family;
	step.night = f->rows[f->which[at]];
	step.before = f->rows[f->which[at - 1]];
	step.base = base_of(f, nr_known, at);
	return steps_add(found, &step);
}

/* ---- all families ---- */

static int find_in_family(struct family_series *f, const struct times *t, size_t family,
			  const struct steps *known, enum step_strength strength,
			  struct steps *found)
{
	struct edivisive_limits limits = family_limits;
	long n = times_of_family(t, &t->families[family], f->rows, f->nr, f->x, f->which), nr;
	size_t nr_known;
	int ret = 0;

	if (n < 0 || limit_spikes(f->x, (size_t)n))
		return -ENOMEM;
	if (noise_of(f->x, (size_t)n) > MOST_NOISE)
		return 0;
	limits.p /= (double)t->nr_families;
	nr_known = find_known(f, (size_t)n, known, family);
	nr = edivisive(f->x, (size_t)n, f->known, nr_known, &limits, f->found);
	if (nr < 0)
		return -ENOMEM;
	for (long i = 0; !ret && i < nr; i++) {
		const struct change_point *c = &f->found[i];
		const struct step step = {
			.family = family, .night = f->rows[f->which[c->at]],
			.before = f->rows[f->which[c->at - 1]], .nights = c->end - c->at,
			.base = base_of(f, nr_known, c->at),
			.change = c->after - c->before, .p = c->p,
		};

		ret = steps_add(found, &step);
	}
	if (!ret && !nr && strength == STEP_CANDIDATE)
		ret = find_candidate(f, (size_t)n, nr_known, family, found);
	return ret;
}

static bool is_of(const struct times_family *wide, const struct times_family *f)
{
	return wide->wide && f->first >= wide->first && f->first < wide->first + wide->nr;
}

/*
 * A wide family has a new level in the same direction, at most a segment of nights away. Candidates
 * cover no more than candidates that are less likely than they are.
 */
static bool is_covered(const struct times *t, const struct step *s, const struct steps *wide)
{
	for (size_t i = 0; wide && i < wide->nr; i++) {
		const struct step *w = &wide->all[i];
		size_t apart = w->night > s->night ? w->night - s->night : s->night - w->night;

		if (w->strength == STEP_CANDIDATE && (s->strength == STEP_SURE || s->p < w->p))
			continue;
		if (is_of(&t->families[w->family], &t->families[s->family]) &&
		    apart <= family_limits.segment && (w->change > 0) == (s->change > 0))
			return true;
	}
	return false;
}

static void find_covered(const struct times *t, const struct steps *known, struct steps *found)
{
	for (size_t i = 0; i < found->nr; i++) {
		struct step *s = &found->all[i];

		s->covered = !t->families[s->family].wide &&
			     (is_covered(t, s, known) || is_covered(t, s, found));
	}
}

int steps_find(const struct times *t, long long machine, size_t until, const struct steps *known,
	       enum step_strength strength, struct steps *found)
{
	struct family_series *f = malloc(sizeof(*f));
	int ret = f ? 0 : -ENOMEM;

	*found = (struct steps){ 0 };
	if (!ret)
		f->nr = nights_of(t, machine, until, f->rows);
	for (size_t i = 0; !ret && i < t->nr_families; i++)
		ret = find_in_family(f, t, i, known, strength, found);
	find_covered(t, known, found);
	free(f);
	return ret;
}

/* ---- the points of a family ---- */

/* The values of a point from one night on, up to another one; at most a window of the newest. */
static size_t level_values(const struct times *t, long long machine, size_t point, size_t from,
			   size_t to, double *values)
{
	size_t nr = 0;

	for (size_t i = to; i-- > from && nr < point_limits.window;) {
		double x = t->log_ns[i * t->nr_points + point];

		if (t->nights[i].usable && t->nights[i].machine == machine && isfinite(x))
			values[nr++] = x;
	}
	/* oldest first */
	for (size_t i = 0; i < nr / 2; i++) {
		double x = values[i];

		values[i] = values[nr - 1 - i];
		values[nr - 1 - i] = x;
	}
	return nr;
}

struct point_change *step_points(const struct times *t, long long machine, const struct step *s,
				 size_t *nr)
{
	const struct times_family *f = &t->families[s->family];
	struct point_change *all = calloc(f->nr + 1, sizeof(*all));
	double *p = calloc(f->nr + 1, sizeof(*p));
	double x[2 * EDIVISIVE_WINDOW_MAX];

	*nr = 0;
	for (size_t i = 0; all && p && i < f->nr; i++) {
		size_t point = f->first + i;
		size_t before = level_values(t, machine, point, 0, s->night, x);
		size_t after = level_values(t, machine, point, s->night, t->nr, x + before);

		if (!before || !after)
			continue;
		p[*nr] = student_p(x, 0, before, before + after);
		all[(*nr)++] = (struct point_change){
			.point = point, .before = exp(gsl_stats_mean(x, 1, before)),
			.after = exp(gsl_stats_mean(x + before, 1, after)),
		};
	}
	if (!all || !p || benjamini_hochberg(p, *nr)) {
		free(all);
		all = NULL;
	}
	for (size_t i = 0; all && i < *nr; i++)
		all[i].p = p[i];
	free(p);
	return all;
}
