// SPDX-License-Identifier: GPL-2.0-only
/* Findings as JSON. */
#include "report_json.h"
#include "report.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

static json_t *number_or_null(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *run_to_json(const struct finding_run *r)
{
	return json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "run", r->name, "start",
			 (json_int_t)r->start, "kernel", r->kernel, "tree", r->tree, "ptlu", r->ptlu,
			 "compiler", r->compiler, "microcode", r->microcode, "kernel_release",
			 r->release);
}

static json_t *points_to_json(const struct finding *f)
{
	json_t *all = json_array();

	for (size_t i = 0; i < f->nr_points; i++) {
		const struct finding_point *p = &f->points[i];

		json_array_append_new(all, json_pack(
			"{s:s, s:s, s:s, s:s, s:I, s:I, s:f, s:f}", "target", p->key->target, "leaf",
			p->key->leaf, "placement", p->key->placement, "cache", p->key->cache, "order",
			(json_int_t)p->key->order, "tables", (json_int_t)p->key->tables, "before",
			p->before, "after", p->after));
	}
	return all;
}

static json_t *functions_to_json(const struct finding *f)
{
	json_t *all = json_array();

	for (size_t i = 0; i < f->nr_functions; i++)
		json_array_append_new(all, json_pack("{s:s, s:f, s:f}", "function",
			f->functions[i].name, "before_per_table", f->functions[i].before,
			"after_per_table", f->functions[i].after));
	return all;
}

static json_t *blackout_to_json(const struct finding *f)
{
	if (!f->blackout)
		return json_null();
	return json_pack("{s:s, s:f, s:f}", "target", f->blackout->key->target, "before_ms",
			 finding_blackout_ms(f, f->blackout->before), "after_ms",
			 finding_blackout_ms(f, f->blackout->after));
}

static json_t *again_to_json(const struct finding *f)
{
	static const char *const codes[] = { NULL, "same", "differs" };

	if (!f->again_rounds)
		return json_null();
	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:s?}", "rounds",
			 (json_int_t)f->again_rounds, "base", f->again_base, "low",
			 number_or_null(f->again.low), "ratio", number_or_null(f->again.estimate),
			 "high", number_or_null(f->again.high), "p", number_or_null(f->again_p),
			 "code", codes[f->again_code]);
}

static json_t *finding_to_json(const struct finding *f, const char *ksrc)
{
	static const char *const kinds[] = { "count", "time", "rule" };
	char command[FINDING_TEXT];

	finding_command(f, ksrc, command, sizeof(command));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:o, s:o, s:o,"
			 " s:o, s:o, s:o, s:s, s:s}", "kind", kinds[f->kind], "tier", f->tier, "arch", f->arch,
			 "target", f->target, "op", f->op, "variant", f->variant, "test", f->test,
			 "rules", f->rules, "tests", (json_int_t)f->tests, "runs",
			 (json_int_t)f->nights, "ratio", number_or_null(f->ratio), "p",
			 number_or_null(f->p), "before", run_to_json(&f->before), "first",
			 run_to_json(&f->first), "points", points_to_json(f), "functions",
			 functions_to_json(f), "blackout_1tib", blackout_to_json(f), "again", again_to_json(f), "plot", f->plot, "command", command);
}

json_t *findings_to_json(const struct findings *f, const char *ksrc)
{
	json_t *all = json_array(), *refuted = json_array(), *noise = json_array();

	for (size_t i = 0; i < f->nr; i++)
		json_array_append_new(all, finding_to_json(f->all[i], ksrc));
	for (size_t i = 0; i < f->nr_named; i++)
		json_array_append_new(f->named[i]->noise ? noise : refuted,
				      finding_to_json(f->named[i], ksrc));
	return json_pack("{s:i, s:I, s:o, s:o, s:o}", "schema", 1, "runs_not_compared",
			 (json_int_t)f->unjudged, "changes", all, "refuted", refuted, "noise", noise);
}

int print_json(json_t *json, FILE *out)
{
	char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;

	json_decref(json);
	if (!text) {
		warnx("out of memory");
		return -ENOMEM;
	}
	fprintf(out, "%s\n", text);
	free(text);
	return 0;
}

int report_json(const struct findings *f, const char *ksrc, FILE *out)
{
	return print_json(findings_to_json(f, ksrc), out);
}
