// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu compare: what changed between two builds that ptlu-rounds measured; JSON and benchfmt of it.
 */
#define _GNU_SOURCE
#include "compare.h"
#include "code.h"
#include "compare_runs.h"
#include "commands.h"
#include "counts.h"
#include "names.h"
#include "results/format/file.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All targets have more than a thousand; the file has all. */
#define POINTS_ON_A_TERMINAL	60

struct arguments {
	const char *dirs[2];
	size_t nr;
	struct limits limits;
	double narrower;
	bool quiet, force;
};

static const struct argp_option options[] = {
	{ "threshold", 't', "PERCENT", 0, "Changes within this are none, 2 by default", 0 },
	{ "floor", 'f', "NS", 0, "Changes of fewer nanoseconds are none, 0 by default", 0 },
	{ "narrower", 'n', "PERCENT", 0,
	  "Print nothing; status 0 if all intervals end within this of their estimates, else 1", 0 },
	{ "force", 'F', NULL, 0,
	  "Compare runs of different machines or options, by their ratios to the floor alone", 0 },
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
	case 'n':
		a->narrower = number(state, arg, 100) / 100;
		return 0;
	case 'F':
		a->force = true;
		return 0;
	case 'q':
		a->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->nr == 2)
			argp_usage(state);
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
	options, parse, "DIRECTORY\nBASE HEAD",
	"Compare the two builds that make compare measured into DIRECTORY. Writes compare.txt,"
	" compare.md, compare.json and, for benchstat, base.bench and head.bench into it. Or compare"
	" two runs of make bench, BASE and HEAD; one process of each proves nothing, so that no change"
	" is called."
	"\vThe exit status is 0 if head is as fast as base or faster, 1 if it is slower in some"
	" operation or a test newly fails, 2 for an error, 3 if this session cannot tell.",
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

static json_t *curve_to_json(const struct curve *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "constant_ns", real_or_null(c->constant),
			 "slope_ns", real_or_null(c->slope), "constant_change_ns",
			 interval_to_json(&c->constant_change), "slope_ratio",
			 interval_to_json(&c->slope_change), "per_doubling",
			 interval_to_json(&c->per_doubling));
}

