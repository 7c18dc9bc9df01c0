// SPDX-License-Identifier: GPL-2.0-only
/* ptlu tiers: the host tier's instructions beside those of kernels, as Markdown. */
#include "commands.h"
#include "run.h"
#include "tier_counts.h"

#include <argp.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **dir = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*dir)
			argp_usage(state);
		*dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!*dir)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	NULL, parse, "RUN",
	"Print the instructions per table of both tiers: those of RUN/counts.jsonl, counted on the"
	" host tier, beside those of RUN/samples.jsonl, counted in kernels.",
	NULL, NULL, NULL,
};

int command_tiers(int argc, char **argv)
{
	const char *dir = NULL;
	struct run run;
	bool printed;

	argp_parse(&argp, argc, argv, 0, NULL, &dir);
	if (run_read(&run, dir))
		return EXIT_FAILURE;
	printed = print_tiers(&run.counts, &run.set, stdout);
	if (!printed)
		warnx("%s has no target and size that was counted on both tiers: make bench-kernel"
		      " CLOCK=icount counts in kernels, and on the host in counts.jsonl", dir);
	run_free(&run);
	return printed ? EXIT_SUCCESS : EXIT_FAILURE;
}
