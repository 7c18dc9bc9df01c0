// SPDX-License-Identifier: GPL-2.0-only
/*
 * Google Benchmark's JSON in two shapes. Its compare.py needs the repetitions of a benchmark under
 * one name. Dashboards take every entry for a benchmark of its own, so they get the median alone.
 */
#include "formats.h"
#include "json_list.h"

#include <errno.h>

/* Readers need all members. A run may be published, so the machine's name is left empty. */
static int put_context(const struct export *e, FILE *out)
{
	const struct conditions *c = &e->conditions;
	json_t *context = json_pack("{s:s, s:s, s:s, s:I, s:i, s:b, s:[], s:[], s:s, s:s, s:s, s:s,"
				    " s:s, s:s}",
		"date", e->start, "host_name", "", "executable", "ptlu",
		"num_cpus", (json_int_t)c->cpus, "mhz_per_cpu", 0, "cpu_scaling_enabled", 0,
		"caches", "load_avg", "library_build_type", "release",
		"run", e->run, "tree", c->tree, "ptlu_revision", c->revision,
		"compiler", c->compiler, "cpu", c->cpu);
	int ret = context ? json_dumpf(context, out, EXPORT_JSON) : -1;

	json_decref(context);
	return ret ? -ENOMEM : 0;
}

/* One repetition of @nr, or what stands for all. */
static json_t *make_entry(const struct bench_sample *s, size_t family, size_t nr, size_t i,
			  double ns)
{
	char name[POINT_NAME];
	json_t *entry;

	point_name(s, name);
	entry = json_pack("{s:s, s:I, s:i, s:s, s:s, s:I, s:I, s:I, s:I, s:f, s:f, s:s, s:I}",
		"name", name, "family_index", (json_int_t)family, "per_family_instance_index", 0,
		"run_name", name, "run_type", "iteration",
		"repetitions", (json_int_t)nr, "repetition_index", (json_int_t)i,
		"threads", (json_int_t)s->workers, "iterations", (json_int_t)s->batch,
		"real_time", ns, "cpu_time", ns, "time_unit", "ns",
		"tables", (json_int_t)s->tables);
	if (s->instructions >= 0)
		json_object_set_new(entry, "instructions", json_real(s->instructions));
	return entry;
}

static void put_repetitions(struct json_list *entries, const struct bench_sample *s,
			    size_t family)
{
	size_t nr;
	const double *times = point_repetitions(s, &nr);

	for (size_t i = 0; i < nr; i++)
		json_list_put(entries, make_entry(s, family, nr, i, times[i]));
}

static void put_median(struct json_list *entries, const struct bench_sample *s, size_t family)
{
	json_list_put(entries, make_entry(s, family, 1, 0, s->ns_median));
}

static int put_all(const struct export *e, FILE *out,
		   void (*put)(struct json_list *entries, const struct bench_sample *s,
			       size_t family))
{
	struct json_list entries = { .out = out };
	int ret;

	fputs("{\n\"context\": ", out);
	ret = put_context(e, out);
	fputs(",\n\"benchmarks\": [", out);
	for (size_t i = 0; i < e->nr_points; i++)
		put(&entries, e->points[i], i);
	fputs("\n]\n}\n", out);
	return entries.failed ? -ENOMEM : ret;
}

int export_gbench(const struct export *e, FILE *out)
{
	return put_all(e, out, put_repetitions);
}

int export_gbench_median(const struct export *e, FILE *out)
{
	return put_all(e, out, put_median);
}
