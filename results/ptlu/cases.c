// SPDX-License-Identifier: GPL-2.0-only
/* bench.json: the Google Benchmark files of all cases as one, merged case by case. */
#define _GNU_SOURCE
#include "cases.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct merge {
	FILE *out;
	bool has_context;
	bool has_benchmark;
	json_int_t families;	/* family indices used so far: each file counts from 0 */
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

static int merge_case(struct merge *m, const char *path)
{
	json_error_t error;
	json_t *file = json_load_file(path, 0, &error), *benchmark;
	json_t *list = json_object_get(file, "benchmarks");
	json_int_t first_family = m->families;
	size_t i;

	if (!json_is_array(list)) {
		warnx("%s: %s; remove it and its lines in samples.jsonl, then run with RESUME=1",
		      path, file ? "no list of benchmarks" : error.text);
		json_decref(file);
		return -EINVAL;
	}
	if (!m->has_context)
		put_context(m, json_object_get(file, "context"));
	json_array_foreach(list, i, benchmark)
		put_benchmark(m, benchmark, first_family);
	json_decref(file);
	return 0;
}

/* A bad file is told about and left out: the others are worth merging. */
static int merge_all(struct merge *m, const char *dir, struct dirent **entries, int nr)
{
	int ret = 0;

	for (int i = 0; i < nr; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/cases/%s", dir, entries[i]->d_name) < 0 ||
		    merge_case(m, path))
			ret = -EINVAL;
		free(path);
	}
	if (!m->has_context)
		fprintf(m->out, "{\n\"context\": {},\n\"benchmarks\": [");
	fprintf(m->out, "\n]\n}\n");
	return ret;
}

int cases_merge(const char *dir)
{
	struct merge m = { 0 };
	struct dirent **entries = NULL;
	char *cases = NULL, *path = NULL, *tmp = NULL;
	int nr, ret = -ENOMEM;

	if (asprintf(&cases, "%s/cases", dir) < 0 || asprintf(&path, "%s/bench.json", dir) < 0 ||
	    asprintf(&tmp, "%s/bench.json.tmp", dir) < 0)
		goto out;
	nr = scandir(cases, &entries, is_case, versionsort);
	/* The kernel tier has no Google Benchmark, so its runs have no cases. */
	if (nr <= 0) {
		ret = nr < 0 && errno != ENOENT ? -errno : 0;
		if (ret)
			warnx("cannot read %s: %s", cases, strerror(-ret));
		goto out;
	}
	m.out = fopen(tmp, "we");
	ret = m.out ? merge_all(&m, dir, entries, nr) : -errno;
	if (m.out && (fflush(m.out) || fsync(fileno(m.out)) || fclose(m.out) || rename(tmp, path)))
		ret = -errno;
	if (ret && ret != -EINVAL) {
		warnx("cannot write %s: %s; make room and report again", path, strerror(-ret));
		unlink(tmp);
	}
	while (nr-- > 0)
		free(entries[nr]);
out:
	free(entries);
	free(cases);
	free(path);
	free(tmp);
	return ret;
}
