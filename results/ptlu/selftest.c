// SPDX-License-Identifier: GPL-2.0-only
/* ptlu selftest: rate of false calls on equal code, and of added work that is found. */
#define _GNU_SOURCE
#include "selftest.h"
#include "commands.h"
#include "table.h"
#include "results/format/file.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Thresholds that sessions are judged with: that of make compare first, then finer ones. */
static const double thresholds[] = { 0.02, 0.01, 0.005 };

#define NR_THRESHOLDS	(sizeof(thresholds) / sizeof(thresholds[0]))

static struct selftest_tally *find_amount(struct selftest *t, double percent)
{
	for (size_t i = 0; i < t->nr_amounts; i++)
		if (t->amounts[i].percent == percent)
			return &t->amounts[i];
	if (t->nr_amounts == SELFTEST_MAX_AMOUNTS)
		return NULL;
	t->amounts[t->nr_amounts].percent = percent;
	return &t->amounts[t->nr_amounts++];
}

int selftest_add(struct selftest *t, const struct verdicts *v, double percent)
{
	struct selftest_tally *amount = percent > 0 ? find_amount(t, percent) : NULL;

	if (percent > 0 && !amount)
		return -E2BIG;
	t->sessions++;
	for (size_t i = 0; i < v->nr; i++) {
		const struct family *f = &v->families[i];

		t->compared++;
		t->false_calls += is_called(&f->null);
		if (!amount) {
			t->compared++;
			t->false_calls += is_called(&f->head);
			continue;
		}
		amount->families++;
		amount->found += f->head.verdict == VERDICT_SLOWER;
		amount->faster += f->head.verdict == VERDICT_FASTER;
	}
	return 0;
}

bool selftest_holds(const struct selftest *t)
{
	bool found = false;

	for (size_t i = 0; i < t->nr_amounts; i++) {
		const struct selftest_tally *amount = &t->amounts[i];

		if (amount->percent == SELFTEST_FOUND_PERCENT)
			found = amount->found == amount->families &&
				amount->families >= SELFTEST_FOUND_LEAST;
	}
	return found &&
	       clopper_pearson_upper(t->false_calls, t->compared) <= SELFTEST_FALSE_RATE;
}

/* ---- the command ---- */

/**
 * struct tested - all sessions under all thresholds
 * @under: the sums, by threshold
 * @sessions: rows of the table of sessions
 * @json: the same for other programs
 */
struct tested {
	struct selftest under[NR_THRESHOLDS];
	struct table *sessions;
	json_t *json;
};

struct arguments {
	const char **dirs;
	size_t nr;
	const char *write;
};

static void count_calls(const struct verdicts *v, size_t *by_verdict, size_t *null_called)
{
	for (size_t i = 0; i < v->nr; i++) {
		by_verdict[v->families[i].head.verdict]++;
		*null_called += is_called(&v->families[i].null);
	}
}

static void add_row(struct tested *t, const struct rounds *r, const struct verdicts *v,
		    double percent)
{
	size_t by_verdict[VERDICT_NOISE + 1] = { 0 }, null_called = 0;
	const struct conditions *c = &r->conditions[ARM_BASE];

	count_calls(v, by_verdict, &null_called);
	table_row(t->sessions);
	table_cell(t->sessions, "%s", c->start);
	table_cell(t->sessions, "%g %%", percent);
	table_cell(t->sessions, "%zu", r->nr);
	table_cell(t->sessions, "%zu", r->nr_dirty + r->nr_dirty_kept);
	table_cell(t->sessions, "%zu", v->nr);
	table_cell(t->sessions, "%zu", by_verdict[VERDICT_SLOWER]);
	table_cell(t->sessions, "%zu", by_verdict[VERDICT_FASTER]);
	table_cell(t->sessions, "%zu", by_verdict[VERDICT_SAME]);
	table_cell(t->sessions, "%zu", by_verdict[VERDICT_CANNOT_TELL]);
	table_cell(t->sessions, "%zu", null_called);
	json_array_append_new(json_object_get(t->json, "sessions"), json_pack(
		"{s:s, s:s, s:s, s:s, s:f, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "start",
		c->start, "cpu", c->cpu, "tree", c->tree, "ptlu", c->revision, "added_percent", percent,
		"rounds", (json_int_t)r->nr, "rounds_disturbed",
		(json_int_t)(r->nr_dirty + r->nr_dirty_kept), "families", (json_int_t)v->nr, "slower",
		(json_int_t)by_verdict[VERDICT_SLOWER], "faster",
		(json_int_t)by_verdict[VERDICT_FASTER], "same",
		(json_int_t)by_verdict[VERDICT_SAME], "cannot_tell",
		(json_int_t)by_verdict[VERDICT_CANNOT_TELL], "null_called",
		(json_int_t)null_called));
}

