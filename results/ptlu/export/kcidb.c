// SPDX-License-Identifier: GPL-2.0-only
/* KCIDB 5.3: a checkout, a build for each architecture, and a test for each test and figure. */
#include "formats.h"
#include "json_list.h"
#include "results/ptlu/names.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define ORIGIN	"ptlu"

/* The most that a log_excerpt may have; a test's log has less. */
#define MAX_EXCERPT	16384

/* "ptlu:" and what makes it unique: the run, and something within it. */
static json_t *make_id(const struct export *e, const char *what)
{
	return json_sprintf(ORIGIN ":%s%s%s", e->run, *what ? ":" : "", what);
}

/* Of a tree that is a git checkout without changes. */
static bool is_commit(const char *text)
{
	return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

static json_t *make_checkout(const struct export *e)
{
	const struct conditions *c = &e->conditions;
	json_t *checkout = json_pack("{s:o, s:s, s:{s:s, s:s, s:s}}", "id", make_id(e, ""),
				     "origin", ORIGIN, "misc", "run", e->run,
				     "tree_hash", c->tree_hash, "ptlu_revision", c->revision);

	if (is_commit(c->tree))
		json_object_set_new(checkout, "git_commit_hash", json_string(c->tree));
	else if (*c->tree)
		json_object_set_new(checkout, "comment", json_string(c->tree));
	if (*e->start)
		json_object_set_new(checkout, "start_time", json_string(e->start));
	return checkout;
}

/* Lower-case letters, digits and '_' alone. */
static const char *architecture(const char *arch, char *text, size_t size)
{
	snprintf(text, size, "%s", *arch ? arch : "unknown");
	for (char *c = text; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
	return text;
}

static json_t *make_build(const struct export *e, const char *arch)
{
	const struct conditions *c = &e->conditions;
	char text[CONDITION_TEXT];

	architecture(arch, text, sizeof(text));
	return json_pack("{s:o, s:s, s:o, s:s, s:s, s:{s:s}}", "id", make_id(e, text), "origin",
			 ORIGIN, "checkout_id", make_id(e, ""), "architecture", text, "compiler",
			 c->compiler, "misc", "cflags", c->cflags);
}

static void put_builds(const struct export *e, struct json_list *builds)
{
	const char *last = e->has_tests ? e->conditions.arch : NULL;

	if (last)
		json_list_put(builds, make_build(e, last));
	for (size_t i = 0; i < e->nr_points; i++) {
		size_t first = 0;

		while (!same(e->points[first]->arch, e->points[i]->arch))
			first++;
		if (first == i && !(last && same(last, e->points[i]->arch)))
			json_list_put(builds, make_build(e, e->points[i]->arch));
	}
}

/* What tests and figures have in common. Their names have characters that a path must not have. */
static json_t *make_test(const struct export *e, json_t *id, const char *arch, const char *path,
			 const char *status, const char *name)
{
	char text[CONDITION_TEXT];

	architecture(arch, text, sizeof(text));
	return json_pack("{s:o, s:s, s:o, s:s, s:s, s:{s:s}, s:{s:s}}", "id", id, "origin", ORIGIN,
			 "build_id", make_id(e, text), "path", path, "status", status,
			 "environment", "comment", e->conditions.cpu, "misc", "name", name);
}

static json_t *make_result(const struct export *e, size_t i)
{
	static const char *const statuses[NR_KTAP_RESULTS] = {
		[KTAP_PASSED] = "PASS", [KTAP_FAILED] = "FAIL", [KTAP_XFAILED] = "PASS",
		[KTAP_SKIPPED] = "SKIP", [KTAP_ERROR] = "ERROR",
	};
	const struct export_test *t = &e->tests[i];
	char words[TEST_WORDS], path[TEST_WORDS + 8], name[TEST_WORDS], number[32];
	json_t *test;

	test_words(t, 0, t->nr, ".", "", words);
	snprintf(path, sizeof(path), ORIGIN ".%s", words);
	test_name(t, name);
	snprintf(number, sizeof(number), "test-%zu", i + 1);
	test = make_test(e, make_id(e, number), e->conditions.arch, path, statuses[t->result],
			 name);
	if (*t->log)
		json_object_set_new(test, "log_excerpt",
				    json_sprintf("%.*s", MAX_EXCERPT, t->log));
	if (*t->reason)
		json_object_set_new(json_object_get(test, "misc"),
				    t->result == KTAP_XFAILED ? "known_defect" : "reason",
				    json_string(t->reason));
	return test;
}

/* A figure's path: the operation, then what it was measured on. A '.' would begin a new part. */
static void figure_path(const struct bench_sample *s, char *path, size_t size)
{
	const char *const parts[] = { s->op, s->variant, s->case_id };
	size_t used = (size_t)snprintf(path, size, ORIGIN);

	for (size_t i = 0; i < 3; i++) {
		size_t begin = used + 1;

		used += (size_t)snprintf(path + used, size - used, ".%s", parts[i]);
		for (char *c = path + begin; *c; c++)
			if (!isalnum((unsigned char)*c) && *c != '-')
				*c = '_';
	}
}

static json_t *make_figure(const struct export *e, const struct bench_sample *s)
{
	char path[POINT_NAME + 8], name[POINT_NAME];
	double low, high;
	json_t *test;

	figure_path(s, path, sizeof(path));
	point_name(s, name);
	test = make_test(e, make_id(e, name), s->arch, path, "DONE", name);
	json_object_set_new(test, "number", json_pack("{s:f, s:s, s:s}", "value",
						      s->ns_median / 1e9, "unit", "s", "prefix",
						      "metric"));
	if (point_interval(s, &low, &high)) {
		json_t *misc = json_object_get(test, "misc");

		json_object_set_new(misc, "interval_ns", json_pack("[f, f]", low, high));
	}
	return test;
}

int export_kcidb(const struct export *e, FILE *out)
{
	struct json_list checkouts = { .out = out }, builds = { .out = out };
	struct json_list tests = { .out = out };

	fputs("{\n\"version\": {\"major\": 5, \"minor\": 3},\n\"checkouts\": [", out);
	json_list_put(&checkouts, make_checkout(e));
	fputs("\n],\n\"builds\": [", out);
	put_builds(e, &builds);
	fputs("\n],\n\"tests\": [", out);
	for (size_t i = 0; i < e->nr_tests; i++)
		json_list_put(&tests, make_result(e, i));
	for (size_t i = 0; i < e->nr_points; i++)
		json_list_put(&tests, make_figure(e, e->points[i]));
	fputs("\n]\n}\n", out);
	return checkouts.failed || builds.failed || tests.failed ? -ENOMEM : 0;
}
