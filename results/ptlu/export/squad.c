// SPDX-License-Identifier: GPL-2.0-only
/*
 * SQUAD: one object whose members are the parameters of a submission: tests, metrics (in
 * nanoseconds) and metadata. What stands before the last '/' of a name is its suite.
 */
#include "formats.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

static json_t *make_tests(const struct export *e)
{
	static const char *const results[NR_KTAP_RESULTS] = {
		[KTAP_PASSED] = "pass", [KTAP_FAILED] = "fail", [KTAP_XFAILED] = "pass",
		[KTAP_SKIPPED] = "skip", [KTAP_ERROR] = "fail",
	};
	json_t *tests = json_object();
	char words[TEST_WORDS];

	for (size_t i = 0; i < e->nr_tests; i++) {
		test_words(&e->tests[i], 0, e->tests[i].nr, "/", ".", words);
		json_object_set_new(tests, words, json_string(results[e->tests[i].result]));
	}
	return tests;
}

static json_t *make_metrics(const struct export *e)
{
	json_t *metrics = json_object();
	char name[POINT_NAME];

	for (size_t i = 0; i < e->nr_points; i++) {
		const struct bench_sample *s = e->points[i];

		snprintf(name, sizeof(name), "%s/%s.%s", s->op, s->case_id, s->variant);
		json_object_set_new(metrics, name, json_real(s->ns_median));
	}
	return metrics;
}

/* A job_id must be unique in a project, and so is a run's name. Values must be strings. */
static json_t *make_metadata(const struct export *e)
{
	const struct conditions *c = &e->conditions;
	json_t *metadata = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "job_id", e->run,
				     "tree", c->tree, "tree_hash", c->tree_hash,
				     "ptlu_revision", c->revision, "compiler", c->compiler,
				     "cpu", c->cpu);

	if (*e->start)
		json_object_set_new(metadata, "datetime", json_string(e->start));
	return metadata;
}

int export_squad(const struct export *e, FILE *out)
{
	json_t *all = json_pack("{s:o, s:o, s:o}", "tests", make_tests(e), "metrics",
				make_metrics(e), "metadata", make_metadata(e));
	int ret = all && !json_dumpf(all, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) ?
			  0 : -ENOMEM;

	fputc('\n', out);
	json_decref(all);
	return ret;
}
