// SPDX-License-Identifier: GPL-2.0-only
/* In which functions the counts of a change differ. */
#define _GNU_SOURCE
#include "findings.h"
#include "results/ptlu/counts.h"
#include "times.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A run of make counts has its counts beside the functions; other runs have none. */
static bool has_functions(const char *dir)
{
	static const char *const files[] = { "functions.tsv", "samples.jsonl" };
	char path[512];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		if (access(path, R_OK))
			return false;
	}
	return true;
}

/* The name of a run comes from a file: only a name below @runs is read. */
static int read_run(struct counts *c, char *dir, size_t size, const char *runs,
		    const struct finding_run *r)
{
	if (!sample_name_is_valid(r->name) || r->name[0] == '.')
		return -1;
	snprintf(dir, size, "%s/%s", runs, r->name);
	return has_functions(dir) ? counts_read(c, dir) : -1;
}

static const struct bench_sample *find_point(const struct counts *c, const struct finding *f)
{
	for (size_t i = 0; i < c->set.nr; i++)
		if (!times_compare_points(&c->set.samples[i], f->points[0].key))
			return &c->set.samples[i];
	return NULL;
}

static void add(struct finding *f, const struct counts *before, const struct counts *after)
{
	const struct bench_sample *s = find_point(after, f);
	struct function_difference *all;
	size_t nr;

	if (!s || !s->tables)
		return;
	all = counts_functions(before, after, s, &nr);
	for (size_t i = 0; all && i < nr && i < FINDING_FUNCTIONS; i++) {
		struct finding_function *one = &f->functions[f->nr_functions++];

		snprintf(one->name, sizeof(one->name), "%s", all[i].function);
		one->before = all[i].base / (double)s->tables;
		one->after = all[i].head / (double)s->tables;
	}
	free(all);
}

void findings_add_functions(struct findings *f, const char *runs)
{
	for (size_t i = 0; i < f->nr; i++) {
		struct finding *one = f->all[i];
		struct counts before, after;
		char dirs[2][400];

		if (one->kind != FINDING_COUNT || !one->nr_points ||
		    read_run(&before, dirs[0], sizeof(dirs[0]), runs, &one->before))
			continue;
		if (!read_run(&after, dirs[1], sizeof(dirs[1]), runs, &one->first)) {
			add(one, &before, &after);
			counts_free(&after);
		}
		counts_free(&before);
	}
}
