// SPDX-License-Identifier: GPL-2.0-only
/* ptlu compare: what changed between two builds that ptlu-rounds measured; JSON and benchfmt of it. */
#define _GNU_SOURCE
#include "compare.h"
#include "commands.h"
#include "results/format/file.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
	const char *dir;
	struct limits limits;
	bool quiet;
};

static const struct argp_option options[] = {
	{ "threshold", 't', "PERCENT", 0, "Changes within this are none, 2 by default", 0 },
	{ "floor", 'f', "NS", 0, "Changes of fewer nanoseconds are none, 0 by default", 0 },
	{ "quiet", 'q', NULL, 0, "Print nothing; write the files alone", 0 },
	{ 0 },
};

static double number(struct argp_state *state, const char *arg, double most)
{
	char *end;
	double value = strtod(arg, &end);

	if (end == arg || *end || !(value >= 0 && value <= most))
		argp_error(state, "%s is no number between 0 and %g", arg, most);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 't':
		a->limits.threshold = number(state, arg, 50) / 100;
		return 0;
	case 'f':
		a->limits.floor_ns = number(state, arg, 1e12);
		return 0;
	case 'q':
		a->quiet = true;
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
	options, parse, "DIRECTORY",
	"Compare the two builds that make compare measured into DIRECTORY. Writes compare.txt,"
	" compare.md, compare.json and, for benchstat, base.bench and head.bench into it."
	"\vThe exit status is 0 if head is as fast as base or faster, 1 if it is slower in some"
	" operation, 2 for an error, 3 if this session cannot tell.",
	NULL, NULL, NULL,
};

/* JSON has no infinite numbers, which the interval of few rounds has. */
static json_t *real_or_null(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval_to_json(const struct interval *i)
{
	return json_pack("{s:o, s:o, s:o}", "low", real_or_null(i->low), "estimate",
			 real_or_null(i->estimate), "high", real_or_null(i->high));
}

static json_t *change_to_json(const struct change *c)
{
	return json_pack("{s:o, s:o, s:s}", "ratio", interval_to_json(&c->ratio), "p",
			 real_or_null(c->p), "verdict", verdict_text(c->verdict));
}

static json_t *family_to_json(const struct family *f)
{
	const struct bench_sample *s = f->first->sample;

	return json_pack("{s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "target", s->target, "op", s->op,
			 "variant", s->variant, "points", (json_int_t)f->nr, "head",
			 change_to_json(&f->head), "null", change_to_json(&f->null),
			 "per_doubling", interval_to_json(&f->per_doubling));
}

static json_t *point_to_json(const struct rounds *r, const struct verdicts *v, size_t i)
{
	const struct point *p = &r->points[i];
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:I}", "case", p->sample->case_id,
				   "target", p->sample->target, "op", p->sample->op, "variant",
				   p->sample->variant, "tables", (json_int_t)p->sample->tables);

	for (enum arm arm = 0; arm < NR_ARMS; arm++) {
		json_t *ns = json_array();

		for (size_t round = 0; round < r->nr; round++)
			json_array_append_new(ns, json_real(p->ns[arm][round]));
		json_object_set_new(object, arm_names[arm], ns);
	}
	if (!isnan(v->points[i].p))
		json_object_set_new(object, "head_change", change_to_json(&v->points[i]));
	return object;
}

int compare_json(const struct rounds *r, const struct verdicts *v, const struct limits *limits,
		 FILE *out)
{
	json_t *families = json_array(), *points = json_array(), *whole;
	int ret;

	for (size_t i = 0; i < v->nr; i++)
		json_array_append_new(families, family_to_json(&v->families[i]));
	for (size_t i = 0; i < r->nr_points; i++)
		json_array_append_new(points, point_to_json(r, v, i));
	whole = json_pack(
		"{s:i, s:s, s:I, s:I, s:f, s:f, s:f, s:f, s:{s:I, s:I, s:f}, s:o, s:o}", "schema",
		1, "verdict", verdict_text(v->overall), "rounds", (json_int_t)r->nr,
		"rounds_measured_again", (json_int_t)r->nr_dirty, "alpha", limits->alpha,
		"threshold", limits->threshold, "floor_ns", limits->floor_ns, "geometric_mean",
		v->geometric_mean, "null", "called", (json_int_t)v->false_calls, "of",
		(json_int_t)v->nr, "rate_at_most", v->false_rate, "families", families, "points",
		points);
	ret = whole && !json_dumpf(whole, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) ?
		      0 : -ENOMEM;
	fputc('\n', out);
	json_decref(whole);
	return ret;
}

void compare_benchfmt(const struct rounds *r, enum arm arm, FILE *out)
{
	fprintf(out, "side: %s\n", arm_names[arm]);
	for (size_t i = 0; i < r->nr_points; i++) {
		const struct bench_sample *s = r->points[i].sample;

		for (size_t round = 0; round < r->nr; round++)
			fprintf(out, "Benchmark/case=%s/op=%s/variant=%s 1 %.3f ns/op\n",
				s->case_id, s->op, s->variant, r->points[i].ns[arm][round]);
	}
}

/* What a file is, and who writes it. */
enum form { TEXT, MARKDOWN, JSON, BASE_BENCH, HEAD_BENCH, NR_FORMS };

static int write_form(enum form form, const struct rounds *r, const struct verdicts *v,
		      const struct limits *limits, FILE *out)
{
	switch (form) {
	case TEXT:
		compare_print(r, v, limits, out);
		return 0;
	case MARKDOWN:
		compare_markdown(r, v, out);
		return 0;
	case JSON:
		return compare_json(r, v, limits, out);
	case BASE_BENCH:
		compare_benchfmt(r, ARM_BASE, out);
		return 0;
	default:
		compare_benchfmt(r, ARM_HEAD, out);
		return 0;
	}
}

static int write_file(enum form form, const struct rounds *r, const struct verdicts *v,
		      const struct limits *limits)
{
	static const char *const names[NR_FORMS] = { "compare.txt", "compare.md", "compare.json",
						     "base.bench", "head.bench" };
	char *text = NULL, *path = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? write_form(form, r, v, limits, out) : -ENOMEM;

	if (out && fclose(out))
		ret = -ENOMEM;
	if (ret || asprintf(&path, "%s/%s", r->dir, names[form]) < 0)
		warnx("cannot write %s: out of memory", names[form]);
	else
		ret = write_whole_file(path, text, len);
	free(text);
	free(path);
	return ret;
}

static int exit_status(enum verdict overall)
{
	switch (overall) {
	case VERDICT_SLOWER:
		return 1;
	case VERDICT_CANNOT_TELL:
		return 3;
	default:
		return 0;
	}
}

int command_compare(int argc, char **argv)
{
	struct arguments a = { .limits = { .alpha = 0.05, .threshold = 0.02 } };
	struct verdicts v;
	struct rounds r;
	int status = 2, ret = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (rounds_read(&r, a.dir))
		return 2;
	if (!verdicts_make(&v, &r, &a.limits)) {
		for (enum form form = 0; form < NR_FORMS; form++)
			ret = write_file(form, &r, &v, &a.limits) ? -EIO : ret;
		if (!a.quiet)
			compare_print(&r, &v, &a.limits, stdout);
		status = ret ? 2 : exit_status(v.overall);
		verdicts_free(&v);
	}
	rounds_free(&r);
	return status;
}