static int add_verdicts(struct tested *t, const struct rounds *r, double percent)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < NR_THRESHOLDS; i++) {
		const struct limits limits = { .alpha = 0.05, .threshold = thresholds[i] };
		struct verdicts v;

		ret = verdicts_make(&v, r, &limits);
		if (ret)
			return ret;
		ret = selftest_add(&t->under[i], &v, percent);
		if (ret)
			warnx("%s: more than %d amounts of added work", r->dir,
			      SELFTEST_MAX_AMOUNTS);
		else if (!i)
			add_row(t, r, &v, percent);
		verdicts_free(&v);
	}
	return ret;
}

static int add_session(struct tested *t, const char *dir)
{
	struct rounds r;
	int ret = rounds_read(&r, dir);

	if (ret)
		return ret;
	if (strcmp(r.conditions[ARM_BASE].tree_hash, r.conditions[ARM_HEAD].tree_hash)) {
		warnx("%s compares two trees; a self-test compares one with itself", dir);
		ret = -EINVAL;
	} else {
		ret = add_verdicts(t, &r, strtod(r.conditions[ARM_HEAD].inject, NULL));
	}
	rounds_free(&r);
	return ret;
}

static void print_threshold(const struct selftest *s, double threshold, struct table *t)
{
	table_row(t);
	table_cell(t, "%g %%", 100 * threshold);
	table_cell(t, "%zu of %zu", s->false_calls, s->compared);
	table_cell(t, "%.2f %%", 100 * clopper_pearson_upper(s->false_calls, s->compared));
	for (size_t i = 0; i < s->nr_amounts; i++)
		table_cell(t, "%zu of %zu", s->amounts[i].found, s->amounts[i].families);
}

static void print_thresholds(const struct tested *tested, FILE *out)
{
	static const char *const columns[] = { ">threshold", ">false calls", ">at most", NULL };
	struct table *t = table_begin(columns);
	const struct selftest *first = &tested->under[0];
	char head[40];

	for (size_t i = 0; i < first->nr_amounts; i++) {
		snprintf(head, sizeof(head), ">%g %% found in", first->amounts[i].percent);
		table_column(t, head);
	}
	for (size_t i = 0; i < NR_THRESHOLDS; i++)
		print_threshold(&tested->under[i], thresholds[i], t);
	table_end(t, out, "Calls, by the threshold of the comparison");
	fputs("false calls: of comparisons of equal code, which are the null arms and the heads to\n"
	      "which no work was added.  at most: upper end of the 95 % interval (Clopper and\n"
	      "Pearson).  Work below the threshold is not called on purpose.\n", out);
}

static void print_all(struct tested *t, FILE *out)
{
	const struct selftest *s = &t->under[0];

	table_end(t->sessions, out, "Sessions: a tree against itself, judged as by make compare");
	t->sessions = NULL;
	fputs("slower to cannot tell: families of head, to which work was added.  disturbed: rounds\n"
	      "in which others used the processors.\n\n", out);
	print_thresholds(t, out);
	fprintf(out, "\n%s: at most %.2f %% of comparisons of equal code are called (limit %g %%), %zu sessions\n",
		selftest_holds(s) ? "holds" : "does not hold",
		100 * clopper_pearson_upper(s->false_calls, s->compared), 100 * SELFTEST_FALSE_RATE,
		s->sessions);
}

