// SPDX-License-Identifier: GPL-2.0-only
/* A run as its directory holds it: samples, counts and conditions, read and sorted. */
#define _GNU_SOURCE
#include "run.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int read_samples(struct sample_set *set, const char *dir, const char *name, bool optional)
{
	char *path = NULL;
	int ret = 0;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return -ENOMEM;
	if (!optional || !access(path, F_OK))
		ret = sample_set_read(set, path);
	if (!ret && !optional && !set->nr) {
		warnx("%s holds no sample yet; finish a case first (make bench RESUME=1)", path);
		ret = -ENODATA;
	}
	free(path);
	return ret;
}

int run_read(struct run *run, const char *dir)
{
	int ret;

	*run = (struct run){ .dir = dir };
	ret = read_samples(&run->set, dir, "samples.jsonl", false);
	if (!ret)
		ret = read_samples(&run->counts, dir, "counts.jsonl", true);
	if (!ret) {
		run->views = views_make(&run->set, &run->nr_views);
		ret = run->views ? 0 : -EINVAL;
	}
	if (ret)
		run_free(run);
	else
		conditions_read(&run->conditions, dir);
	return ret;
}

void run_free(struct run *run)
{
	views_free(run->views, run->nr_views);
	sample_set_free(&run->set);
	sample_set_free(&run->counts);
	*run = (struct run){ 0 };
}