static json_t *family_to_json(const struct family *f)
{
	const struct bench_sample *s = f->first->sample;

	static const char *const codes[] = { NULL, "same", "differs" };

	return json_pack("{s:s, s:s, s:s, s:s?, s:I, s:o, s:o, s:o}", "target", s->target, "op",
			 s->op, "code", codes[f->code], "variant", s->variant, "points",
			 (json_int_t)f->nr, "head", change_to_json(&f->head), "null",
			 change_to_json(&f->null), "curve", curve_to_json(&f->curve));
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
		 const struct checks *checks, FILE *out)
{
	json_t *families = json_array(), *points = json_array(), *whole;
	int ret;

	for (size_t i = 0; i < v->nr; i++)
		json_array_append_new(families, family_to_json(&v->families[i]));
	for (size_t i = 0; i < r->nr_points; i++)
		json_array_append_new(points, point_to_json(r, v, i));
	whole = json_pack(
		"{s:i, s:s, s:I, s:I, s:f, s:f, s:f, s:f, s:{s:I, s:I, s:f}, s:o, s:o, s:o}", "schema",
		1, "verdict", verdict_text(v->overall), "rounds", (json_int_t)r->nr,
		"rounds_measured_again", (json_int_t)r->nr_dirty, "alpha", limits->alpha,
		"threshold", limits->threshold, "floor_ns", limits->floor_ns, "geometric_mean",
		v->geometric_mean, "null", "called", (json_int_t)v->false_calls, "of",
		(json_int_t)v->nr, "rate_at_most", v->false_rate, "conformance",
		checks_json(checks), "families", families, "points", points);
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

/**
 * struct sides - exact counts, machine code and conformance of both sides, empty where they were
 *	not taken
 * @base: counts of base
 * @head: counts of head
 * @base_code: functions of base
 * @head_code: functions of head
 * @checks: conformance
 */
struct sides {
	struct counts base, head;
	struct code_lines base_code, head_code;
	struct checks checks;
};

static int read_side(const char *dir, const char *side, struct counts *counts,
		     struct code_lines *code)
{
	char path[1200];

	snprintf(path, sizeof(path), "%s/%s-counts/.whole", dir, side);
	if (access(path, F_OK))
		return 0;
	snprintf(path, sizeof(path), "%s/%s-counts/code.tsv", dir, side);
	if (code_read(code, path))
		return -ENOMEM;
	snprintf(path, sizeof(path), "%s/%s-counts", dir, side);
	return counts_read(counts, path);
}

static void free_sides(struct sides *s)
{
	counts_free(&s->base);
	counts_free(&s->head);
	code_free(&s->base_code);
	code_free(&s->head_code);
	checks_free(&s->checks);
}

static int read_sides(struct sides *s, const char *dir)
{
	*s = (struct sides){ 0 };
	if (!read_side(dir, "base", &s->base, &s->base_code) &&
	    !read_side(dir, "head", &s->head, &s->head_code) && !checks_read(&s->checks, dir))
		return 0;
	free_sides(s);
	return -EINVAL;
}

static void compare_code(struct verdicts *v, const struct rounds *r, const struct sides *s)
{
	for (size_t i = 0; i < v->nr; i++)
		v->families[i].code = code_of(&s->base_code, &s->head_code, &s->base, &s->head,
					      v->families[i].first->sample);
	verdicts_apply_code(v, r);
}

/* What a file is, and who writes it. */
enum form { TEXT, MARKDOWN, JSON, BASE_BENCH, HEAD_BENCH, NR_FORMS };

/* What was measured is what counts are of interest for. */
static bool is_compared(const struct bench_sample *s, const void *data)
{
	const struct verdicts *v = data;

	for (size_t i = 0; i < v->nr; i++) {
		const struct bench_sample *one = v->families[i].first->sample;

		if (same(one->target, s->target) && same(one->op, s->op) &&
		    same(one->variant, s->variant))
			return true;
	}
	return false;
}

static void print_all(const struct rounds *r, const struct verdicts *v, const struct sides *s,
		      const struct limits *limits, size_t most_points, FILE *out)
{
	compare_print(r, v, most_points, out);
	if (s->base.set.nr && s->head.set.nr) {
		fputc('\n', out);
		counts_compare(&s->base, &s->head, is_compared, v, out);
	}
	checks_print(&s->checks, out);
	compare_print_verdict(v, limits, &s->checks, out);
}

static int write_form(enum form form, const struct rounds *r, const struct verdicts *v,
		      const struct sides *s, const struct limits *limits, FILE *out)
{
	switch (form) {
	case TEXT:
		print_all(r, v, s, limits, SIZE_MAX, out);
		return 0;
	case MARKDOWN:
		compare_markdown(r, v, &s->checks, out);
		return 0;
	case JSON:
		return compare_json(r, v, limits, &s->checks, out);
	case BASE_BENCH:
		compare_benchfmt(r, ARM_BASE, out);
		return 0;
	default:
		compare_benchfmt(r, ARM_HEAD, out);
		return 0;
	}
}

static int write_file(enum form form, const struct rounds *r, const struct verdicts *v,
		      const struct sides *s, const struct limits *limits)
{
	static const char *const names[NR_FORMS] = { "compare.txt", "compare.md", "compare.json",
						     "base.bench", "head.bench" };
	char *text = NULL, *path = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? write_form(form, r, v, s, limits, out) : -ENOMEM;

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

static int report(const struct arguments *a, const struct rounds *r, struct verdicts *v,
		  const struct sides *s)
{
	int ret = 0;

	compare_code(v, r, s);
	for (enum form form = 0; form < NR_FORMS; form++)
		ret = write_file(form, r, v, s, &a->limits) ? -EIO : ret;
	if (!a->quiet)
		print_all(r, v, s, &a->limits, POINTS_ON_A_TERMINAL, stdout);
	if (ret)
		return 2;
	return s->checks.newly_failing ? 1 : exit_status(v->overall);
}

static int compare_rounds(const struct arguments *a)
{
	struct verdicts v;
	struct rounds r;
	struct sides s;
	int status = 2;

	if (rounds_read(&r, a->dirs[0]))
		return 2;
	if (read_sides(&s, a->dirs[0]))
		goto out;
	if (verdicts_make(&v, &r, &a->limits))
		goto out_sides;
	if (!v.nr)
		warnx("%s has lower bounds alone; VARIANTS= chooses what is judged", a->dirs[0]);
	else if (a->narrower > 0)
		status = !verdicts_are_narrower(&v, r.nr, a->narrower);
	else
		status = report(a, &r, &v, &s);
	verdicts_free(&v);
out_sides:
	free_sides(&s);
out:
	rounds_free(&r);
	return status;
}

int command_compare(int argc, char **argv)
{
	struct arguments a = { .limits = { .alpha = 0.05, .threshold = 0.02 } };

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.nr == 2)
		return compare_runs(a.dirs[0], a.dirs[1], a.force);
	return compare_rounds(&a);
}
