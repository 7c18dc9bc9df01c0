// SPDX-License-Identifier: GPL-2.0-only
/* What differs between the stacks of two trees, function by function. */
#include "difference.h"
#include "table.h"

#include <err.h>
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Functions that are shown, and of how many of them a difference may be called wrongly. */
#define MAX_FUNCTIONS	10
#define FALSE_CALLS	0.01

/* The mean of some processes, and how well it is known. */
struct mean {
	double value;
	double variance;	/* of the mean */
	double freedom;
};

static struct mean mean_of(const double *x, size_t n)
{
	return (struct mean){
		.value = gsl_stats_mean(x, 1, n),
		.variance = n > 1 ? gsl_stats_variance(x, 1, n) / (double)n : INFINITY,
		.freedom = (double)n - 1,
	};
}

/* Welch's: the processes of the two sides need not scatter alike. */
static double uncertainty_of(struct mean a, struct mean b)
{
	double variance = a.variance + b.variance, freedom;

	if (!isfinite(variance))
		return INFINITY;
	if (!(variance > 0))
		return 0;
	freedom = variance * variance / (a.variance * a.variance / a.freedom +
					 b.variance * b.variance / b.freedom);
	return gsl_cdf_tdist_Qinv(FALSE_CALLS / 2, freedom) * sqrt(variance);
}

/* A function's own time in one operation; with NULL the time of the operation. */
static struct mean time_of(const struct side *side, const char *function)
{
	double ns[MAX_PROCESSES] = { 0 };

	for (size_t i = 0; i < side->nr; i++) {
		const struct process *p = &side->processes[i];

		ns[i] = p->ns * (function ? stacks_of(&p->self, function) / p->total : 1);
	}
	return mean_of(ns, side->nr);
}

static struct change change_of(const struct side *base, const struct side *head,
			       const char *function)
{
	struct mean b = time_of(base, function), h = time_of(head, function);

	return (struct change){
		.function = function ? function : "all",
		.base_ns = b.value,
		.head_ns = h.value,
		.base_part = function ? stacks_of(&base->self, function) / base->total : 1,
		.head_part = function ? stacks_of(&head->self, function) / head->total : 1,
		.uncertainty = uncertainty_of(b, h),
	};
}

static int by_size(const void *a, const void *b)
{
	const struct change *left = a, *right = b;
	double x = fabs(left->head_ns - left->base_ns), y = fabs(right->head_ns - right->base_ns);

	return x < y ? 1 : x > y ? -1 : strcmp(left->function, right->function);
}

struct change *changes_make(const struct side *base, const struct side *head, size_t *nr)
{
	size_t room = base->self.nr + head->self.nr;
	struct change *changes = calloc(room ? room : 1, sizeof(*changes));

	*nr = 0;
	if (!changes)
		return NULL;
	for (size_t i = 0; i < base->self.nr; i++)
		changes[(*nr)++] = change_of(base, head, base->self.all[i].frames);
	for (size_t i = 0; i < head->self.nr; i++)
		if (!stacks_of(&base->self, head->self.all[i].frames))
			changes[(*nr)++] = change_of(base, head, head->self.all[i].frames);
	qsort(changes, *nr, sizeof(*changes), by_size);
	return changes;
}

static void put_change(struct table *t, const struct change *c)
{
	double difference = c->head_ns - c->base_ns;

	table_row(t);
	table_cell(t, "%s", c->function);
	table_cell(t, "%.1f", c->base_ns / 1e3);
	table_cell(t, "%.1f", c->head_ns / 1e3);
	table_cell(t, "%+.1f", difference / 1e3);
	if (isfinite(c->uncertainty))
		table_cell(t, "%.1f", c->uncertainty / 1e3);
	else
		table_cell(t, "?");
	table_cell(t, "%s", fabs(difference) > c->uncertainty ? "" : "~");
	table_cell(t, "%.1f %%", 100 * c->base_part);
	table_cell(t, "%.1f %%", 100 * c->head_part);
}

static void put_side(const struct side *side, const char *name, FILE *out)
{
	fprintf(out, "%s: %s, %.0f samples in %zu process%s\n", name,
		*side->tree ? side->tree : "not known", side->total, side->nr,
		side->nr == 1 ? "" : "es");
}

int print_difference(const struct side *base, const struct side *head, FILE *out)
{
	static const char *const columns[] = { "function", ">base us", ">head us", ">difference",
					       ">+-", "", ">of base", ">of head", NULL };
	size_t nr;
	struct change *changes = changes_make(base, head, &nr), all;
	struct table *t;

	if (!changes) {
		warnx("out of memory");
		return -ENOMEM;
	}
	t = table_begin(columns);
	all = change_of(base, head, NULL);
	put_change(t, &all);
	for (size_t i = 0; i < nr && i < MAX_FUNCTIONS; i++)
		put_change(t, &changes[i]);
	free(changes);
	put_side(base, "base", out);
	put_side(head, "head", out);
	fprintf(out, "\nFunctions of %s that differ most,", head->what);
	if (!table_end(t, out, " own time in one operation"))
		return -ENOMEM;
	fputs("+-: half of the 99 % interval of the difference, ~ where it has both signs.\n"
	      "Sampling is part of these times; make compare measures without it.\n", out);
	return 0;
}
