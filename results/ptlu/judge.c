// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu judge: whether the counts of a run are those of a good run or of a bad one, for git bisect.
 */
#include "commands.h"
#include "counts.h"
#include "patterns.h"

#include <argp.h>
#include <err.h>
#include <math.h>
#include <stdlib.h>

struct arguments {
	const char *dirs[3];
	size_t nr;
	const char *ops, *variants;
};

static const struct argp_option options[] = {
	{ "ops", 'o', "PATTERNS", 0, "Operations that decide, all by default", 0 },
	{ "variants", 'v', "PATTERNS", 0, "Variants that decide, \"ours tree\" by default", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'o':
		a->ops = arg;
		return 0;
	case 'v':
		a->variants = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->nr == 3)
			argp_usage(state);
		a->dirs[a->nr++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->nr < 2)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "GOOD BAD [RUN]",
	"Say whether RUN counts as many instructions as GOOD or as BAD, whichever is nearer in the"
	" geometric mean over the operations; without RUN whether the two can be told apart."
	"\vThe exit status is 0 for good, 1 for bad, 2 for an error, and 3 if GOOD and BAD are the"
	" same to 0.1 %.",
	NULL, NULL, NULL,
};

static bool decides(const struct bench_sample *s, const void *data)
{
	const struct arguments *a = data;

	return matches_any(a->ops, s->op) && matches_any(a->variants, s->variant);
}

static int judge(const struct arguments *a, const struct counts *c)
{
	double bad = counts_ratio(&c[0], &c[1], decides, a), run;

	if (isnan(bad)) {
		warnx("%s and %s have no such operation in common", a->dirs[0], a->dirs[1]);
		return 2;
	}
	printf("bad is %+.2f %% of good\n", 100 * (bad - 1));
	if (fabs(bad - 1) < COUNT_THRESHOLD) {
		warnx("%s and %s count the same instructions", a->dirs[0], a->dirs[1]);
		return 3;
	}
	if (a->nr == 2)
		return 0;
	run = counts_ratio(&c[0], &c[2], decides, a);
	if (isnan(run)) {
		warnx("%s has no such operation", a->dirs[2]);
		return 2;
	}
	printf("this is %+.2f %% of good: %s\n", 100 * (run - 1),
	       fabs(log(run)) < fabs(log(run / bad)) ? "good" : "bad");
	return fabs(log(run)) < fabs(log(run / bad)) ? 0 : 1;
}

int command_judge(int argc, char **argv)
{
	struct arguments a = { .ops = "*", .variants = "ours tree" };
	struct counts c[3] = { 0 };
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	for (size_t i = 0; !status && i < a.nr; i++)
		status = counts_read(&c[i], a.dirs[i]) ? 2 : 0;
	if (!status)
		status = judge(&a, c);
	for (size_t i = 0; i < 3; i++)
		counts_free(&c[i]);
	return status;
}
