// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench.json: the Google Benchmark files of all cases as one; bench-medians.json: one entry a name.
 */
#define _GNU_SOURCE
#include "cases.h"
#include "results/format/file.h"
#include "results/format/json_file.h"
#include "results/format/printable.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct merge - files of Google Benchmark that become one
 * @name: the merged file
 * @medians: leave out what is no median, so that each name has one entry
 * @out: its text, being written
 * @text: its text
 * @len: bytes of @text
 * @has_context: its context has been written
 * @has_benchmark: a benchmark has been written
 * @families: family indices used so far: each file counts from 0
 */
struct merge {
	const char *name;
	bool medians;
	FILE *out;
	char *text;
	size_t len;
	bool has_context;
	bool has_benchmark;
	json_int_t families;
};

static int is_case(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > strlen(".json") && !strcmp(entry->d_name + len - strlen(".json"), ".json");
}

/* A run may be published, the name of its machine is nobody's business. */
static void put_context(struct merge *m, json_t *context)
{
	char *text;

	if (json_object_get(context, "host_name"))
		json_object_set_new(context, "host_name", json_string(""));
	text = json_dumps(context, JSON_INDENT(2) | JSON_REAL_PRECISION(12));

	fprintf(m->out, "{\n\"context\": %s,\n\"benchmarks\": [", text ? text : "{}");
	free(text);
	m->has_context = true;
}

static void put_benchmark(struct merge *m, json_t *benchmark, json_int_t first_family)
{
	json_t *family = json_object_get(benchmark, "family_index");
	json_int_t index = first_family + json_integer_value(family);
	char *text;

	if (family)
		json_object_set_new(benchmark, "family_index", json_integer(index));
	if (index >= m->families)
		m->families = index + 1;
	text = json_dumps(benchmark, JSON_COMPACT | JSON_REAL_PRECISION(17));
	fprintf(m->out, "%s\n%s", m->has_benchmark ? "," : "", text ? text : "null");
	m->has_benchmark = true;
	free(text);
}

static bool is_median(const json_t *benchmark)
{
	const char *aggregate = json_string_value(json_object_get(benchmark, "aggregate_name"));

	return aggregate && !strcmp(aggregate, "median");
}

static void add_benchmarks(struct merge *m, const json_t *file)
{
	json_int_t first_family = m->families;
	json_t *benchmark;
	size_t i;

	if (!m->has_context)
		put_context(m, json_object_get(file, "context"));
	json_array_foreach(json_object_get(file, "benchmarks"), i, benchmark)
		if (!m->medians || is_median(benchmark))
			put_benchmark(m, benchmark, first_family);
}

/* The merged files of a run. */
static struct merge merged[] = {
	{ .name = "bench.json" },
	{ .name = "bench-medians.json", .medians = true },
};

#define NR_MERGED	(sizeof(merged) / sizeof(merged[0]))

static int merge_case(const char *dir, const char *name)
{
	json_error_t error;
	char *path = NULL;
	json_t *file;
	int ret = 0;

	if (asprintf(&path, "%s/cases/%s", dir, name) < 0)
		return -ENOMEM;
	file = load_json_file(path, &error);
	make_printable(error.text);
	if (json_is_array(json_object_get(file, "benchmarks"))) {
		for (size_t i = 0; i < NR_MERGED; i++)
			add_benchmarks(&merged[i], file);
	} else {
		warnx("%s: %s; remove it and its lines in samples.jsonl, then run with RESUME=1",
		      path, file ? "no list of benchmarks" : error.text);
		ret = -EINVAL;
	}
	json_decref(file);
	free(path);
	return ret;
}

static int begin_merge(struct merge *m)
{
	m->has_context = m->has_benchmark = false;
	m->families = 0;
	m->text = NULL;
	m->out = open_memstream(&m->text, &m->len);
	return m->out ? 0 : -ENOMEM;
}

static int end_merge(struct merge *m, const char *dir)
{
	char *path = NULL;
	int ret = -ENOMEM;

	if (!m->out)
		return ret;
	if (!m->has_context)
		fprintf(m->out, "{\n\"context\": {},\n\"benchmarks\": [");
	fprintf(m->out, "\n]\n}\n");
	if (!fclose(m->out) && asprintf(&path, "%s/%s", dir, m->name) >= 0)
		ret = write_whole_file(path, m->text, m->len);
	free(m->text);
	free(path);
	return ret;
}

/* A bad file is named and skipped: the others are worth merging. */
static int merge_all(const char *dir, struct dirent **entries, int nr)
{
	int ret = 0, one;

	for (size_t i = 0; i < NR_MERGED; i++)
		ret = begin_merge(&merged[i]) ?: ret;
	for (int i = 0; ret != -ENOMEM && i < nr; i++)
		ret = merge_case(dir, entries[i]->d_name) ?: ret;
	for (size_t i = 0; i < NR_MERGED; i++) {
		one = end_merge(&merged[i], dir);
		ret = one ? one : ret;
	}
	return ret;
}

int cases_merge(const char *dir)
{
	struct dirent **entries = NULL;
	char *cases = NULL;
	int nr, ret = 0;

	if (asprintf(&cases, "%s/cases", dir) < 0)
		return -ENOMEM;
	nr = scandir(cases, &entries, is_case, versionsort);
	/* The kernel tier has no Google Benchmark, so its runs have no cases. */
	if (nr < 0 && errno != ENOENT) {
		ret = -errno;
		warnx("cannot read %s: %s", cases, strerror(-ret));
	} else if (nr > 0) {
		ret = merge_all(dir, entries, nr);
	}
	while (nr-- > 0)
		free(entries[nr]);
	free(entries);
	free(cases);
	return ret;
}
