// SPDX-License-Identifier: GPL-2.0-only
/* What make nightly has recorded: which stage of which night a run was. */
#define _GNU_SOURCE
#include "nights.h"
#include "results/format/sample.h"
#include "results/ptlu/names.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_night(const struct dirent *entry)
{
	return sample_name_is_valid(entry->d_name);
}

static void read_night(struct nights *n, const char *name)
{
	char path[PATH_MAX];
	struct night *night = &n->all[n->nr];

	snprintf(path, sizeof(path), "%s/%s/stages.tsv", n->dir, name);
	if (access(path, R_OK))
		return;
	snprintf(path, sizeof(path), "%s/%s", n->dir, name);
	if (night_read(night, path))
		return;
	n->names[n->nr] = strdup(name);
	if (!n->names[n->nr]) {
		night_free(night);
		return;
	}
	night->name = n->names[n->nr++];
}

int nights_read(struct nights *n, const char *dir)
{
	struct dirent **entries = NULL;
	int nr = scandir(dir, &entries, is_night, versionsort);

	*n = (struct nights){ .dir = strdup(dir) };
	n->all = calloc(nr > 0 ? (size_t)nr : 1, sizeof(*n->all));
	n->names = calloc(nr > 0 ? (size_t)nr : 1, sizeof(*n->names));
	for (int i = 0; i < nr; i++) {
		if (n->dir && n->all && n->names)
			read_night(n, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (n->dir && n->all && n->names)
		return 0;
	nights_free(n);
	warnx("out of memory");
	return -ENOMEM;
}

void nights_free(struct nights *n)
{
	for (size_t i = 0; n->all && n->names && i < n->nr; i++) {
		night_free(&n->all[i]);
		free(n->names[i]);
	}
	free(n->all);
	free(n->names);
	free(n->dir);
	*n = (struct nights){ 0 };
}

static const struct night_tree *tree_of(const struct night *night, const char *label)
{
	for (size_t i = 0; i < night->nr_trees; i++)
		if (same(night->trees[i].label, label))
			return &night->trees[i];
	return NULL;
}

const struct night_tree *nights_last(const struct nights *n, const char *label,
				     const char **night)
{
	for (size_t i = n->nr; i-- > 0;) {
		const struct night_tree *t = tree_of(&n->all[i], label);

		if (t) {
			*night = n->all[i].name;
			return t;
		}
	}
	return NULL;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const struct night_stage *nights_stage(const struct nights *n, const char *label, const char *run,
				       const char **night)
{
	for (size_t i = n->nr; i-- > 0;) {
		const struct night_tree *t = tree_of(&n->all[i], label);

		for (size_t j = 0; t && j < t->nr_stages; j++)
			if (same(last_part(t->stages[j].run), run)) {
				*night = n->all[i].name;
				return &t->stages[j];
			}
	}
	return NULL;
}