static void thresholds_to_json(struct tested *t)
{
	json_t *all = json_array();

	for (size_t i = 0; i < NR_THRESHOLDS; i++) {
		const struct selftest *s = &t->under[i];
		json_t *amounts = json_array();

		for (size_t a = 0; a < s->nr_amounts; a++)
			json_array_append_new(amounts, json_pack(
				"{s:f, s:I, s:I, s:I}", "added_percent", s->amounts[a].percent,
				"families", (json_int_t)s->amounts[a].families, "found",
				(json_int_t)s->amounts[a].found, "faster",
				(json_int_t)s->amounts[a].faster));
		json_array_append_new(all, json_pack(
			"{s:f, s:I, s:I, s:f, s:o}", "threshold", thresholds[i], "compared",
			(json_int_t)s->compared, "false_calls", (json_int_t)s->false_calls,
			"false_rate_at_most",
			clopper_pearson_upper(s->false_calls, s->compared), "added", amounts));
	}
	json_object_set_new(t->json, "thresholds", all);
	json_object_set_new(t->json, "holds", json_boolean(selftest_holds(&t->under[0])));
}

static int write_file(const char *dir, const char *name, const char *text)
{
	char *path = NULL;
	int ret = text && asprintf(&path, "%s/%s", dir, name) >= 0 ? 0 : -ENOMEM;

	if (!ret)
		ret = write_whole_file(path, text, strlen(text));
	else
		warnx("out of memory");
	free(path);
	return ret;
}

static int report(struct tested *t, const char *dir)
{
	char *text = NULL, *json;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? 0 : -ENOMEM;

	if (out) {
		print_all(t, out);
		ret = fclose(out) ? -ENOMEM : 0;
	}
	if (!ret)
		fputs(text, stdout);
	if (!ret && dir) {
		thresholds_to_json(t);
		json = json_dumps(t->json, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
		ret = write_file(dir, "selftest.txt", text);
		ret = write_file(dir, "selftest.json", json) ? -EIO : ret;
		free(json);
	}
	free(text);
	return ret;
}

static const struct argp_option options[] = {
	{ "write", 'w', "DIRECTORY", 0, "Write selftest.txt and selftest.json into it", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'w':
		a->write = arg;
		return 0;
	case ARGP_KEY_ARG:
		a->dirs[a->nr++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->nr)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "SESSION...",
	"Judge sessions in which make compare compared a tree with itself: how often it called a"
	" change that is not there, and how often it found work that was added on purpose."
	"\vThe exit status is 0 if at most 1 % of such calls are false, with 95 % confidence, and"
	" 5 % of work was found in each of 59 families or more; 1 if not; 2 for an error.",
	NULL, NULL, NULL,
};

int command_selftest(int argc, char **argv)
{
	static const char *const columns[] = { "begun", ">added", ">rounds", ">disturbed",
					       ">families", ">slower", ">faster", ">same",
					       ">cannot tell", ">null arm called", NULL };
	struct arguments a = { .dirs = calloc((size_t)argc, sizeof(*a.dirs)) };
	struct tested t = { .json = json_pack("{s:i, s:[]}", "schema", 1, "sessions") };
	int ret = a.dirs && t.json ? 0 : -ENOMEM;

	if (!ret) {
		argp_parse(&argp, argc, argv, 0, NULL, &a);
		t.sessions = table_begin(columns);
	}
	for (size_t i = 0; !ret && i < a.nr; i++)
		ret = add_session(&t, a.dirs[i]);
	if (!ret)
		ret = report(&t, a.write);
	json_decref(t.json);
	free(a.dirs);
	return ret ? 2 : !selftest_holds(&t.under[0]);
}
