// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prometheus' text format 0.0.4 and OpenMetrics 1.0: gauges without timestamps, in base units. The
 * lines of a metric stand together.
 */
#include "formats.h"

#include <stdio.h>

enum text_format { PROMETHEUS, OPENMETRICS };

/* A figure of samples; negative where it was not counted. @scale makes it the unit. */
static const struct family {
	const char *name, *unit, *help;
	size_t offset;
	double scale;
} families[] = {
#define FIGURE(field)	offsetof(struct bench_sample, field)
	{ "ptlu_operation_seconds", "seconds", "Median time of an operation on one domain.",
	  FIGURE(ns_median), 1e-9 },
	{ "ptlu_operation_min_seconds", "seconds", "Shortest time of its repetitions.",
	  FIGURE(ns_min), 1e-9 },
	{ "ptlu_operation_mad_seconds", "seconds", "Median absolute deviation of its repetitions.",
	  FIGURE(ns_mad), 1e-9 },
	{ "ptlu_operation_instructions", NULL, "Instructions of an operation on one domain.",
	  FIGURE(instructions), 1 },
#undef FIGURE
};

#define NR_FAMILIES	(sizeof(families) / sizeof(families[0]))

static void put_head(const char *name, const char *unit, const char *help, enum text_format format,
		     FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
	if (unit && format == OPENMETRICS)
		fprintf(out, "# UNIT %s %s\n", name, unit);
}

static void put_label(const char *between, const char *name, const char *value, FILE *out)
{
	fprintf(out, "%s%s=\"", between, name);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

static void put_sample(const struct family *f, const struct bench_sample *s, double value,
		       FILE *out)
{
	fputs(f->name, out);
	put_label("{", "tier", s->tier, out);
	put_label(",", "arch", s->arch, out);
	put_label(",", "kernel", s->kernel, out);
	put_label(",", "case", s->case_id, out);
	put_label(",", "target", s->target, out);
	put_label(",", "op", s->op, out);
	put_label(",", "variant", s->variant, out);
	put_label(",", "leaf", s->leaf, out);
	put_label(",", "placement", s->placement, out);
	put_label(",", "cache", s->cache, out);
	fprintf(out, ",tables=\"%llu\"} %.9g\n", (unsigned long long)s->tables, value * f->scale);
}

static void put_family(const struct export *e, const struct family *f, enum text_format format,
		       FILE *out)
{
	bool begun = false;

	for (size_t i = 0; i < e->nr_points; i++) {
		double value = *(const double *)((const char *)e->points[i] + f->offset);

		if (value < 0)
			continue;
		if (!begun)
			put_head(f->name, f->unit, f->help, format, out);
		begun = true;
		put_sample(f, e->points[i], value, out);
	}
}

static void put_tests(const struct export *e, enum text_format format, FILE *out)
{
	static const char *const results[NR_KTAP_RESULTS] = {
		[KTAP_PASSED] = "passed", [KTAP_FAILED] = "failed", [KTAP_XFAILED] = "xfailed",
		[KTAP_SKIPPED] = "skipped", [KTAP_ERROR] = "error",
	};

	put_head("ptlu_tests", NULL, "Tests of a check, by their result.", format, out);
	for (size_t i = 0; i < NR_KTAP_RESULTS; i++) {
		put_label("ptlu_tests{", "result", results[i], out);
		fprintf(out, "} %zu\n", e->numbers[i]);
	}
}

static void put_run(const struct export *e, enum text_format format, FILE *out)
{
	const struct conditions *c = &e->conditions;

	put_head("ptlu_run_info", NULL, "What was measured, on which machine.", format, out);
	put_label("ptlu_run_info{", "run", e->run, out);
	put_label(",", "start", e->start, out);
	put_label(",", "tree", c->tree, out);
	put_label(",", "tree_hash", c->tree_hash, out);
	put_label(",", "ptlu_revision", c->revision, out);
	put_label(",", "compiler", c->compiler, out);
	put_label(",", "cpu", c->cpu, out);
	fputs("} 1\n", out);
}

static void put_all(const struct export *e, enum text_format format, FILE *out)
{
	put_run(e, format, out);
	if (e->has_tests)
		put_tests(e, format, out);
	for (size_t i = 0; i < NR_FAMILIES; i++)
		put_family(e, &families[i], format, out);
}

int export_prometheus(const struct export *e, FILE *out)
{
	put_all(e, PROMETHEUS, out);
	return 0;
}

int export_openmetrics(const struct export *e, FILE *out)
{
	put_all(e, OPENMETRICS, out);
	fputs("# EOF\n", out);
	return 0;
}
