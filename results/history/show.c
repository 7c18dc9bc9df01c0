// SPDX-License-Identifier: GPL-2.0-only
/* ptlu history list and show: the runs of a history, and a series night by night. */
#include "database.h"
#include "results/ptlu/select.h"
#include "results/ptlu/table.h"
#include "series_rows.h"
#include "subcommands.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TEXT	160

struct arguments {
	const char *db;
	const char *machine;
	struct selection selection;
};

static const struct argp_option list_options[] = {
	{ "db", 'd', "FILE", 0, "The history, " HISTORY_FILE " by default", 0 },
	{ 0 },
};

static const struct argp_option show_options[] = {
	{ "db", 'd', "FILE", 0, "The history, " HISTORY_FILE " by default", 0 },
	{ "machine", 'm', "NUMBER", 0, "Series of this machine alone, a number of list", 0 },
	{ "select", 's', "VALUES", 0,
	  "Series whose key has these values: KEY=VALUE, separated by commas", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	char error[256];

	switch (key) {
	case 'd':
		a->db = arg;
		return 0;
	case 'm':
		a->machine = arg;
		return 0;
	case 's':
		if (selection_add(&a->selection, arg, error, sizeof(error)))
			argp_error(state, "%s", error);
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp_list = {
	list_options, parse, NULL, "List the runs of a history, the oldest first.", NULL, NULL, NULL,
};

static const struct argp argp_show = {
	show_options, parse, NULL,
	"Show the series of a history that have the values, or of one series every night."
	"\vKeys: tier, arch, target, op, variant, leaf, placement, cache (names or shell patterns),"
	" order, tables (a number or max).\n\n"
	"Example: ptlu history show -s op=restore,target=vtdss-48,variant=ours,leaf=4k,"
	"placement=shuffled,cache=cold,tables=max",
	NULL, NULL, NULL,
};

static const char *date_of(long long seconds, char *text)
{
	time_t t = (time_t)seconds;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	strftime(text, TEXT, "%Y-%m-%d %H:%M", &tm);
	return text;
}

static int print_machines(struct history *h)
{
	static const char *const columns[] = { ">", "machine", NULL };
	struct table *t = table_begin(columns);
	sqlite3_stmt *s = history_prepare(h, "SELECT id, fingerprint FROM machine ORDER BY id", "");
	char text[1200];
	int ret;

	while ((ret = history_step(h, s)) == 1) {
		table_row(t);
		table_cell(t, "%lld", sqlite3_column_int64(s, 0));
		table_cell(t, "%s", history_text(s, 1, text, sizeof(text)));
	}
	sqlite3_finalize(s);
	table_end(t, stdout, "Machines");
	return ret;
}

static int print_runs(struct history *h)
{
	static const char *const columns[] = { "begun", "run", ">machine", "kernel", "tree", "ptlu",
					       ">times", ">counts", ">tests", "state", NULL };
	static const int texts[] = { 3, 4, 5 };
	struct table *t = table_begin(columns);
	sqlite3_stmt *s = history_prepare(h, "SELECT start, name, machine, kernel, tree, "
		"substr(ptlu, 1, 12), times, counts, tests, state FROM run "
		"ORDER BY start, name, machine", "");
	char text[TEXT];
	int ret;

	while ((ret = history_step(h, s)) == 1) {
		table_row(t);
		table_cell(t, "%s", date_of(sqlite3_column_int64(s, 0), text));
		table_cell(t, "%s", history_text(s, 1, text, sizeof(text)));
		table_cell(t, "%lld", sqlite3_column_int64(s, 2));
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			table_cell(t, "%s", history_text(s, texts[i], text, sizeof(text)));
		for (int i = 6; i < 9; i++)
			table_cell(t, "%lld", sqlite3_column_int64(s, i));
		table_cell(t, "%s", history_text(s, 9, text, sizeof(text)));
	}
	sqlite3_finalize(s);
	if (!table_end(t, stdout, "Runs") && !ret) {
		warnx("%s has no run", h->path);
		ret = -ENODATA;
	}
	return ret;
}

int history_command_list(int argc, char **argv)
{
	struct arguments a = { .db = HISTORY_FILE };
	struct history h;
	int ret;

	argp_parse(&argp_list, argc, argv, 0, NULL, &a);
	if (history_open(&h, a.db, HISTORY_EXISTING))
		return EXIT_FAILURE;
	ret = print_runs(&h);
	if (!ret) {
		putchar('\n');
		ret = print_machines(&h);
	}
	history_close(&h);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- show ---- */

static void put_series(const struct bench_sample **taken, size_t nr)
{
	static const char *const columns[] = { ">machine", "tier", "arch", "target", "operation",
					       "variant", "leaf", "placement", "cache", ">order",
					       ">tables", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < nr; i++) {
		const struct bench_sample *s = taken[i];

		table_row(t);
		table_cell(t, "%s", s->run);
		table_cell(t, "%s", s->tier);
		table_cell(t, "%s", s->arch);
		table_cell(t, "%s", s->target);
		table_cell(t, "%s", s->op);
		table_cell(t, "%s", s->variant);
		table_cell(t, "%s", s->leaf);
		table_cell(t, "%s", s->placement);
		table_cell(t, "%s", s->cache);
		table_cell(t, "%u", s->order);
		table_cell(t, "%llu", (unsigned long long)s->tables);
	}
	table_end(t, stdout, "Series");
}

/* The difference to the night before that has one. */
static void put_change(struct table *t, double value, double *last)
{
	if (*last > 0 && value > 0)
		table_cell(t, "%+.1f%%", 100 * (value / *last - 1));
	else
		table_cell(t, "-");
	*last = value > 0 ? value : *last;
}

static void put_night(struct table *t, const struct series_night *n, double *ns, double *count)
{
	char date[TEXT];

	table_row(t);
	table_cell(t, "%s", date_of(n->start, date));
	table_cell(t, "%s", n->run);
	table_cell(t, "%s", n->tree);
	table_cell(t, "%s", n->ptlu);
	if (n->has_time)
		table_cell(t, "%.0f", n->ns_min);
	else
		table_cell(t, "-");
	put_change(t, n->refused ? 0 : n->ns_min, ns);
	if (n->has_time)
		table_cell(t, "%.0f", n->ns_median);
	else
		table_cell(t, "-");
	if (n->has_count)
		table_cell(t, "%.0f", n->instructions);
	else
		table_cell(t, "-");
	put_change(t, n->instructions, count);
	table_cell(t, "%s%s", n->state, n->refused ? ", refused" : "");
}

static int put_nights(struct history *h, const struct series_rows *rows,
		      const struct bench_sample *s)
{
	static const char *const columns[] = { "begun", "run", "tree", "ptlu", ">ns", ">change",
					       ">median ns", ">instructions", ">change", "state",
					       NULL };
	struct table *t = table_begin(columns);
	double ns = 0, count = 0;
	struct series_night *nights;
	size_t nr;
	char title[512];

	nights = series_nights(h, series_row(rows, s), &nr);
	for (size_t i = 0; nights && i < nr; i++)
		put_night(t, &nights[i], &ns, &count);
	snprintf(title, sizeof(title), "%s of %s on %s, %s, %s, %s, %llu tables, order %u, %s, machine %s",
		 s->op, s->variant, s->target, s->leaf, s->placement, s->cache,
		 (unsigned long long)s->tables, s->order, s->arch, s->run);
	table_end(t, stdout, title);
	free(nights);
	return nights ? 0 : -EIO;
}

int history_command_show(int argc, char **argv)
{
	struct arguments a = { .db = HISTORY_FILE, .selection = SELECT_ALL };
	const struct bench_sample **taken = NULL;
	struct series_rows rows = { 0 };
	struct history h;
	size_t nr = 0;
	char machine[80], error[256];
	int ret;

	argp_parse(&argp_show, argc, argv, 0, NULL, &a);
	snprintf(machine, sizeof(machine), "run=%.64s", a.machine ? a.machine : "*");
	/* a series has its machine where a sample has its run */
	if (selection_add(&a.selection, machine, error, sizeof(error))) {
		warnx("--machine: %s", error);
		return 2;
	}
	if (history_open(&h, a.db, HISTORY_EXISTING))
		return EXIT_FAILURE;
	ret = series_rows_read(&rows, &h);
	if (!ret) {
		const struct run run = { .set = { .samples = rows.keys, .nr = rows.nr } };

		taken = selection_take(&a.selection, &run, &nr);
		ret = taken ? 0 : -ENOMEM;
	}
	if (!ret && nr == 1)
		ret = put_nights(&h, &rows, taken[0]);
	else if (!ret && nr)
		put_series(taken, nr);
	else if (!ret)
		warnx("%s: no series matches", a.db);
	free(taken);
	series_rows_free(&rows);
	history_close(&h);
	return ret || !nr ? EXIT_FAILURE : EXIT_SUCCESS;
}
