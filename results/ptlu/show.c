// SPDX-License-Identifier: GPL-2.0-only
/* ptlu show: samples of a run, or one figure. */
#include "commands.h"
#include "hardware.h"
#include "run.h"
#include "select.h"
#include "table.h"

#include <argp.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
	const char *dir;
	struct selection selection;
	bool one_figure;
};

static const struct argp_option options[] = {
	{ "select", 's', "VALUES", 0,
	  "Samples whose fields have these values: KEY=VALUE, separated by commas", 0 },
	{ "field", 'f', "NAME", 0, "Print this figure of the one sample that matches", 0 },
	{ "ratio", 'r', "VARIANT", 0,
	  "Print the figure divided by that of VARIANT, measured in the same case", 0 },
	{ 0 },
};

static void add(struct argp_state *state, const char *key, const char *value)
{
	struct arguments *a = state->input;
	char error[256], text[512];

	snprintf(text, sizeof(text), "%s%s", key, value);
	if (selection_add(&a->selection, text, error, sizeof(error)))
		argp_error(state, "%s", error);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 's':
		add(state, "", arg);
		return 0;
	case 'f':
		a->one_figure = true;
		add(state, "field=", arg);
		return 0;
	case 'r':
		a->one_figure = true;
		add(state, "ratio=", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "RUN",
	"Show the samples of RUN, the directory of a run, as a table; or with --field or --ratio"
	" one figure, for scripts."
	"\vKeys: run, case, tier, arch, kernel, target, format, op, variant, leaf, placement,"
	" cache, clock (names or shell patterns), tables (a number or max), iova_bytes (64GiB),"
	" order, batch, workers; digits=N and unit=ns|us|ms|s|auto say how a figure is printed.\n\n"
	"Figures: ns_median, ns_min, ns_mad, ns_per_table, ns_per_page, tables, reps, pool_unused;"
	" instructions, cycles, llc_misses, dtlb_misses, page_walks, and each of these _per_table.\n\n"
	"Example: ptlu show results/latest -s op=restore,target=vtdss-48,variant=ours,leaf=4k,"
	"placement=shuffled,cache=cold,tables=max -f ns_per_table",
	NULL, NULL, NULL,
};

static void put_number(struct table *t, bool known, int digits, double value)
{
	if (known)
		table_cell(t, "%.*f", digits, value);
	else
		table_cell(t, "-");
}

static void put_sample(struct table *t, const struct bench_sample *s, bool hardware)
{
	table_row(t);
	table_cell(t, "%s", s->target);
	table_cell(t, "%s", s->op);
	table_cell(t, "%s", s->variant);
	table_cell(t, "%s", s->leaf);
	table_cell(t, "%s", s->placement);
	table_cell(t, "%s", s->cache);
	table_cell(t, "%u", s->order);
	table_cell(t, "%llu", (unsigned long long)s->tables);
	put_number(t, s->reps, 0, s->ns_median);
	put_number(t, s->reps, 0, s->ns_mad);
	put_number(t, s->reps, 1, s->ns_per_table);
	put_number(t, s->instructions >= 0, 0, s->instructions);
	for (size_t i = 0; hardware && i < NR_HARDWARE_COUNTS; i++)
		put_number(t, hardware_count(s, i) >= 0, 0, hardware_count(s, i));
	table_cell(t, "%s", s->refused ? s->refused : "");
}

static void add_hardware_columns(struct table *t)
{
	char head[32];

	for (size_t i = 0; i < NR_HARDWARE_COUNTS; i++) {
		snprintf(head, sizeof(head), ">%s", hardware_count_names[i]);
		table_column(t, head);
	}
}

static bool print_samples(const struct run *run, const struct selection *sel)
{
	static const char *const columns[] = { "target", "operation", "variant", "leaf",
					       "placement", "cache", ">order", ">tables", ">ns",
					       ">MAD", ">ns/table", ">instructions", NULL };
	struct table *t = table_begin(columns);
	size_t nr;
	const struct bench_sample **taken = selection_take(sel, run, &nr);
	bool hardware = false;

	for (size_t i = 0; i < nr; i++)
		hardware |= has_hardware_counts(taken[i]);
	if (hardware)
		add_hardware_columns(t);
	table_column(t, "refused");
	for (size_t i = 0; i < nr; i++)
		put_sample(t, taken[i], hardware);
	free(taken);
	return table_end(t, stdout, "Samples");
}

int command_show(int argc, char **argv)
{
	struct arguments a = { .selection = SELECT_ALL };
	char text[256];
	struct run run;
	int status = EXIT_SUCCESS;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (run_read(&run, a.dir))
		return EXIT_FAILURE;
	if (!a.one_figure) {
		if (!print_samples(&run, &a.selection)) {
			warnx("%s: no sample matches", a.dir);
			status = EXIT_FAILURE;
		}
	} else if (selection_figure(&a.selection, &run, text, sizeof(text))) {
		warnx("%s: %s", a.dir, text);
		status = EXIT_FAILURE;
	} else {
		printf("%s\n", text);
	}
	run_free(&run);
	return status;
}
