// SPDX-License-Identifier: GPL-2.0-only
/*
 * A comparison of two runs of make bench. Each is one process, with one layout of its memory: the
 * repetitions of a process are no independent samples, so no change is called.
 */
#include "compare_runs.h"
#include "names.h"
#include "run.h"
#include "table.h"
#include "verdict.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The lower bound that a machine is known by. */
#define FLOOR	"floor-mem"

/**
 * struct pair - an operation of one variant on one workload in both runs
 * @base: its sample in one
 * @head: its sample in the other
 * @base_floor: the floor's sample in the same case of the one, NULL if there is none
 * @head_floor: likewise of the other
 */
struct pair {
	const struct bench_sample *base, *head, *base_floor, *head_floor;
};

static const struct bench_sample *find(const struct run *run, const struct bench_sample *like,
				       const char *variant)
{
	for (size_t i = 0; i < run->set.nr; i++) {
		const struct bench_sample *s = &run->set.samples[i];

		if (same(s->case_id, like->case_id) && same(s->op, like->op) &&
		    same(s->variant, variant) && same(s->tier, like->tier) && !s->refused &&
		    s->ns_median > 0)
			return s;
	}
	return NULL;
}

static int by_family(const void *a, const void *b)
{
	return compare_samples(((const struct pair *)a)->base, ((const struct pair *)b)->base);
}

/* The caller frees the array; NULL without memory. */
static struct pair *make_pairs(const struct run *base, const struct run *head, size_t *nr)
{
	struct pair *pairs = calloc(base->set.nr ? base->set.nr : 1, sizeof(*pairs));

	*nr = 0;
	for (size_t i = 0; pairs && i < base->set.nr; i++) {
		const struct bench_sample *s = &base->set.samples[i];
		const struct bench_sample *other = find(head, s, s->variant);

		if (s->refused || s->ns_median <= 0 || !other || is_floor(s->variant))
			continue;
		pairs[(*nr)++] = (struct pair){ s, other, find(base, s, FLOOR),
						find(head, s, FLOOR) };
	}
	if (pairs)
		qsort(pairs, *nr, sizeof(*pairs), by_family);
	return pairs;
}

/* The geometric mean of head / base, of the times or of what they are of the floor's. */
static double mean_ratio(const struct pair *pairs, size_t nr, bool of_floor)
{
	double sum = 0;
	size_t counted = 0;

	for (size_t i = 0; i < nr; i++) {
		const struct pair *p = &pairs[i];
		double ratio = p->head->ns_median / p->base->ns_median;

		if (of_floor && (!p->base_floor || !p->head_floor))
			continue;
		if (of_floor)
			ratio *= p->base_floor->ns_median / p->head_floor->ns_median;
		sum += log(ratio);
		counted++;
	}
	return counted ? exp(sum / (double)counted) : NAN;
}

static void put_percent(struct table *t, double ratio)
{
	if (isnan(ratio))
		table_cell(t, "-");
	else
		table_cell(t, "%+.1f %%", 100 * (ratio - 1));
}

static void put_family(struct table *t, const struct pair *pairs, size_t nr, bool times)
{
	const struct pair *largest = &pairs[nr - 1];

	table_row(t);
	table_cell(t, "%s", largest->base->target);
	table_cell(t, "%s", largest->base->op);
	table_cell(t, "%s", largest->base->variant);
	table_cell(t, "%zu", nr);
	table_cell(t, "%.2f", largest->base->ns_per_table);
	table_cell(t, "%.2f", largest->head->ns_per_table);
	put_percent(t, times ? mean_ratio(pairs, nr, false) : NAN);
	put_percent(t, mean_ratio(pairs, nr, true));
}

static void print_pairs(const struct pair *pairs, size_t nr, bool times)
{
	static const char *const columns[] = { "target", "operation", "variant", ">cases", ">base",
					       ">head", ">change", ">of its ratio to the floor",
					       NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0, end; i < nr; i = end) {
		for (end = i + 1; end < nr && same_family(pairs[i].base, pairs[end].base);)
			end++;
		put_family(t, &pairs[i], end - i, times);
	}
	table_end(t, stdout, "Families: an operation on a target, the geometric mean over its cases");
	printf("base, head: ns per table at the largest size.  floor: " FLOOR " in the same case.\n"
	       "One process of each side proves nothing, so no change is called: make compare with\n"
	       "two trees measures both in turn.\n"
	       "cannot tell\n");
}

/* What makes two runs incomparable, NULL if nothing does. */
static const char *difference(const struct conditions *a, const struct conditions *b)
{
	if (!a->known || !b->known)
		return "one of them has no env.json";
	if (!same(a->cpu, b->cpu) || a->cpus != b->cpus)
		return "their processors differ";
	if (!same(a->compiler, b->compiler) || !same(a->cflags, b->cflags))
		return "their compilers or flags differ";
	if (!same(a->profile, b->profile))
		return "their profiles differ";
	if (!same(a->inject, b->inject))
		return "work was added to one of them";
	return NULL;
}

static void print_run(const char *name, const struct run *run)
{
	const struct conditions *c = &run->conditions;

	printf("%s:  %s, %s, ptlu %.12s, %s\n", name, run->set.samples[0].run,
	       c->tree[0] ? c->tree : "tree not known", c->revision, c->cpu);
}

static int compare(const struct run *base, const struct run *head, bool force)
{
	const char *why = difference(&base->conditions, &head->conditions);
	struct pair *pairs;
	size_t nr;

	if (why && !force) {
		warnx("%s and %s cannot be compared: %s; FORCE=1 compares their ratios to the floor",
		      base->dir, head->dir, why);
		return 2;
	}
	pairs = make_pairs(base, head, &nr);
	if (!pairs || !nr) {
		warnx("%s", pairs ? "the runs have no operation in common" : "out of memory");
		free(pairs);
		return 2;
	}
	print_run("base", base);
	print_run("head", head);
	if (why)
		printf("note:  %s: only ratios to the floor are compared\n", why);
	putchar('\n');
	print_pairs(pairs, nr, !why);
	free(pairs);
	return 3;
}

int compare_runs(const char *base_dir, const char *head_dir, bool force)
{
	struct run base, head;
	int status = 2;

	if (run_read(&base, base_dir))
		return 2;
	if (!run_read(&head, head_dir)) {
		status = compare(&base, &head, force);
		run_free(&head);
	}
	run_free(&base);
	return status;
}
