// SPDX-License-Identifier: GPL-2.0-only
/* Histories that nobody measured, with the noise of runs that somebody did. */
#include "synthetic.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* Variants with fewer families in both runs take the noise of all variants. */
#define LEAST_FAMILIES	10
/* Draws that a variance is taken of. */
#define DRAWS		32

static int compare_pointers(const void *va, const void *vb)
{
	return times_compare_points(*(const struct bench_sample *const *)va,
				    *(const struct bench_sample *const *)vb);
}

/* The samples that have a time, sorted; of a size that was measured twice the last one. */
static const struct bench_sample **sorted_samples(const struct run *run, size_t *nr)
{
	const struct bench_sample **all = calloc(run->set.nr + 1, sizeof(*all));
	size_t kept = 0;

	*nr = 0;
	for (size_t i = 0; all && i < run->set.nr; i++) {
		const struct bench_sample *s = &run->set.samples[i];

		if (!s->refused && s->tables && s->ns_min > 0)
			all[(*nr)++] = s;
	}
	if (!all)
		return NULL;
	qsort(all, *nr, sizeof(*all), compare_pointers);
	for (size_t i = 0; i < *nr; i++)
		if (i + 1 == *nr || times_compare_points(all[i], all[i + 1]))
			all[kept++] = all[i];
	*nr = kept;
	return all;
}

/* ---- noise ---- */

static double draw(gsl_rng *rng, const double *pool, size_t nr)
{
	return pool[gsl_rng_uniform_int(rng, nr)];
}

static double fastest_repetition(gsl_rng *rng, const struct bench_sample *s, size_t reps)
{
	double least = INFINITY;

	for (size_t i = 0; i < reps; i++)
		least = fmin(least, draw(rng, s->ns_reps, s->reps));
	return least > 0 && isfinite(least) ? least : s->ns_min;
}

static struct noise_pool *pool_of(const struct synthetic *s, const char *variant)
{
	for (size_t i = 0; i < s->nr_pools; i++)
		if (same(s->pools[i].variant, variant))
			return &s->pools[i];
	return NULL;
}

static struct noise_pool *add_pool(struct synthetic *s, const char *variant)
{
	struct noise_pool *p = pool_of(s, variant);

	if (p)
		return p;
	p = &s->pools[s->nr_pools++];
	*p = (struct noise_pool){ .variant = variant,
				  .families = calloc(s->nr, sizeof(double)),
				  .points = calloc(s->nr, sizeof(double)) };
	return p;
}

static double square(double x)
{
	return x * x;
}

/*
 * The differences of a family's points between two runs, in natural logarithms. The point's pool
 * receives what is left of them beside the median.
 */
static void add_noise(struct noise_pool *p, double *differences, size_t nr)
{
	double scale = sqrt((double)nr / (double)(nr - 1)) / M_SQRT2;
	double median = gsl_stats_median(differences, 1, nr);

	if (!p->families || !p->points)
		return;
	p->families[p->nr_families++] = median / M_SQRT2;
	for (size_t i = 0; i < nr; i++)
		p->points[p->nr_points++] = scale * (differences[i] - median);
}

/* A point scatters by its repetitions as well, which a history draws on their own. */
static void take_off_reps(struct noise_pool *p)
{
	double all = 0, scale;

	for (size_t i = 0; i < p->nr_points; i++)
		all += square(p->points[i]);
	scale = all > p->of_reps ? sqrt(1 - p->of_reps / all) : 0;
	for (size_t i = 0; i < p->nr_points; i++)
		p->points[i] *= scale;
}

static bool is_same_family(const struct bench_sample *a, const struct bench_sample *b)
{
	return same(a->target, b->target) && same(a->op, b->op) && same(a->variant, b->variant) &&
	       same(a->tier, b->tier) && same(a->arch, b->arch);
}

/**
 * struct family_noise - the points that a family has in both runs
 * @sample: one of them
 * @differences: natural logarithms of their ratios
 * @nr: number of @differences
 * @of_reps: sum of the variances that the repetitions explain, of one run
 */
struct family_noise {
	const struct bench_sample *sample;
	double *differences;
	size_t nr;
	double of_reps;
};

