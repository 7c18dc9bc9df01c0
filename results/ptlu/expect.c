// SPDX-License-Identifier: GPL-2.0-only
/* How many tests a check must have: a suite that silently loses its tests is no suite. */
#define _GNU_SOURCE
#include "expect.h"
#include "ktap_sum.h"
#include "names.h"
#include "patterns.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUITES		"ptlu-"
#define NAME_MAX_LEN	64
/* Where a test has no target. */
#define NO_TARGET	"-"

/* Tests of a suite of a job on a target. */
struct group {
	char job[NAME_MAX_LEN], suite[NAME_MAX_LEN], target[NAME_MAX_LEN];
	unsigned long nr;
};

struct groups {
	struct group *all;
	size_t nr, room;
	bool failed;
};

static int compare_groups(const void *a, const void *b)
{
	const struct group *left = a, *right = b;
	int order = strcmp(left->job, right->job);

	if (!order)
		order = strcmp(left->suite, right->suite);
	return order ? order : strcmp(left->target, right->target);
}

static struct group *add_group(struct groups *g)
{
	if (g->nr == g->room) {
		size_t room = g->room ? 2 * g->room : 256;
		struct group *more = reallocarray(g->all, room, sizeof(*more));

		if (!more) {
			g->failed = true;
			return NULL;
		}
		g->all = more;
		g->room = room;
	}
	g->all[g->nr] = (struct group){ .nr = 1 };
	return &g->all[g->nr++];
}

/* The leaves of a target follow each other only within a test, so that sorting sums them up. */
static void sum_up(struct groups *g)
{
	size_t kept = 0;

	if (g->nr)
		qsort(g->all, g->nr, sizeof(*g->all), compare_groups);
	for (size_t i = 0; i < g->nr; i++) {
		if (kept && !compare_groups(&g->all[kept - 1], &g->all[i]))
			g->all[kept - 1].nr += g->all[i].nr;
		else
			g->all[kept++] = g->all[i];
	}
	g->nr = kept;
}

/* "job / suite / test / target half" or "job / suite / test" */
static void add_leaf(const struct ktap_leaf *leaf, void *data)
{
	static const char between[] = " / ";
	const char *path = leaf->path, *suite = strstr(path, between), *test, *target;
	struct groups *g = data;
	struct group *group;

	if (leaf->result == KTAP_ERROR)
		return;
	suite = suite ? suite + strlen(between) : NULL;
	test = suite ? strstr(suite, between) : NULL;
	if (!test || strncmp(suite, SUITES, strlen(SUITES)))
		return;
	group = add_group(g);
	if (!group)
		return;
	target = strstr(test + strlen(between), between);
	target = target ? target + strlen(between) : NO_TARGET;
	snprintf(group->job, sizeof(group->job), "%.*s",
		 (int)(suite - strlen(between) - path), path);
	snprintf(group->suite, sizeof(group->suite), "%.*s", (int)(test - suite), suite);
	snprintf(group->target, sizeof(group->target), "%.*s", (int)strcspn(target, " "), target);
}

static int read_groups(struct groups *g, FILE *ktap)
{
	*g = (struct groups){ 0 };
	ktap_visit(ktap, false, add_leaf, g);
	sum_up(g);
	if (!g->failed)
		return 0;
	warnx("out of memory");
	free(g->all);
	return -ENOMEM;
}

/* Targets with as many tests share a line. */
static void write_suite(const struct group *all, size_t nr, FILE *to)
{
	for (size_t i = 0; i < nr; i++) {
		bool written = false;

		for (size_t k = 0; k < i && !written; k++)
			written = all[k].nr == all[i].nr;
		if (written)
			continue;
		fprintf(to, "%s\t%s\t%lu\t", all[i].job, all[i].suite, all[i].nr);
		for (size_t k = i; k < nr; k++)
			if (all[k].nr == all[i].nr)
				fprintf(to, "%s%s", k == i ? "" : " ", all[k].target);
		fputc('\n', to);
	}
}

int expect_write(FILE *ktap, FILE *to)
{
	struct groups g;
	int ret = read_groups(&g, ktap);

	if (ret)
		return ret;
	for (size_t i = 0, end; i < g.nr; i = end) {
		for (end = i + 1; end < g.nr && same(g.all[end].job, g.all[i].job) &&
				  same(g.all[end].suite, g.all[i].suite);)
			end++;
		write_suite(&g.all[i], end - i, to);
	}
	free(g.all);
	return 0;
}

/* What is looked for in a check. */
struct search {
	const struct groups *found;
	const char *suites, *targets;
	FILE *to;
	int missing;
};

static bool has_job(const struct groups *g, const char *job)
{
	for (size_t i = 0; i < g->nr; i++)
		if (same(g->all[i].job, job))
			return true;
	return false;
}

static void look_for(struct search *s, struct group *wanted)
{
	const struct groups *g = s->found;
	const struct group *found = NULL;

	if (s->targets && !same(wanted->target, NO_TARGET) &&
	    !matches_any(s->targets, wanted->target))
		return;
	if (g->nr)
		found = bsearch(wanted, g->all, g->nr, sizeof(*wanted), compare_groups);
	if (found && found->nr >= wanted->nr)
		return;
	s->missing++;
	fprintf(s->to, "# %s: %s has %lu tests of %s, %lu are expected\n", wanted->job,
		wanted->suite, found ? found->nr : 0, wanted->target, wanted->nr);
}

static int read_line(struct search *s, char *line)
{
	struct group wanted = { .nr = 0 };
	char *targets, *save, *target;
	int at = 0;

	if (line[0] == '#' || line[0] == '\n')
		return 0;
	if (sscanf(line, "%63[^\t]\t%63[^\t]\t%lu\t%n", wanted.job, wanted.suite, &wanted.nr,
		   &at) != 3 || !at)
		return -EINVAL;
	if ((s->suites && !matches_any(s->suites, wanted.suite)) ||
	    !has_job(s->found, wanted.job))
		return 0;
	targets = line + at;
	for (target = strtok_r(targets, " \n", &save); target;
	     target = strtok_r(NULL, " \n", &save)) {
		snprintf(wanted.target, sizeof(wanted.target), "%s", target);
		look_for(s, &wanted);
	}
	return 0;
}

int expect_compare(FILE *ktap, FILE *table, const char *path, const char *suites,
		   const char *targets, FILE *to)
{
	struct search s = { .suites = suites, .targets = targets, .to = to };
	struct groups g;
	size_t room = 0, number = 0;
	char *line = NULL;
	int ret = read_groups(&g, ktap);

	if (ret)
		return ret;
	s.found = &g;
	while (!ret && getline(&line, &room, table) > 0) {
		number++;
		ret = read_line(&s, line);
		if (ret)
			warnx("%s:%zu: no \"job, suite, number, targets\"", path, number);
	}
	free(line);
	free(g.all);
	return ret ? ret : s.missing;
}
