// SPDX-License-Identifier: GPL-2.0-only
/* What make perf has sampled of a tree: processes, each with its stacks and what it timed. */
#define _GNU_SOURCE
#include "sides.h"
#include "names.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static double sum_of(const double *numbers, size_t nr)
{
	double sum = 0;

	for (size_t i = 0; i < nr; i++)
		sum += numbers[i];
	return sum;
}

/* The name that all samples have, or "several". */
static const char *common(const struct sample_set *set, size_t offset)
{
	const char *first = NULL;

	for (size_t i = 0; i < set->nr; i++) {
		const char *name = *(const char **)((char *)&set->samples[i] + offset);

		if (first && !same(first, name))
			return "several";
		first = name;
	}
	return first ? first : "none";
}

/* A repetition times the operation on all domains of a batch. */
static int take_samples(struct side *side, struct process *p, const struct run *run)
{
	double ns = 0;

	for (size_t i = 0; i < run->set.nr; i++) {
		const struct bench_sample *s = &run->set.samples[i];

		if (!s->ns_reps)
			continue;
		p->operations += (double)s->reps * s->batch;
		ns += sum_of(s->ns_reps, s->reps) * s->batch;
	}
	if (!p->operations) {
		warnx("%s: no operation was timed", run->dir);
		return -EINVAL;
	}
	p->ns = ns / p->operations;
	snprintf(side->what, sizeof(side->what), "%s of %s on %s",
		 common(&run->set, offsetof(struct bench_sample, op)),
		 common(&run->set, offsetof(struct bench_sample, variant)),
		 common(&run->set, offsetof(struct bench_sample, target)));
	snprintf(side->tree, sizeof(side->tree), "%s", run->conditions.tree);
	return 0;
}

static int process_read(struct side *side, const char *dir, const char *folded)
{
	struct process *p = &side->processes[side->nr++];
	struct run run;
	int ret = run_read(&run, dir);

	if (ret)
		return ret;
	ret = take_samples(side, p, &run);
	if (!ret)
		ret = stacks_read(&p->stacks, folded);
	if (!ret)
		ret = stacks_self(&p->self, &p->stacks);
	if (!ret)
		ret = stacks_add_all(&side->stacks, &p->stacks);
	if (ret == -ENOMEM)
		warnx("out of memory");
	p->total = stacks_total(&p->stacks);
	if (!ret && !p->total) {
		warnx("%s has no sample: the operation is too short; give a larger TABLES=",
		      folded);
		ret = -ENODATA;
	}
	side->ns += p->ns * p->operations;
	side->operations += p->operations;
	run_free(&run);
	return ret;
}

/* 1 if there is no such process. */
static int read_numbered(struct side *side, const char *run, const char *name)
{
	char *dir = NULL, *folded = NULL;
	int ret = -ENOMEM;

	if (asprintf(&dir, "%s/%s-%zu", run, name, side->nr + 1) >= 0 &&
	    asprintf(&folded, "%s/stacks.folded", dir) >= 0)
		ret = access(folded, F_OK) ? 1 : process_read(side, dir, folded);
	free(folded);
	free(dir);
	return ret;
}

static int read_only_one(struct side *side, const char *run)
{
	char *dir = NULL, *folded = NULL;
	int ret = -ENOMEM;

	if (asprintf(&dir, "%s/bench", run) >= 0 &&
	    asprintf(&folded, "%s/stacks.folded", run) >= 0)
		ret = process_read(side, dir, folded);
	free(folded);
	free(dir);
	return ret;
}

int side_read(struct side *side, const char *run, const char *name)
{
	int ret = 0;

	*side = (struct side){ 0 };
	if (!name)
		ret = read_only_one(side, run);
	while (name && !ret && side->nr < MAX_PROCESSES)
		ret = read_numbered(side, run, name);
	if (ret == 1)
		ret = 0;
	if (!ret && !side->nr) {
		warnx("%s has no stacks of %s; make perf makes them", run, name);
		ret = -ENOENT;
	}
	stacks_merge(&side->stacks);
	if (!ret)
		ret = stacks_self(&side->self, &side->stacks);
	if (ret) {
		side_free(side);
		return ret;
	}
	side->total = stacks_total(&side->stacks);
	side->ns /= side->operations;
	return 0;
}

void side_free(struct side *side)
{
	for (size_t i = 0; i < side->nr; i++) {
		stacks_free(&side->processes[i].stacks);
		stacks_free(&side->processes[i].self);
	}
	stacks_free(&side->stacks);
	stacks_free(&side->self);
	*side = (struct side){ 0 };
}