static void end_family(struct synthetic *s, struct family_noise *f)
{
	if (f->nr >= 2 && !is_floor(f->sample->variant)) {
		struct noise_pool *pool = add_pool(s, f->sample->variant);

		add_noise(pool, f->differences, f->nr);
		add_noise(&s->all, f->differences, f->nr);
		pool->of_reps += f->of_reps;
		s->all.of_reps += f->of_reps;
	}
	f->nr = 0;
	f->of_reps = 0;
}

/* The variance of the logarithm of the fastest repetition, if others had been drawn. */
static double variance_of_reps(gsl_rng *rng, const struct bench_sample *s)
{
	double drawn[DRAWS];

	for (size_t i = 0; i < DRAWS; i++)
		drawn[i] = log(fastest_repetition(rng, s, s->reps));
	return gsl_stats_variance(drawn, 1, DRAWS);
}

/* Both are sorted: walk them side by side. */
static void compare_runs(struct synthetic *s, const struct bench_sample **again, size_t nr,
			 double *differences, gsl_rng *rng)
{
	struct family_noise f = { .differences = differences };
	size_t j = 0;

	for (size_t i = 0; i < s->nr; i++) {
		const struct bench_sample *a = s->samples[i];

		while (j < nr && times_compare_points(again[j], a) < 0)
			j++;
		if (j == nr || times_compare_points(again[j], a))
			continue;
		if (f.nr && !is_same_family(f.sample, a))
			end_family(s, &f);
		f.sample = a;
		f.differences[f.nr++] = log(again[j]->ns_min / a->ns_min);
		f.of_reps += (variance_of_reps(rng, a) + variance_of_reps(rng, again[j])) / 2;
	}
	end_family(s, &f);
	for (size_t i = 0; i < s->nr_pools; i++)
		take_off_reps(&s->pools[i]);
	take_off_reps(&s->all);
}

static int make_pools(struct synthetic *s, const struct bench_sample **again, size_t nr)
{
	double *differences = calloc(s->nr + 1, sizeof(*differences));
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	s->pools = calloc(s->nr + 1, sizeof(*s->pools));
	s->all.families = calloc(s->nr + 1, sizeof(double));
	s->all.points = calloc(s->nr + 1, sizeof(double));
	if (!differences || !rng || !s->pools || !s->all.families || !s->all.points) {
		free(differences);
		if (rng)
			gsl_rng_free(rng);
		warnx("out of memory");
		return -ENOMEM;
	}
	compare_runs(s, again, nr, differences, rng);
	free(differences);
	gsl_rng_free(rng);
	if (s->all.nr_families >= LEAST_FAMILIES)
		return 0;
	warnx("the two runs have fewer than %d families in common: they show no noise",
	      LEAST_FAMILIES);
	return -EINVAL;
}

int synthetic_read(struct synthetic *s, const struct run *reference, const struct run *again)
{
	const struct bench_sample **others;
	size_t nr = 0;
	int ret = -ENOMEM;

	*s = (struct synthetic){ 0 };
	s->samples = sorted_samples(reference, &s->nr);
	others = sorted_samples(again, &nr);
	if (s->samples && others)
		ret = make_pools(s, others, nr);
	free(others);
	if (ret)
		synthetic_free(s);
	return ret;
}

void synthetic_free(struct synthetic *s)
{
	for (size_t i = 0; i < s->nr_pools; i++) {
		free(s->pools[i].families);
		free(s->pools[i].points);
	}
	free(s->pools);
	free(s->all.families);
	free(s->all.points);
	free(s->samples);
	*s = (struct synthetic){ 0 };
}

/* ---- a history ---- */

double effect_at(const struct effect *e, size_t night)
{
	switch (e->kind) {
	case EFFECT_STEP:
	case EFFECT_MACHINE:
		return night >= e->night ? e->size : 0;
	case EFFECT_DRIFT:
		return night >= e->night ? e->size * (double)(night - e->night + 1) : 0;
	case EFFECT_SPIKE:
		return night == e->night ? e->size : 0;
	default:
		return 0;
	}
}

/* The noise of a family's variant, or of all where that has too few. */
static const struct noise_pool *noise_of(const struct synthetic *s, const char *variant)
{
	const struct noise_pool *pool = pool_of(s, variant);

	return pool && pool->nr_families >= LEAST_FAMILIES ? pool : &s->all;
}

