// SPDX-License-Identifier: GPL-2.0-only
/* ptlu nightly-selftest: what would have been reported of histories whose changes are known. */
#define _GNU_SOURCE
#include "results/ptlu/commands.h"
#include "results/ptlu/table.h"
#include "nightly_walk.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Without them nothing can be found. */
#define LEAST_NIGHTS	6
#define SOON		10
/* Goals. */
#define GOAL_DELAY	3
#define GOAL_FOUND	0.95
#define GOAL_STEP	0.05
#define GOAL_FALSE	1

static const char *const group_names[NR_GROUPS] = {
	"an operation on all targets", "an operation on one target", "the same, several threads",
};

/* ---- kinds of histories ---- */

#define CHANGED		WALK_CHANGED
#define STEP_OF(size)	{ EFFECT_STEP, CHANGED, size }

static const struct kind {
	const char *name;
	struct walk_kind walk;
	/* histories of it, for each that has nothing */
	double share;
} kinds[] = {
	{ "nothing", { { EFFECT_NOTHING, CHANGED, 0 }, LEAST_NIGHTS, WALK_NIGHTS, 1 }, 1 },
	{ "+2 %", { STEP_OF(0.0198), CHANGED, CHANGED + SOON, 1 }, 0.3 },
	{ "+3 %", { STEP_OF(0.0296), CHANGED, CHANGED + SOON, 1 }, 0.3 },
	{ "+5 %", { STEP_OF(0.0488), CHANGED, CHANGED + SOON, 1 }, 0.3 },
	{ "+5 %, noise of nights", { STEP_OF(0.0488), CHANGED, CHANGED + SOON, 0 }, 0.3 },
	{ "-5 %", { STEP_OF(-0.0513), CHANGED, CHANGED + SOON, 1 }, 0.3 },
	{ "+10 %", { STEP_OF(0.0953), CHANGED, CHANGED + SOON, 1 }, 0.3 },
	{ "+0.1 % a night", { { EFFECT_DRIFT, CHANGED, 0.001 }, CHANGED, WALK_NIGHTS, 1 }, 0.1 },
	{ "+30 %, one night", { { EFFECT_SPIKE, CHANGED, 0.2624 }, CHANGED, CHANGED + SOON, 1 },
	  0.3 },
	{ "another machine", { { EFFECT_MACHINE, CHANGED, 0.2624 }, CHANGED, CHANGED + GOAL_DELAY,
	  1 }, 0.3 },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static double part(size_t of, size_t all)
{
	return all ? (double)of / (double)all : 0;
}

static void put_kind(struct table *t, const struct kind *k, const struct tally *tally)
{
	static const size_t delays[] = { 3, 5, SOON, WALK_DELAYS };

	for (enum group g = 0; k->walk.effect.kind != EFFECT_NOTHING && g < NR_GROUPS; g++) {
		if (k->walk.effect.kind != EFFECT_STEP && k->walk.effect.kind != EFFECT_DRIFT)
			break;
		table_row(t);
		table_cell(t, "%s", k->name);
		table_cell(t, "%s", group_names[g]);
		table_cell(t, "%zu", tally->families[g]);
		for (size_t i = 0; i < sizeof(delays) / sizeof(delays[0]); i++)
			if (k->walk.to >= CHANGED + delays[i])
				table_cell(t, "%.1f %%", 100 * part(tally->found[g][delays[i]],
								    tally->families[g]));
			else
				table_cell(t, "-");
	}
}

static void print_found(const struct tally *tallies, FILE *out)
{
	static const char *const columns[] = { "put in", "family", ">families", ">3 nights",
					       ">5 nights", ">10 nights", ">30 nights", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < NR_KINDS; i++)
		put_kind(t, &kinds[i], &tallies[i]);
	table_end(t, out, "Changes that were found within so many nights");
}

static void print_false(const struct tally *tallies, FILE *out)
{
	static const char *const columns[] = { "put in", ">histories", ">nights", ">false lines",
					       ">most in one", ">several threads", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < NR_KINDS; i++) {
		const struct tally *k = &tallies[i];

		if (kinds[i].walk.from < CHANGED) {
			table_row(t);
			table_cell(t, "%s, first nights", kinds[i].name);
			table_cell(t, "%zu", k->histories);
			table_cell(t, "%zu to %d", kinds[i].walk.from, CHANGED);
			table_cell(t, "%.2f", part(k->lines, k->histories));
			table_cell(t, "-");
			table_cell(t, "-");
		}
		table_row(t);
		table_cell(t, "%s", kinds[i].name);
		table_cell(t, "%zu", k->histories);
		table_cell(t, "%d to %zu", CHANGED + 1, kinds[i].walk.to);
		table_cell(t, "%.2f", part(k->later, k->histories));
		table_cell(t, "%zu", k->most);
		table_cell(t, "%.2f", part(k->threads, k->histories));
	}
	table_end(t, out, "\nLines of a report that show nothing that was put in, for each history");
	fputs("several threads: those of families of several threads, of all nights.\n", out);
}

/* What it costs to measure again, where nothing was put in. */
static void print_again(const struct tally *k, FILE *out)
{
	static const char *const columns[] = { ">nights", ">families a night", ">most in one",
					       ">processes a night", ">showed a change", NULL };
	struct table *t = table_begin(columns);
	double families = part(k->again, k->nights);

	table_row(t);
	table_cell(t, "%zu", k->nights);
	table_cell(t, "%.1f", families);
	table_cell(t, "%zu", k->most_again);
	table_cell(t, "%.0f", families * AGAIN_ROUNDS * NR_ARMS);
	table_cell(t, "%zu", k->held);
	table_end(t, out, "\nMeasured again, where nothing was put in");
	fprintf(out, "families: one of all targets is measured on %d of them, and counts as many times.\n",
		AGAIN_TARGETS);
}

static void print_goal(const char *name, double reached, double goal, bool holds, FILE *out)
{
	fprintf(out, "%s: %.4g, goal %g: %s\n", name, reached, goal,
		holds ? "reached" : "not reached");
}

static void print_goals(const struct tally *tallies, FILE *out)
{
	/* of both ends of what is not known of the noise the worse one */
	const struct tally *step = &tallies[3], *of_nights = &tallies[4];
	const struct tally *machine = &tallies[NR_KINDS - 1];
	double found[2], false_lines = part(tallies[0].later, tallies[0].histories);
	double alarms = part(machine->later, machine->histories);

	for (enum group g = 0; g < 2; g++)
		found[g] = fmin(part(step->found[g][GOAL_DELAY], step->families[g]),
				part(of_nights->found[g][GOAL_DELAY], of_nights->families[g]));
	fputc('\n', out);
	print_goal("false lines in 30 nights", false_lines, GOAL_FALSE, false_lines <= GOAL_FALSE,
		   out);
	print_goal("5 % within 3 nights, all targets", found[0], GOAL_FOUND, found[0] >= GOAL_FOUND,
		   out);
	print_goal("5 % within 3 nights, one target", found[1], GOAL_FOUND, found[1] >= GOAL_FOUND,
		   out);
	print_goal("lines after a change of the machine", alarms, 0, alarms == 0, out);
}

/* ---- noise ---- */

static double root_mean_square(const double *x, size_t nr)
{
	return nr ? sqrt(gsl_stats_tss_m(x, 1, nr, 0) / (double)nr) : 0;
}

static void print_noise(const struct synthetic *s, FILE *out)
{
	static const char *const columns[] = { "variant", ">families", ">of a family", ">points",
					       ">of a point", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < s->nr_pools; i++) {
		const struct noise_pool *p = &s->pools[i];

		table_row(t);
		table_cell(t, "%s", p->variant);
		table_cell(t, "%zu", p->nr_families);
		table_cell(t, "%.2f %%", 100 * root_mean_square(p->families, p->nr_families));
		table_cell(t, "%zu", p->nr_points);
		table_cell(t, "%.2f %%", 100 * root_mean_square(p->points, p->nr_points));
	}
	table_end(t, out, "Noise of one run beside that of its repetitions, of two runs of equal code");
	fputc('\n', out);
}

/* ---- the command ---- */

struct arguments {
	const char *dirs[2];
	size_t nr;
	long histories;
};

static const struct argp_option options[] = {
	{ "histories", 'n', "NUMBER", 0, "Histories in which nothing changes, 10 by default", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	char *end;

	switch (key) {
	case 'n':
		a->histories = strtol(arg, &end, 10);
		if (*end || a->histories < 1 || a->histories > 10000)
			argp_error(state, "%s is no number from 1 to 10000", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->nr == 2)
			argp_usage(state);
		a->dirs[a->nr++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->nr != 2)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "REFERENCE AGAIN",
	"Make histories with the points and repetitions of the run REFERENCE, and with the noise by"
	" which the run AGAIN of equal code differs from it; put steps, drifts, spikes and another"
	" machine in; and count what ptlu changes would report."
	"\vThe exit status is 0 whether the goals are reached or not, 2 for an error.",
	NULL, NULL, NULL,
};

static int walk_all(const struct synthetic *s, long histories, struct tally *tallies)
{
	int ret = 0;

	for (size_t k = 0; !ret && k < NR_KINDS; k++) {
		long nr = lround(ceil(kinds[k].share * (double)histories));

		for (long i = 0; !ret && i < nr; i++)
			ret = walk_history(s, &kinds[k].walk, 1000 * k + (unsigned long)i + 1,
					   &tallies[k]);
	}
	if (ret)
		warnx("out of memory");
	return ret;
}

static int test_runs(const struct run *reference, const struct run *again, long histories)
{
	struct tally tallies[NR_KINDS] = { 0 };
	struct synthetic s;
	int ret = synthetic_read(&s, reference, again);

	if (ret)
		return ret;
	print_noise(&s, stdout);
	ret = walk_all(&s, histories, tallies);
	if (!ret) {
		print_found(tallies, stdout);
		print_false(tallies, stdout);
		print_again(&tallies[0], stdout);
		print_goals(tallies, stdout);
	}
	synthetic_free(&s);
	return ret;
}

int command_nightly_selftest(int argc, char **argv)
{
	struct arguments a = { .histories = 10 };
	struct run reference, again;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (run_read(&reference, a.dirs[0]))
		return 2;
	ret = run_read(&again, a.dirs[1]);
	if (!ret) {
		ret = test_runs(&reference, &again, a.histories);
		run_free(&again);
	}
	run_free(&reference);
	return ret ? 2 : 0;
}