static void fill_night(const struct synthetic *s, struct times *t, size_t night, gsl_rng *rng,
		       double effect)
{
	for (size_t f = 0; f < t->nr_families; f++) {
		const struct times_family *family = &t->families[f];
		const struct noise_pool *pool = noise_of(s, t->points[family->first].variant);
		double level = effect + draw(rng, pool->families, pool->nr_families);

		for (size_t i = family->first; i < family->first + family->nr; i++)
			t->log_ns[night * t->nr_points + i] =
				level + draw(rng, pool->points, pool->nr_points) +
				log(fastest_repetition(rng, s->samples[i],
					       s->samples[i]->reps));
	}
}

static int allocate(const struct synthetic *s, size_t nights, struct times *t)
{
	*t = (struct times){ .nr = nights, .nr_points = s->nr };
	t->nights = calloc(nights, sizeof(*t->nights));
	t->points = calloc(s->nr, sizeof(*t->points));
	t->log_ns = calloc(nights * s->nr, sizeof(*t->log_ns));
	if (!t->nights || !t->points || !t->log_ns)
		return -ENOMEM;
	for (size_t i = 0; i < s->nr; i++)
		t->points[i] = *s->samples[i];
	return times_find_families(t);
}

int synthetic_times(const struct synthetic *s, size_t nights, unsigned long seed,
		    const struct effect *effect, struct times *t)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int ret = allocate(s, nights, t);

	if (!rng || ret) {
		times_free(t);
		if (rng)
			gsl_rng_free(rng);
		return -ENOMEM;
	}
	gsl_rng_set(rng, seed);
	for (size_t night = 0; night < nights; night++) {
		t->nights[night] = (struct night){
			.run = (long long)night + 1, .usable = true,
			.machine = effect->kind == EFFECT_MACHINE && night >= effect->night ? 2 : 1,
		};
		fill_night(s, t, night, rng, effect_at(effect, night));
	}
	gsl_rng_free(rng);
	return 0;
}

/* ---- measured again ---- */

/**
 * struct session - a family that is measured again
 * @s: what histories are made of
 * @which: indices of its points
 * @nr: number of @which
 * @points: receive the times
 * @effect: natural logarithm of the ratio of the program of the night to the older one
 * @of_process: part of the standard deviation of the noise that each process draws anew
 * @rng: draws
 */
struct session {
	const struct synthetic *s;
	size_t *which, nr;
	struct point *points;
	double effect, of_process;
	gsl_rng *rng;
};

static void fill_arm(const struct session *m, size_t round, enum arm which)
{
	double level = 0;

	for (size_t i = 0; i < m->nr; i++) {
		const struct bench_sample *sample = m->s->samples[m->which[i]];
		const struct noise_pool *pool = noise_of(m->s, sample->variant);
		double noise, least = fastest_repetition(m->rng, sample, AGAIN_REPETITIONS);

		/* a process measures a target once */
		if (!i || !same(sample->target, m->points[i - 1].sample->target))
			level = draw(m->rng, pool->families, pool->nr_families);
		noise = m->of_process * (level + draw(m->rng, pool->points, pool->nr_points));
		m->points[i].sample = sample;
		m->points[i].ns[which][round] =
			least * exp(noise + (which == ARM_HEAD ? m->effect : 0));
	}
}

int synthetic_again(const struct synthetic *s, const struct times *t, size_t family, double effect,
		    double share, unsigned long seed, struct change *c)
{
	size_t nr = t->families[family].nr;
	struct session m = {
		.s = s, .which = calloc(nr, sizeof(*m.which)), .effect = effect,
		.points = calloc(nr, sizeof(*m.points)), .of_process = sqrt(share),
		.rng = gsl_rng_alloc(gsl_rng_mt19937),
	};
	int ret = m.which && m.points && m.rng ? 0 : -ENOMEM;

	if (!ret) {
		gsl_rng_set(m.rng, seed);
		m.nr = again_points(t, family, m.which);
		for (size_t i = 0; i < AGAIN_ROUNDS * NR_ARMS; i++)
			fill_arm(&m, i / NR_ARMS, i % NR_ARMS);
		*c = change_of_points(m.points, m.nr, AGAIN_ROUNDS);
	}
	if (m.rng)
		gsl_rng_free(m.rng);
	free(m.points);
	free(m.which);
	return ret;
}
